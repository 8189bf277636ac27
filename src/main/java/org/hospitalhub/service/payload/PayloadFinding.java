package org.hospitalhub.service.payload;

import java.util.Map;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Finding.Severity;
import org.jspecify.annotations.Nullable;

/**
 * One broken rule of a payload with its text in every language there is.
 *
 * @param path JSON path with the payload's own names
 * @param texts by language code; English is always there
 * @param source where the rule is written, null when the schema does not say it
 */
public record PayloadFinding(
        String code,
        String path,
        Severity severity,
        Map<String, String> texts,
        @Nullable String source) {

    private static final String FALL_BACK = "en";

    /** Keeps a copy. */
    public PayloadFinding {
        texts = Map.copyOf(texts);
    }

    /** Returns the text in a language, in English where that language has none. */
    public String text(String language) {
        String text = texts.getOrDefault(language, texts.get(FALL_BACK));
        return text != null
                ? text
                : texts.values().stream().sorted().findFirst().orElse(code);
    }

    /** Returns the finding as the ledger keeps it. */
    public Finding in(String language) {
        return new Finding(code, path, text(language), severity);
    }
}
