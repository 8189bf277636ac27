package org.hospitalhub.service.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the next page in a Link header (RFC 8288 §3). */
final class LinkHeader {

    /** Repetitions are bounded, because the header is foreign and each one takes stack. */
    private static final Pattern LINK = Pattern.compile(
            "<([^<>]{0,8000})>((?:\\s{0,9};\\s{0,9}[^\\s=;,]{1,200}(?:\\s{0,9}=\\s{0,9}(?:\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+){0,50}+\"|[^\\s;,\"]*+))?){0,20})");

    private static final Pattern PARAMETER = Pattern.compile(
            ";\\s{0,9}([^\\s=;,]{1,200})(?:\\s{0,9}=\\s{0,9}(?:\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+){0,50}+)\"|([^\\s;,\"]*+)))?");

    private LinkHeader() {}

    /** Returns the target of the first link with the relation {@code next} and without another context ({@code anchor}). */
    static Optional<String> next(List<String> values) {
        return values.stream()
                .flatMap(value -> LINK.matcher(value).results())
                .filter(link -> isNext(link.group(2)))
                .map(link -> link.group(1).strip())
                .findFirst();
    }

    private static boolean isNext(String parameters) {
        boolean next = false;
        boolean rel = false;
        Matcher parameter = PARAMETER.matcher(parameters);
        while (parameter.find()) {
            String name = parameter.group(1).toLowerCase(Locale.ROOT);
            if (name.equals("anchor")) {
                return false;
            }
            if (name.equals("rel") && !rel) {
                // Only the first one counts (RFC 8288 §3.3).
                rel = true;
                String quoted = parameter.group(2);
                String word = quoted == null ? parameter.group(3) : quoted;
                next = word != null
                        && Arrays.asList(word.toLowerCase(Locale.ROOT).strip().split("\\s+"))
                                .contains("next");
            }
        }
        return next;
    }
}
