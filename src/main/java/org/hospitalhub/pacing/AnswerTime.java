package org.hospitalhub.pacing;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The known bounds of the time that one answer took: it was not there at one poll and was there at the next (interval censoring).
 *
 * @param lower age of the order at the last poll without an answer; zero if the first poll had it
 * @param upper age at the poll that had the answer; null while there is none
 * @param at when the service accepted the order: newer orders say more about the present speed, however late an old one was
 *     answered
 * @param questions number of polls, with and without an answer
 */
public record AnswerTime(Duration lower, @Nullable Duration upper, Instant at, int questions) {

    /** Creates the bounds of an order with one poll, or one more after a poll without an answer. */
    public AnswerTime(Duration lower, @Nullable Duration upper, Instant at) {
        this(lower, upper, at, upper == null || lower.isZero() ? 1 : 2);
    }

    boolean answered() {
        return upper != null;
    }

    /** Returns whether the order is of the last hour, so that it describes the service as it is now. */
    boolean isRecent(Instant now) {
        return at.isAfter(now.minus(AnswerCurve.RECENT));
    }

    /** Returns the number of polls that had no answer. */
    public int inVain() {
        return questions - (answered() ? 1 : 0);
    }
}
