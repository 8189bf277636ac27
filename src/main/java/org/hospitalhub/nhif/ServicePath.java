package org.hospitalhub.nhif;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The raw path {@code /api/{module}/{version}/{service}/{parameters}} (NHIF description §3). Each parameter becomes exactly one
 * segment, whatever stands in it.
 */
final class ServicePath {

    static final int LONGEST_PARAMETER = 500;

    /** Begins with a letter or digit, so that no segment is {@code .} or {@code ..}. */
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~-]{0,99}");

    /** Servers and proxies that decode before they normalise would climb out of the service's path with these. */
    private static final Pattern CLIMBING = Pattern.compile("(^|[/\\\\])\\.{1,2}([;/\\\\]|$)");

    private ServicePath() {}

    static boolean isSegment(@Nullable String text) {
        return text != null && SEGMENT.matcher(text).matches();
    }

    /** Returns whether a parameter can be one segment that every server reads the same way. */
    static boolean isSafe(String parameter) {
        return !parameter.isEmpty()
                && parameter.length() <= LONGEST_PARAMETER
                && parameter.chars().noneMatch(Character::isISOControl)
                && isWholeText(parameter)
                && !CLIMBING.matcher(parameter).find();
    }

    private static boolean isWholeText(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
