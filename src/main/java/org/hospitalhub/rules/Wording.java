package org.hospitalhub.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A sentence for people with what its translation needs.
 *
 * @param text in English, or in the language in which a service wrote it
 * @param key of the sentence in the bundle {@code messages/findings}; null for a text that the hub does not translate
 * @param arguments what stands for {@code {0}}, {@code {1}} … in the sentence
 * @param texts by language code, of a service's definition that brings its own; usually empty
 */
public record Wording(String text, @Nullable String key, List<Wording> arguments, Map<String, String> texts) {

    /** Keeps copies. */
    public Wording {
        arguments = List.copyOf(arguments);
        texts = Map.copyOf(texts);
    }

    /**
     * Returns a sentence of the bundle.
     *
     * @param arguments a {@link Wording} is translated too; anything else is written as its text
     */
    public static Wording of(String key, Object... arguments) {
        List<Wording> words = Arrays.stream(arguments)
                .map(argument -> argument instanceof Wording wording ? wording : verbatim(String.valueOf(argument)))
                .toList();
        return new Wording(MessageBundle.format(key, words, Languages.ENGLISH), key, words, Map.of());
    }

    /** Returns a text that is never translated, such as that of a national service. */
    public static Wording verbatim(String text) {
        return new Wording(text, null, List.of(), Map.of());
    }

    /** Returns a sentence that is given in several languages, at least in one. */
    public static Wording byLanguage(Map<String, String> texts) {
        String text = new TreeMap<>(texts)
                .getOrDefault("en", texts.values().stream().sorted().findFirst().orElse(""));
        return new Wording(text, null, List.of(), texts);
    }

    /** Returns sentences as one, which stays one in every language. */
    public static Wording joined(String between, List<Wording> sentences) {
        return sentences.stream()
                .reduce((first, second) -> of("JOINED", first, between, second))
                .orElse(verbatim(""));
    }

    /** Returns the sentence in the first of the languages that it has. */
    public String in(Languages languages) {
        if (key != null && MessageBundle.has(key)) {
            return MessageBundle.format(key, arguments, languages);
        }
        return languages.codes().stream()
                .filter(texts::containsKey)
                .findFirst()
                .map(code -> texts.getOrDefault(code, text))
                .orElse(text);
    }

    /** Returns whether there is more to say than the text. */
    public boolean translated() {
        return key != null || !texts.isEmpty();
    }

    /** Returns the text. */
    @Override
    public String toString() {
        return text;
    }
}
