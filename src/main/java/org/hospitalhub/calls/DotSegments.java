package org.hospitalhub.calls;

import java.util.regex.Pattern;

/** Finds dot segments in a path: {@code .} and {@code ..}, encoded or not (RFC 3986 §6.2.2.3). */
final class DotSegments {

    private static final Pattern SEGMENT = Pattern.compile("(?i)(?:^|/)(?:\\.|%2e){1,2}(?:;[^/]*)?(?:/|$)");

    private DotSegments() {}

    static boolean in(String rawPath) {
        return SEGMENT.matcher(rawPath).find();
    }
}
