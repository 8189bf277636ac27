package org.hospitalhub.rules;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Languages of a reader, best first; English is always among them.
 *
 * @param codes ISO 639 codes ({@code uk})
 */
public record Languages(List<String> codes) {

    /** Languages in which every sentence of the hub exists. */
    public static final List<String> SUPPORTED = List.of("en", "ru", "uk", "bg");

    /** English only. */
    public static final Languages ENGLISH = new Languages(List.of());

    private static final String FALL_BACK = "en";
    private static final int LONGEST_HEADER = 1000;

    /** Puts English last where it is missing. */
    public Languages {
        Set<String> all = new LinkedHashSet<>(codes);
        all.add(FALL_BACK);
        codes = List.copyOf(all);
    }

    /** Returns a language and, where that has no text, English. */
    public static Languages of(String code) {
        return new Languages(List.of(code));
    }

    /**
     * Returns the language of the hospital ({@code hub.language}) and, where that has no text, English.
     *
     * @throws IllegalArgumentException when the hub does not speak it; the message says which it speaks
     */
    public static Languages ofHospital(String setting) {
        String code = setting.strip().toLowerCase(Locale.ROOT);
        if (!code.isEmpty() && !SUPPORTED.contains(code)) {
            throw new IllegalArgumentException(
                    "is no language of this hub: write " + String.join(", ", SUPPORTED.subList(0, SUPPORTED.size() - 1))
                            + " or " + SUPPORTED.get(SUPPORTED.size() - 1));
        }
        return code.isEmpty() ? ENGLISH : of(code);
    }

    /** Returns these languages behind a preferred one. */
    public Languages preferring(String code) {
        return behind(List.of(code));
    }

    /**
     * Returns these languages behind those that a client prefers (RFC 9110 §12.5.4).
     *
     * @param acceptLanguage header {@code Accept-Language}, null when there is none; one that cannot be read is ignored
     */
    public Languages asked(@Nullable String acceptLanguage) {
        if (acceptLanguage == null || acceptLanguage.isBlank() || acceptLanguage.length() > LONGEST_HEADER) {
            return this;
        }
        try {
            return behind(Locale.LanguageRange.parse(acceptLanguage).stream()
                    .filter(range -> range.getWeight() > 0)
                    .map(range -> range.getRange().split("-", 2)[0])
                    .takeWhile(code -> !code.equals("*"))
                    .toList());
        } catch (IllegalArgumentException | IndexOutOfBoundsException unreadable) {
            // The JDK throws the second one for a range without letters ("-").
            return this;
        }
    }

    private Languages behind(List<String> preferred) {
        List<String> all = new ArrayList<>(preferred);
        all.addAll(codes);
        return new Languages(all);
    }
}
