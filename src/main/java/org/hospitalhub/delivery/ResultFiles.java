package org.hospitalhub.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.hospitalhub.ledger.Batch;
import org.hospitalhub.ledger.Batches;
import org.hospitalhub.ledger.Batches.Answer;
import org.hospitalhub.ledger.Batches.Line;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;

/**
 * Writes the answers of dropped files to {@code <drop>/out/<operation>/<stem>.result.<ext>}, UTF-8, in the order of the
 * records. A reader sees the whole file or none: it is written under a name beginning with a dot, forced to the disk and
 * then renamed; after a replay the new answer replaces the old one in the same way.
 */
final class ResultFiles {

    /** Lines read from the ledger at a time, so that memory stays flat. */
    private static final int PAGE = 500;

    private final Path out;
    private final Batches batches;
    private final Operations operations;
    private final ObjectMapper mapper;

    ResultFiles(Path drop, Batches batches, Operations operations, ObjectMapper mapper) {
        this.out = drop.resolve("out");
        this.batches = batches;
        this.operations = operations;
        this.mapper = mapper;
    }

    /**
     * Writes one answer and returns its file.
     *
     * @throws IOException when the disk is full or the folder cannot be written; nothing of the answer is visible then and
     *     it may simply be tried again
     */
    Path write(Answer answer) throws IOException {
        Batch batch = answer.batch();
        Path folder = Files.createDirectories(out.resolve(batch.operation()));
        Path target = folder.resolve(ResultNames.visible(answer.file()));
        Path hidden = folder.resolve(ResultNames.hidden(batch.id(), answer.file()));
        try {
            fill(hidden, batch);
            Files.move(hidden, target, StandardCopyOption.ATOMIC_MOVE);
            return target;
        } finally {
            Files.deleteIfExists(hidden);
        }
    }

    private void fill(Path hidden, Batch batch) throws IOException {
        // A leftover of a killed hub, or a link that somebody put there, is removed and never written through.
        Files.deleteIfExists(hidden);
        try (FileChannel channel = FileChannel.open(
                        hidden, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                BufferedWriter text = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8))) {
            ResultLines lines = lines(batch, text);
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
            text.flush();
            channel.force(true);
        }
    }

    private ResultLines lines(Batch batch, BufferedWriter text) throws IOException {
        List<String> fields =
                operations.find(batch.operation()).map(Operation::resultFields).orElse(List.of());
        return switch (batch.format().kind()) {
            case CSV -> new CsvResultLines(text, batch.format(), fields, mapper);
            case JSON -> new JsonResultLines(text, mapper, "", "", "\n");
            case NDJSON -> new JsonResultLines(text, mapper, "", "\n", "\n");
            case JSON_ARRAY -> new JsonResultLines(text, mapper, "[\n", ",\n", "\n]\n");
        };
    }
}
