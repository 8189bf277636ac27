package org.hospitalhub.pacing;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of how long one answer took: it was not there at one question and was there at the next (interval
 * censoring).
 *
 * @param lower age of the order at the last question without an answer; zero if the first question had it
 * @param upper age at the question that had the answer; null while no answer came
 * @param at when the service took the order: the newest orders tell most about the service of now, however late an old
 *     one was answered
 * @param questions how often it was asked, with and without an answer
 */
public record AnswerTime(Duration lower, @Nullable Duration upper, Instant at, int questions) {

    /** An order that was asked once, or once more after a question without an answer. */
    public AnswerTime(Duration lower, @Nullable Duration upper, Instant at) {
        this(lower, upper, at, upper == null || lower.isZero() ? 1 : 2);
    }

    boolean answered() {
        return upper != null;
    }

    /** Whether the order is of the last hour, so that it tells of the service as it is now. */
    boolean isRecent(Instant now) {
        return at.isAfter(now.minus(AnswerCurve.RECENT));
    }

    /** Questions that had no answer. */
    public int inVain() {
        return questions - (answered() ? 1 : 0);
    }
}
