package org.hospitalhub.service.definition;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.hospitalhub.rules.Findings;
import org.jspecify.annotations.Nullable;

/** Reads the keys of one mapping; a key that is never read is unknown and becomes a finding. */
final class MappingReader {

    private static final int ALIKE = 3;

    private final YamlValue.Mapping mapping;
    private final String what;
    private final Findings findings;
    private final Set<String> known = new LinkedHashSet<>();

    private MappingReader(YamlValue.Mapping mapping, String what, Findings findings) {
        this.mapping = mapping;
        this.what = what;
        this.findings = findings;
    }

    /**
     * Begins to read a mapping; any other value is a finding and is read as an empty mapping.
     *
     * @param what name in messages: {@code a door}
     */
    static MappingReader of(YamlValue value, String what, Findings findings) {
        if (value instanceof YamlValue.Mapping mapping) {
            return new MappingReader(mapping, what, findings);
        }
        findings.error(
                YamlReader.CODE,
                value.place().toString(),
                "Here " + what + " is expected, written as keys and values.");
        return new MappingReader(new YamlValue.Mapping(value.place(), Map.of(), Map.of()), what, findings);
    }

    Place place() {
        return mapping.place();
    }

    Findings findings() {
        return findings;
    }

    Set<String> names() {
        return mapping.fields().keySet();
    }

    @Nullable
    YamlValue value(String key) {
        known.add(key);
        YamlValue value = mapping.fields().get(key);
        return value instanceof YamlValue.Scalar scalar && scalar.value().isNull() ? null : value;
    }

    boolean has(String key) {
        return value(key) != null;
    }

    @Nullable
    String text(String key) {
        YamlValue value = value(key);
        if (value == null) {
            return null;
        }
        if (value.text() == null) {
            wrong(value.place(), key + " is one value, not a list or keys.");
        }
        return value.text();
    }

    String text(String key, String otherwise) {
        String text = text(key);
        return text == null ? otherwise : text;
    }

    /** Returns a required value; a finding and an empty text when it is missing. */
    String needed(String key) {
        String text = text(key);
        if (text == null) {
            missing(key);
        }
        return text == null ? "" : text;
    }

    void missing(String key) {
        wrong(place(), "The key " + key + " is missing in " + what + ".");
    }

    boolean flag(String key, boolean otherwise) {
        String text = text(key);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            wrong(at(key), key + " is true or false.");
        }
        return text == null ? otherwise : text.equals("true");
    }

    int number(String key, int otherwise) {
        String text = text(key);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,6}")) {
            wrong(at(key), key + " is a whole number.");
            return otherwise;
        }
        return Integer.parseInt(text);
    }

    /** Returns a list of texts, also for a single text. */
    List<String> texts(String key) {
        YamlValue value = value(key);
        List<String> texts = new ArrayList<>();
        for (YamlValue item : items(value)) {
            Optional.ofNullable(item.text())
                    .ifPresentOrElse(texts::add, () -> wrong(item.place(), key + " is a list of texts."));
        }
        return List.copyOf(texts);
    }

    /** Returns the items of a list, or the single value; empty when it is missing. */
    List<YamlValue> values(String key) {
        return items(value(key));
    }

    private static List<YamlValue> items(@Nullable YamlValue value) {
        return value == null ? List.of() : value instanceof YamlValue.Sequence list ? list.items() : List.of(value);
    }

    /** Returns the fields of a mapping. */
    Map<String, YamlValue> fields(String key) {
        YamlValue value = value(key);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof YamlValue.Mapping)) {
            wrong(value.place(), key + " has keys and values.");
        }
        return value instanceof YamlValue.Mapping fields ? fields.fields() : Map.of();
    }

    /** Returns the fields of a mapping of texts. */
    Map<String, String> textFields(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        fields(key).forEach((name, value) -> Optional.ofNullable(value.text())
                .ifPresentOrElse(text -> texts.put(name, text), () -> wrong(value.place(), name + " is one text.")));
        return texts;
    }

    /** Returns a text, or texts by language. */
    Texts inLanguages(String key) {
        YamlValue value = value(key);
        if (value == null) {
            return Texts.NONE;
        }
        return value.text() == null
                ? new Texts(textFields(key))
                : new Texts(Map.of("en", String.valueOf(value.text())));
    }

    /** Returns one of these words. */
    String word(String key, String otherwise, List<String> words) {
        String text = text(key, otherwise);
        if (!words.contains(text)) {
            wrong(at(key), key + " is one of " + String.join(", ", words) + end(meant(text, words)));
            return otherwise;
        }
        return text;
    }

    MappingReader inner(String key, String of) {
        YamlValue value = value(key);
        return of(value == null ? empty() : value, of, findings);
    }

    private YamlValue empty() {
        return new YamlValue.Mapping(place(), Map.of(), Map.of());
    }

    /** Returns a mapping, also for its short form: {@code auth: basic} is {@code auth: {kind: basic}}. */
    MappingReader innerOrWord(String key, String word, String of) {
        YamlValue value = value(key);
        if (value == null || value.text() == null) {
            return inner(key, of);
        }
        YamlValue text = new YamlValue.Scalar(
                value.place(), value.text(), true, JsonNodeFactory.instance.textNode(value.text()));
        return of(new YamlValue.Mapping(value.place(), Map.of(word, text), Map.of(word, value.place())), of, findings);
    }

    /** Reads a mapping that may be missing; null then. */
    <T> @Nullable T optional(String key, String of, Function<MappingReader, T> reader) {
        return has(key) ? whole(inner(key, of), reader) : null;
    }

    /** Reads a mapping that may be missing, also for its short form, as {@link #innerOrWord}. */
    <T> @Nullable T optional(String key, String word, String of, Function<MappingReader, T> reader) {
        return has(key) ? whole(innerOrWord(key, word, of), reader) : null;
    }

    private static <T> T whole(MappingReader keys, Function<MappingReader, T> reader) {
        T read = reader.apply(keys);
        keys.end();
        return read;
    }

    void wrong(Place place, String message) {
        findings.error(YamlReader.CODE, place.toString(), message);
    }

    Place at(String key) {
        return mapping.places().getOrDefault(key, place());
    }

    /** Ends the reading: every key that was not read is a finding. */
    void end() {
        names().stream().filter(name -> !known.contains(name)).forEach(name -> {
            String meant = meant(name, known);
            wrong(
                    at(name),
                    "There is no key " + name + " in " + what
                            + (meant.isEmpty() ? "; possible are " + String.join(", ", known) + "." : meant));
        });
    }

    private static String end(String meant) {
        return meant.isEmpty() ? "." : meant;
    }

    private static String meant(String name, Iterable<String> words) {
        String nearest = "";
        int least = ALIKE + 1;
        for (String word : words) {
            int distance = LevenshteinDistance.getDefaultInstance().apply(word, name);
            if (distance < least && distance < word.length()) {
                least = distance;
                nearest = word;
            }
        }
        return nearest.isEmpty() ? "" : "; did you mean " + nearest + "?";
    }
}
