package org.hospitalhub.calls;

import java.time.Duration;
import java.time.Instant;
import org.apache.hc.client5.http.utils.DateUtils;
import org.jspecify.annotations.Nullable;

/** The header Retry-After (RFC 9110 §10.2.3): a number of seconds, or a date in any of the three forms of HTTP (§5.6.7). */
public final class RetryAfter {

    /** Longest wait without an operator: a longer one parks the order. */
    public static final Duration LONGEST = Duration.ofHours(24);

    private static final int LONGEST_NUMBER = 12;
    private static final int LONGEST_HEADER = 100;
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
        return then.isAfter(now) ? atMostForEver(Duration.between(now, then)) : Duration.ZERO;
    }

    private static Duration atMostForEver(Duration asked) {
        return asked.compareTo(FOR_EVER) > 0 ? FOR_EVER : asked;
    }
}
