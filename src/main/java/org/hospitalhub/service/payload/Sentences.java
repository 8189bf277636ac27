package org.hospitalhub.service.payload;

import java.text.MessageFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import org.hospitalhub.rules.Finding.Severity;

/** The hub's own sentences about payloads, in every language of its screens. */
final class Sentences {

    private static final List<String> LANGUAGES = List.of("en", "ru", "uk", "bg");
    private static final String BUNDLE = "messages.payload";

    private Sentences() {}

    static PayloadFinding finding(String code, String path, Severity severity, Object... values) {
        return new PayloadFinding(code, path, severity, texts(code, values), null);
    }

    /** Returns a sentence in all languages. */
    static Map<String, String> texts(String key, Object... values) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String language : LANGUAGES) {
            texts.put(language, new MessageFormat(pattern(key, language), Locale.ROOT).format(values));
        }
        return texts;
    }

    private static String pattern(String key, String language) {
        Locale locale = language.equals("en") ? Locale.ROOT : Locale.forLanguageTag(language);
        try {
            return ResourceBundle.getBundle(
                            BUNDLE,
                            locale,
                            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES))
                    .getString(key);
        } catch (MissingResourceException unknown) {
            return key.toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
