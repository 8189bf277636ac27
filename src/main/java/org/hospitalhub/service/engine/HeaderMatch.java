package org.hospitalhub.service.engine;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A condition on a header: that it exists, its text, or an address from which parts are captured. */
final class HeaderMatch {

    private static final int LONGEST = 2_000;
    private static final Pattern CAPTURE = Pattern.compile("\\{([a-zA-Z][a-zA-Z0-9_]*)}");

    private HeaderMatch() {}

    static Predicate<Reply> of(String name, String text) {
        if (text.equals("any")) {
            return reply -> reply.answer().header(name) != null;
        }
        Matcher alone = CAPTURE.matcher(text);
        if (alone.matches()) {
            return whole(name, alone.group(1));
        }
        List<String> captures = new ArrayList<>();
        Pattern pattern = pattern(text, captures);
        return reply -> {
            String value = reply.answer().header(name);
            if (value == null || value.length() > LONGEST) {
                return false;
            }
            Matcher matcher = pattern.matcher(value.strip());
            if (!matcher.matches()) {
                return false;
            }
            for (int group = 0; group < captures.size(); group++) {
                String plain = matcher.group(group + 1).replace("+", "%2B");
                reply.scope().captures().put(captures.get(group), decoded(plain));
            }
            return true;
        };
    }

    /** Returns a condition that captures the whole header unchanged, such as an ETag. */
    private static Predicate<Reply> whole(String name, String capture) {
        return reply -> {
            String value = reply.answer().header(name);
            if (value == null || value.isBlank() || value.length() > LONGEST) {
                return false;
            }
            reply.scope().captures().put(capture, value.strip());
            return true;
        };
    }

    private static String decoded(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return encoded;
        }
    }

    /** Returns the pattern of an address, which may be absolute and may begin with the service's own path. */
    private static Pattern pattern(String text, List<String> captures) {
        Matcher matcher = CAPTURE.matcher(text);
        StringBuilder regex = new StringBuilder(text.startsWith("/") ? "[^?#]*?" : "");
        int end = 0;
        while (matcher.find()) {
            regex.append(Pattern.quote(text.substring(end, matcher.start()))).append("([^/?#&\\s]+)");
            captures.add(matcher.group(1));
            end = matcher.end();
        }
        regex.append(Pattern.quote(text.substring(end)));
        return Pattern.compile(regex + (text.startsWith("/") ? "/?(?:[?#].*)?" : ""), Pattern.CASE_INSENSITIVE);
    }
}
