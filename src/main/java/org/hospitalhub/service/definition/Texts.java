package org.hospitalhub.service.definition;

import java.util.Map;
import java.util.stream.Collectors;
import org.hospitalhub.rules.Wording;

/**
 * A constant text in several languages.
 *
 * @param byLanguage text by language code; may be empty
 */
public record Texts(Map<String, String> byLanguage) {

    /** No text in any language. */
    public static final Texts NONE = new Texts(Map.of());

    private static final String FALL_BACK = "en";

    /** Keeps a copy. */
    public Texts {
        byLanguage = Map.copyOf(byLanguage);
    }

    /** Returns the texts with a value in a place {@code {name}}. */
    public Texts with(String name, String value) {
        return new Texts(
                byLanguage.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, text -> text.getValue()
                        .replace("{" + name + "}", value))));
    }

    /** Returns whether there is no text. */
    public boolean isEmpty() {
        return byLanguage.isEmpty();
    }

    /** Returns the text in English, or in the only language there is; empty when there is none. */
    public String text() {
        return in(FALL_BACK);
    }

    /** Returns the text for the reader's language. */
    public Wording wording() {
        return Wording.byLanguage(byLanguage);
    }

    /** Returns the text in a language, else in English, else in any; empty when there is none. */
    public String in(String language) {
        String text = byLanguage.getOrDefault(language, byLanguage.get(FALL_BACK));
        return text != null
                ? text
                : byLanguage.values().stream().sorted().findFirst().orElse("");
    }
}
