package org.hospitalhub.pacing;

import java.time.Duration;
import java.time.Instant;

/**
 * When some orders are likely to be done.
 *
 * @param early one end in five comes before it
 * @param likely half of the ends come before it
 * @param late four ends in five come before it
 */
public record ExpectedEnd(Instant early, Instant likely, Instant late) {

    /** Returns whether the likely end is known to this factor, both ways, counted from {@code start}. */
    public boolean isKnownWithin(double factor, Instant start) {
        return seconds(start, late) <= factor * seconds(start, likely)
                && seconds(start, likely) <= factor * seconds(start, early);
    }

    private static double seconds(Instant from, Instant to) {
        return AnswerCurve.seconds(Duration.between(from, to));
    }
}
