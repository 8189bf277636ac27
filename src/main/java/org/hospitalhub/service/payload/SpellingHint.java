package org.hospitalhub.service.payload;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Suggests the known word that was most likely meant. */
public final class SpellingHint {

    private SpellingHint() {}

    /** Returns {@code ": did you mean …?"}, or a full stop when no known word is similar. */
    public static String hint(String word, Collection<String> known) {
        int most = word.length() <= 3 ? 1 : word.length() <= 6 ? 2 : 3;
        return known.stream()
                .filter(candidate -> distance(candidate, word) <= most)
                .min(Comparator.comparingInt((String candidate) -> distance(candidate, word))
                        .thenComparing(Comparator.naturalOrder()))
                .map(candidate -> ": did you mean " + candidate + "?")
                .orElse(".");
    }

    private static int distance(String candidate, String word) {
        return LevenshteinDistance.getDefaultInstance()
                .apply(candidate.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
    }
}
