package org.hospitalhub.calls.media;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/** CSV (RFC 4180) with a header row as an array of objects of texts. Cells are separated by comma, semicolon or tab. */
final class CsvMedia {

    private static final int MOST_CELLS = 2_000_000;

    private CsvMedia() {}

    /** Reads a table; empty when a name is missing or occurs twice, or a row has more cells than the header. */
    static Optional<JsonNode> read(String text) {
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(delimiter(text))
                .setIgnoreEmptyLines(true)
                .get();
        try (CSVParser rows = CSVParser.parse(new StringReader(text), format)) {
            return table(rows);
        } catch (IOException | UncheckedIOException | IllegalStateException noTable) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> table(CSVParser rows) {
        List<String> names = new ArrayList<>();
        ArrayNode table = JsonNodeFactory.instance.arrayNode();
        int cells = 0;
        for (CSVRecord row : rows) {
            cells += row.size() + 1;
            if (cells > MOST_CELLS) {
                return Optional.empty();
            }
            if (names.isEmpty()) {
                row.forEach(name -> names.add(name.strip()));
                if (names.contains("") || Set.copyOf(names).size() < names.size()) {
                    return Optional.empty();
                }
            } else if (row.size() > names.size()) {
                return Optional.empty();
            } else {
                ObjectNode object = table.addObject();
                for (int i = 0; i < row.size(); i++) {
                    object.put(names.get(i), row.get(i));
                }
            }
        }
        return names.isEmpty() ? Optional.empty() : Optional.of(table);
    }

    private static char delimiter(String text) {
        String head = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
        char best = ',';
        for (char one : new char[] {';', '\t'}) {
            best = count(head, one) > count(head, best) ? one : best;
        }
        return best;
    }

    private static long count(String text, char one) {
        return text.chars().filter(other -> other == one).count();
    }

    /**
     * Writes an array of objects of scalars, or one such object, with a header row.
     *
     * @param separator between cells; a cell that contains it is quoted
     */
    static String write(JsonNode tree, char separator) {
        List<JsonNode> rows = new ArrayList<>();
        (tree.isArray() ? tree : JsonNodeFactory.instance.arrayNode().add(tree)).forEach(rows::add);
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode row : rows) {
            if (!row.isObject()) {
                throw new UnwritableException("CSV is an array of objects");
            }
            row.fieldNames().forEachRemaining(names::add);
        }
        StringBuilder text = new StringBuilder();
        CSVFormat format = CSVFormat.RFC4180.builder().setDelimiter(separator).get();
        try (CSVPrinter out = new CSVPrinter(text, format)) {
            out.printRecord(names);
            for (JsonNode row : rows) {
                out.printRecord(names.stream().map(name -> cell(row.path(name), name)));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static String cell(JsonNode value, String name) {
        return value.isMissingNode() || value.isNull() ? "" : UnwritableException.scalar(value, name);
    }
}
