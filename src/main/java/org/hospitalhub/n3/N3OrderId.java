package org.hospitalhub.n3;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The id that N3 gives an order. Only a UUID is believed: it becomes part of an address. */
final class N3OrderId {

    private static final String UUID = "\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}|\\p{XDigit}{32}";
    private static final Pattern BELIEVED = Pattern.compile(UUID);
    // A path, an absolute address, or the id alone (specs/n3.md A1.1, A1.2).
    private static final Pattern ANSWER =
            Pattern.compile("(?:[^?#\\s]*?([a-z-]*)/)?(" + UUID + ")/?", Pattern.CASE_INSENSITIVE);
    private static final int LONGEST_ADDRESS = 500;
    private static final Pattern QUOTES = Pattern.compile("[\"'«»“”]");

    private N3OrderId() {}

    /** Reads the answer to an order; empty when it names no id or another resource's. */
    static Optional<String> read(N3Operation operation, String answer) {
        if (answer.length() > LONGEST_ADDRESS) {
            return Optional.empty();
        }
        Matcher matcher = ANSWER.matcher(QUOTES.matcher(answer).replaceAll("").strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String resource = matcher.group(1);
        return resource == null || resource.isEmpty() || resource.equalsIgnoreCase(operation.resource())
                ? Optional.of(matcher.group(2))
                : Optional.empty();
    }

    /** Tells whether an id that was kept may become part of an address. */
    static boolean believed(String id) {
        return BELIEVED.matcher(id).matches();
    }
}
