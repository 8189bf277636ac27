package org.hospitalhub.delivery;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.hospitalhub.rules.TextCleaning;

/** Finds the column of a CSV file that a finding is about, so that a person sees the name that stands in the file. */
final class CsvColumnNames {

    private static final String ANSWER = "hub.";
    private static final Pattern BRACKETS = Pattern.compile("\\['?([^']*?)'?]");

    private final Map<String, String> byField = new HashMap<>();

    CsvColumnNames(List<String> header) {
        for (String name : header) {
            String plain = TextCleaning.plain(name).strip();
            if (!plain.startsWith(ANSWER)) {
                byField.putIfAbsent(field(plain), name.strip());
            }
        }
    }

    /** Returns the name of a field's column as the header has it, else the JSON path. */
    String of(String path) {
        return byField.getOrDefault(field(path), path);
    }

    /** Upper and lower case do not matter in a header, and a place in a list is a name there ({@code parameters.0}). */
    private static String field(String path) {
        String dotted = BRACKETS.matcher(path).replaceAll(".$1");
        return (dotted.startsWith("$.") ? dotted.substring(2) : dotted).toLowerCase(Locale.ROOT);
    }
}
