package org.hospitalhub.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operation.Columns;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Compares the header of a CSV file with the fields of its operation. When it has none of them, or none of the required ones,
 * every row would be refused for the same reason, so the file is refused once. The message quotes a header name only when it
 * resembles a field name, because the first row of a file without header is patient data.
 */
final class CsvHeaderCheck {

    private static final int NAMED = 5;

    private CsvHeaderCheck() {}

    static void requireFields(CsvColumns columns, Operation operation) throws UnreadableFileException {
        Columns fields = operation.check().columns();
        List<String> named = IntStream.range(0, columns.names().size())
                .mapToObj(columns::field)
                .filter(field -> !field.isEmpty())
                .toList();
        boolean known = fields.known().isEmpty()
                ? !named.isEmpty()
                : named.stream().anyMatch(field -> among(fields.known(), field));
        boolean required =
                fields.required().isEmpty() || named.stream().anyMatch(field -> among(fields.required(), field));
        if (!known || !required) {
            throw new UnreadableFileException("CSV_HEADER", message(columns, fields, operation.name(), known));
        }
    }

    /** Returns whether a name is one of the fields or a part of one; case is ignored. */
    private static boolean among(List<String> fields, String name) {
        return fields.stream()
                .anyMatch(field -> name.equalsIgnoreCase(field)
                        || name.regionMatches(true, 0, field + ".", 0, field.length() + 1));
    }

    private static Wording message(CsvColumns columns, Columns fields, String operation, boolean known) {
        List<Wording> hints = new ArrayList<>();
        for (String column : columns.names()) {
            String meant = meant(column, fields.known());
            if (meant != null && hints.size() < NAMED) {
                hints.add(Wording.of("CSV_HEADER.meant", column.strip(), meant));
            }
        }
        List<String> names = fields.required().isEmpty() ? fields.known() : fields.required();
        List<Wording> sentences = new ArrayList<>();
        sentences.add(Wording.of(known ? "CSV_HEADER.no-required-field" : "CSV_HEADER.no-field", operation));
        sentences.addAll(hints);
        sentences.add(
                names.isEmpty()
                        ? Wording.of("CSV_HEADER.dotted")
                        : Wording.of("CSV_HEADER.expected", String.join(", ", names)));
        return Wording.joined(" ", sentences);
    }

    /** Returns the field that a column most likely means, null when that is not clear. */
    private static @Nullable String meant(String column, List<String> known) {
        String letters = letters(column);
        List<String> found = known.stream()
                .filter(field -> !letters.isEmpty()
                        && (letters(field).equals(letters)
                                || letters(field.substring(field.lastIndexOf('.') + 1))
                                        .equals(letters)))
                .toList();
        return found.size() == 1 ? found.get(0) : null;
    }

    private static String letters(String name) {
        return name.replaceAll("[^\\p{L}0-9]", "").toLowerCase(Locale.ROOT);
    }
}
