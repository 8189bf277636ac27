package org.hospitalhub.service.payload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.hospitalhub.rules.TextCleaning;
import org.hospitalhub.service.expression.Patterns;

/**
 * A transformation of a text before it is checked ({@code hub:clean}).
 *
 * @param clean transformation
 */
record Cleaning(UnaryOperator<String> clean) {

    private static final String SPACES = "[\\s\\p{Z}]+";

    /** The names that {@code hub:clean} knows. */
    static final Map<String, UnaryOperator<String>> KNOWN = Map.ofEntries(
            Map.entry("trim", String::strip),
            Map.entry("one-space", text -> text.replaceAll(SPACES, " ").strip()),
            Map.entry("no-space", text -> text.replaceAll(SPACES, "")),
            Map.entry("hyphens", TextCleaning::hyphens),
            Map.entry("dash-is-nothing", text -> text.matches("\\p{Pd}+") ? "" : text),
            Map.entry("no-quotes", text -> text.replaceAll("[\"«»“”„]", " ").strip()),
            Map.entry("upper-case", text -> text.toUpperCase(Locale.ROOT)),
            Map.entry("lower-case", text -> text.toLowerCase(Locale.ROOT)),
            Map.entry("digits", Cleaning::digits));

    /** Reads the keyword's value: a name, an object with {@code when} and {@code remove}, or a list of both. */
    static List<Cleaning> of(JsonNode value) {
        List<Cleaning> cleanings = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(one -> cleanings.addAll(of(one)));
        } else if (value.isTextual() && KNOWN.containsKey(value.textValue())) {
            cleanings.add(new Cleaning(KNOWN.get(value.textValue())));
        } else if (value.isObject()) {
            com.google.re2j.Pattern when = Patterns.compile(value.path("when").asText(""));
            com.google.re2j.Pattern remove =
                    Patterns.compile(value.path("remove").asText(""));
            cleanings.add(new Cleaning(
                    text -> Patterns.fits(when, text) ? remove.matcher(text).replaceAll("") : text));
        }
        return cleanings;
    }

    /** Removes spaces, hyphens, dots and slashes between digits; a text with anything else stays as it is. */
    private static String digits(String text) {
        String plain = text.replaceAll("[\\s\\p{Z}\\p{Pd}./]", "");
        return plain.matches("[0-9]+") ? plain : text;
    }
}
