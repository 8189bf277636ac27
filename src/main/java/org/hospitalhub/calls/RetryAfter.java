package org.hospitalhub.calls;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.utils.DateUtils;
import org.jspecify.annotations.Nullable;

/** The header Retry-After (RFC 9110 §10.2.3): a number of seconds, or a date in any of the three forms of HTTP (§5.6.7). */
public final class RetryAfter {

    /** Longest wait without an operator: a longer one parks the order. */
    public static final Duration LONGEST = Duration.ofHours(24);

    private static final int LONGEST_NUMBER = 12;
    private static final int LONGEST_HEADER = 100;
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,30})?");
    private static final BigDecimal MOMENT = BigDecimal.valueOf(1_000_000_000);
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private RetryAfter() {}

    /**
     * Returns how long a service asks to wait.
     *
     * @param header the header's value, null when there is none
     * @param now moment of the answer
     * @return zero for a moment in the past, at most a hundred years; null when the header holds neither seconds nor a date
     */
    public static @Nullable Duration read(@Nullable String header, Instant now) {
        String text = header == null || header.length() > LONGEST_HEADER ? "" : header.strip();
        if (text.isEmpty()) {
            return null;
        }
        return text.chars().allMatch(one -> one >= '0' && one <= '9') ? seconds(text) : date(text, now);
    }

    /**
     * Returns the pause that a value of a service's answer means: seconds, also in parts, which are rounded up to a millisecond;
     * or a moment, as seconds or milliseconds since 1970, in ISO 8601 or as a date of HTTP. A number from a thousand million on
     * is a moment, since nobody asks to wait for thirty years.
     *
     * @param value what an expression found
     * @param now moment of the answer, by the service's clock
     * @return zero for a moment in the past, at most a hundred years; null for anything else
     */
    public static @Nullable Duration of(String value, Instant now) {
        String text = value.strip();
        if (!NUMBER.matcher(text).matches()) {
            Duration date = read(text, now);
            return date == null ? isoTime(text, now) : date;
        }
        BigDecimal number = new BigDecimal(text);
        if (number.compareTo(MOMENT) < 0) {
            long millis =
                    number.movePointRight(3).setScale(0, RoundingMode.CEILING).longValue();
            return Duration.ofMillis(Math.max(0, millis));
        }
        BigDecimal millis = number.compareTo(MOMENT.movePointRight(3)) < 0 ? number.movePointRight(3) : number;
        return until(
                Instant.ofEpochMilli(millis.setScale(0, RoundingMode.CEILING).longValue()), now);
    }

    private static @Nullable Duration isoTime(String text, Instant now) {
        try {
            return until(OffsetDateTime.parse(text).toInstant(), now);
        } catch (DateTimeParseException noTime) {
            return null;
        }
    }

    private static Duration until(Instant then, Instant now) {
        return then.isAfter(now) ? atMostForEver(Duration.between(now, then)) : Duration.ZERO;
    }

    /** Returns whether a requested pause is longer than {@link #LONGEST}. */
    public static boolean tooLong(@Nullable Duration asked) {
        return asked != null && asked.compareTo(LONGEST) > 0;
    }

    private static Duration seconds(String digits) {
        return digits.length() > LONGEST_NUMBER ? FOR_EVER : atMostForEver(Duration.ofSeconds(Long.parseLong(digits)));
    }

    private static @Nullable Duration date(String text, Instant now) {
        Instant then = DateUtils.parseStandardDate(text);
        if (then == null) {
            return null;
        }
        return until(then, now);
    }

    private static Duration atMostForEver(Duration asked) {
        return asked.compareTo(FOR_EVER) > 0 ? FOR_EVER : asked;
    }
}
