package org.hospitalhub.delivery;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.hospitalhub.ledger.Batch;
import org.hospitalhub.ledger.Batches.Line;
import org.hospitalhub.ledger.Order;
import org.jspecify.annotations.Nullable;

/**
 * Writes every row as it was given, its cells unchanged whatever they begin with (the hospital's programs compare them),
 * and behind them what became of its order. A row with fewer cells than the header is filled up, so that the answer stands
 * under its names; one with more pushes it to the right.
 */
final class CsvResultLines implements ResultLines {

    private static final TypeReference<List<String>> CELLS = new TypeReference<>() {};

    private final CSVPrinter printer;
    private final ObjectMapper mapper;
    private final int width;
    private final List<String> fields;

    CsvResultLines(Writer text, Batch.Format format, List<String> fields, ObjectMapper mapper) throws IOException {
        this.printer = CSVFormat.RFC4180
                .builder()
                .setDelimiter(format.separator())
                .get()
                .print(text);
        this.mapper = mapper;
        this.width = format.header().size();
        this.fields = List.copyOf(fields);
        List<String> header = new ArrayList<>(format.header());
        header.add("hub.order");
        header.add("hub.state");
        fields.forEach(field -> header.add("hub.result." + field));
        header.add("hub.findings");
        printer.printRecord(header);
    }

    @Override
    public void write(Line line) throws IOException {
        byte[] source = line.source();
        List<String> row = source == null ? new ArrayList<>() : new ArrayList<>(mapper.readValue(source, CELLS));
        while (row.size() < width) {
            row.add("");
        }
        Order order = line.order();
        row.add(order.id());
        row.add(order.state().word());
        for (String field : fields) {
            row.add(cell(line.result(), field));
        }
        row.add(findings(order));
        printer.printRecord(row);
    }

    @Override
    public void end() throws IOException {
        printer.flush();
    }

    private static String cell(@Nullable ObjectNode result, String field) {
        JsonNode value = result == null ? null : result.get(field);
        if (value == null || value.isNull()) {
            return "";
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }

    /** Findings of the order, and the problem of a parked one, in one cell for a person. */
    private static String findings(Order order) {
        String findings = order.findings().stream()
                .map(finding -> finding.path() + ": " + finding.message())
                .collect(Collectors.joining("; "));
        if (order.problem() == null) {
            return findings;
        }
        String problem = order.problem().code() + ": " + order.problem().title() + ". "
                + order.problem().detail();
        return findings.isEmpty() ? problem : findings + "; " + problem;
    }
}
