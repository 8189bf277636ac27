package org.hospitalhub.calls.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the lifetimes of tokens in the forms that services use. */
public final class Lifetimes {

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,10}([.][0-9]{1,9})?");
    private static final Duration LONGEST = Duration.ofDays(366);

    private Lifetimes() {}

    /** Returns a number of seconds, written as a number or as text; null for anything else. */
    public static @Nullable Duration seconds(@Nullable JsonNode value) {
        String text = value == null ? "" : value.asText("").strip();
        if (!SECONDS.matcher(text).matches()) {
            return null;
        }
        int point = text.indexOf('.');
        return bounded(Duration.ofSeconds(Long.parseLong(point < 0 ? text : text.substring(0, point))));
    }

    /**
     * Returns the lifetime for a number of seconds, or for the time of expiry in Unix time or ISO 8601 with offset; null for
     * anything else.
     */
    public static @Nullable Duration read(@Nullable JsonNode value, Instant now) {
        Instant unix = unixTime(value);
        if (unix != null) {
            return unix.isAfter(now) ? bounded(Duration.between(now, unix)) : Duration.ZERO;
        }
        Duration seconds = seconds(value);
        if (seconds != null || value == null) {
            return seconds;
        }
        try {
            Instant end = OffsetDateTime.parse(value.asText("").strip()).toInstant();
            return end.isAfter(now) ? bounded(Duration.between(now, end)) : Duration.ZERO;
        } catch (DateTimeException neither) {
            return null;
        }
    }

    /** Returns the moment for a number of seconds that is longer than thirty years, which is Unix time; else null. */
    private static @Nullable Instant unixTime(@Nullable JsonNode value) {
        String text = value == null ? "" : value.asText("").strip();
        return text.matches("[1-9][0-9]{9}") ? Instant.ofEpochSecond(Long.parseLong(text)) : null;
    }

    private static Duration bounded(Duration lives) {
        return lives.compareTo(LONGEST) > 0 ? LONGEST : lives;
    }
}
