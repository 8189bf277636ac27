package org.hospitalhub.n3;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * What N3 answered. Its media type and encoding are not kept: N3 puts one into the other's header (specs/n3.md A1).
 *
 * @param status HTTP status
 * @param text body without byte order mark and surrounding space, empty when there was none
 * @param retryAfter header Retry-After as it came, null when it did not
 */
public record N3Answer(int status, String text, @Nullable String retryAfter) {

    private static final Charset WINDOWS_CYRILLIC = Charset.forName("windows-1251");
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    /** Reads an answer's bytes: UTF-8, or windows-1251 where they are none (error pages of proxies). */
    public static N3Answer of(int status, byte[] body, @Nullable String retryAfter) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            text = new String(body, WINDOWS_CYRILLIC);
        }
        return new N3Answer(status, (text.startsWith("\uFEFF") ? text.substring(1) : text).strip(), retryAfter);
    }

    /** Tells how long N3 asks to wait (RFC 9110 §10.2.3: seconds or a date), at most a day; null if it does not say. */
    @Nullable
    Duration wait(Instant now) {
        if (retryAfter == null) {
            return null;
        }
        Duration asked = seconds(retryAfter.strip(), now);
        if (asked == null) {
            return null;
        }
        return asked.isNegative() ? Duration.ZERO : asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
    }

    private static @Nullable Duration seconds(String text, Instant now) {
        if (text.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            return Duration.between(
                    now,
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeParseException neither) {
            return null;
        }
    }

    /** Tells the answer's text as it is kept for support; null when there was none. */
    byte @Nullable [] raw() {
        return text.isEmpty() ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** Hides the text. */
    @Override
    public String toString() {
        return "HTTP " + status + ", " + text.length() + " characters";
    }
}
