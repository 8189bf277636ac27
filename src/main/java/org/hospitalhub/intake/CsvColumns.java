package org.hospitalhub.intake;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hospitalhub.rules.TextCleaning;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/**
 * The header of a CSV file, which says how the cells of a row become a payload: {@code patient.familyName} goes into an object
 * {@code patient}; {@code module}, where the operation has such a field, and {@code $.module} are fields of the payload itself.
 * Other names without a dot, and {@code hub.…} of an answer that is submitted again, are the hospital's own columns: they are
 * repeated in the answer and not sent.
 */
final class CsvColumns {

    private static final String ROOT = "$.";
    private static final String ANSWER = "hub.";
    private static final int DEEPEST = 16;

    private final List<String> names;
    private final List<List<String>> paths;
    private final int named;

    /**
     * Reads a header.
     *
     * @param undotted names without a dot that are fields of the payload
     */
    CsvColumns(List<String> names, Set<String> undotted) throws UnreadableFileException {
        this.names = List.copyOf(names);
        this.paths = withOneSpelling(
                names.stream().map(name -> jsonPath(name, undotted)).toList());
        this.named = named(names);
        requireNames();
        requireObjects();
    }

    List<String> names() {
        return names;
    }

    /** Returns the paths with one spelling for each object, because headers may write its name in different cases. */
    private static List<List<String>> withOneSpelling(List<List<String>> paths) {
        Map<String, String> spellings = new HashMap<>();
        List<List<String>> all = new ArrayList<>();
        for (List<String> path : paths) {
            List<String> spelt = new ArrayList<>(path);
            for (int length = 1; length < path.size(); length++) {
                String name = path.get(length - 1);
                String object = String.join(".", path.subList(0, length)).toLowerCase(Locale.ROOT);
                spelt.set(length - 1, spellings.computeIfAbsent(object, first -> name));
            }
            all.add(List.copyOf(spelt));
        }
        return List.copyOf(all);
    }

    /**
     * Returns the number of columns without unnamed ones at the end: Excel pads rows with separators, and not every row with the
     * same number.
     */
    private static int named(List<String> names) {
        int named = names.size();
        while (named > 1 && TextCleaning.isBlank(names.get(named - 1))) {
            named--;
        }
        return named;
    }

    /** Returns whether a row with this number of cells fits the header. */
    boolean fits(int cells) {
        return cells >= named && cells <= names.size();
    }

    /**
     * Returns whether a cell of several lines holds whole rows: the first and the last of its lines have, with the cells before
     * and behind it, as many separators as a row. A quote that is opened by mistake and closed by another mistake does this.
     */
    boolean containsWholeRows(List<String> cells, char separator) {
        for (int i = 0; i < cells.size() && named > 2; i++) {
            String cell = cells.get(i).replace('\r', '\n');
            int first = cell.indexOf('\n');
            int last = cell.lastIndexOf('\n');
            if (first >= 0
                    && fits(i + separators(cell.substring(0, first), separator) + 1)
                    && fits(separators(cell.substring(last + 1), separator) + cells.size() - i)) {
                return true;
            }
        }
        return false;
    }

    private static int separators(String text, char separator) {
        return Math.toIntExact(text.chars().filter(one -> one == separator).count());
    }

    /** Builds the payload of a row; an empty cell is an absent field. */
    ObjectNode payload(List<String> cells) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < Math.min(cells.size(), paths.size()); i++) {
            String cell = cells.get(i).strip();
            if (!TextCleaning.isBlank(cell) && !paths.get(i).isEmpty()) {
                put(payload, paths.get(i), cell);
            }
        }
        return payload;
    }

    /** Returns the JSON path of a column's field, {@code $} for the hospital's own columns. */
    String jsonPath(int column) {
        List<String> path = column < paths.size() ? paths.get(column) : List.of();
        return path.isEmpty() ? "$" : ROOT + String.join(".", path);
    }

    /** Returns the name of a column's field as a header names it, empty for the hospital's own columns. */
    String field(int column) {
        return String.join(".", paths.get(column));
    }

    private static void put(ObjectNode payload, List<String> path, String cell) {
        ObjectNode at = payload;
        for (String name : path.subList(0, path.size() - 1)) {
            at = at.withObjectProperty(name);
        }
        at.put(path.get(path.size() - 1), cell);
    }

    private static List<String> jsonPath(String column, Set<String> undotted) {
        String name = TextCleaning.plain(column).strip();
        if (undotted.contains(name)) {
            return List.of(name);
        }
        if (name.indexOf('.') < 0 || name.startsWith(ANSWER)) {
            return List.of();
        }
        return List.of((name.startsWith(ROOT) ? name.substring(ROOT.length()) : name).split("\\.", -1));
    }

    private void requireNames() throws UnreadableFileException {
        Set<String> seen = new HashSet<>();
        List<Wording> flaws = new ArrayList<>();
        for (int i = 0; i < named; i++) {
            String name = TextCleaning.plain(names.get(i)).strip();
            Wording flaw = flaw(i + 1, name, paths.get(i), seen);
            if (flaw != null) {
                flaws.add(flaw);
            }
        }
        if (!flaws.isEmpty()) {
            throw new UnreadableFileException(
                    "CSV_HEADER", Wording.of("CSV_HEADER.names", Wording.joined(", ", flaws)));
        }
    }

    private static @Nullable Wording flaw(int column, String name, List<String> path, Set<String> seen) {
        if (name.isEmpty()) {
            return Wording.of("CSV_HEADER.no-name", column);
        }
        if (name.indexOf('\t') >= 0) {
            return Wording.of("CSV_HEADER.tabs", column);
        }
        if (name.startsWith("sep=")) {
            return Wording.of("CSV_HEADER.sep", column);
        }
        if (NulCharacters.find(name)) {
            return Wording.of("CSV_HEADER.nul", column);
        }
        if (path.contains("")) {
            return Wording.of("CSV_HEADER.dots", column);
        }
        if (path.size() > DEEPEST) {
            return Wording.of("CSV_HEADER.parts", column, DEEPEST);
        }
        return seen.add(name) ? null : Wording.of("CSV_HEADER.twice", column);
    }

    /** {@code patient.name} and {@code patient.name.first} cannot both be: one is a text, the other needs an object. */
    private void requireObjects() throws UnreadableFileException {
        Set<List<String>> fields = new HashSet<>();
        for (List<String> path : paths) {
            List<String> name =
                    path.stream().map(part -> part.toLowerCase(Locale.ROOT)).toList();
            if (!path.isEmpty() && !fields.add(name)) {
                throw new UnreadableFileException("CSV_HEADER", Wording.of("CSV_HEADER.same-field"));
            }
        }
        for (List<String> path : fields) {
            for (int length = 1; length < path.size(); length++) {
                if (fields.contains(path.subList(0, length))) {
                    throw new UnreadableFileException("CSV_HEADER", Wording.of("CSV_HEADER.inside"));
                }
            }
        }
    }
}
