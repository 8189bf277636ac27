package org.hospitalhub.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.ledger.Batch;
import org.hospitalhub.ledger.Batches;
import org.hospitalhub.ledger.Batches.Line;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.rules.Languages;

/** Writes the answer to a whole file in the format of that file, in the order of its records (docs/integrator.md). */
public final class BatchResults {

    /** Lines read from the ledger at a time, so that memory stays flat. */
    private static final int PAGE = 500;

    private final Batches batches;
    private final Operations operations;
    private final ObjectMapper mapper;
    private final Languages hospital;
    private final DeliverySettings settings;

    BatchResults(Batches batches, Operations operations, ObjectMapper mapper) {
        this(batches, operations, mapper, Languages.ENGLISH, new DeliverySettings(List.of(), true, false));
    }

    BatchResults(
            Batches batches,
            Operations operations,
            ObjectMapper mapper,
            Languages hospital,
            DeliverySettings settings) {
        this.batches = batches;
        this.operations = operations;
        this.mapper = mapper;
        this.hospital = hospital;
        this.settings = settings;
    }

    /** Writes the records of a batch in the language of the hospital (hub.language). */
    void write(Batch batch, BufferedWriter text) throws IOException {
        write(batch, text, hospital);
    }

    /**
     * Writes every record of a batch as it stands now, also those that have not ended; does not close the writer.
     *
     * @throws IOException when the writer fails
     */
    public void write(Batch batch, BufferedWriter text, Languages languages) throws IOException {
        ResultWriter lines = lines(batch, text, languages);
        long after = 0;
        List<Line> page = batches.lines(batch.id(), after, PAGE);
        while (!page.isEmpty()) {
            for (Line line : page) {
                lines.write(line);
                after = line.record();
            }
            page = batches.lines(batch.id(), after, PAGE);
        }
        lines.end();
    }

    /** Returns the id of the first order of a batch, empty when it has none. */
    Optional<String> firstOrder(Batch batch) {
        return batches.lines(batch.id(), 0, 1).stream()
                .map(line -> line.order().id())
                .findFirst();
    }

    private ResultWriter lines(Batch batch, BufferedWriter text, Languages languages) throws IOException {
        List<String> fields =
                operations.find(batch.operation()).map(Operation::resultFields).orElse(List.of());
        return switch (batch.format().kind()) {
            case CSV -> csv(batch, text, fields, languages);
            case JSON -> new JsonResultWriter(text, mapper, languages, "", "", "\n");
            case NDJSON -> new JsonResultWriter(text, mapper, languages, "", "\n", "\n");
            case JSON_ARRAY -> new JsonResultWriter(text, mapper, languages, "[\n", ",\n", "\n]\n");
        };
    }

    private ResultWriter csv(Batch batch, BufferedWriter text, List<String> fields, Languages languages)
            throws IOException {
        if (settings.byteOrderMark()) {
            text.write('\uFEFF');
        }
        return new CsvResultWriter(text, batch.format(), fields, mapper, languages, settings.guardFormulas());
    }
}
