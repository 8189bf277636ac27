package org.hospitalhub.calls;

import java.time.Duration;

/**
 * Pauses that double.
 *
 * @param first pause after the first failure
 * @param longest no pause is longer
 */
public record BackOff(Duration first, Duration longest) {

    private static final int MOST_DOUBLINGS = 40;

    /**
     * Checks the pauses.
     *
     * @throws IllegalArgumentException when the first is not longer than zero
     */
    public BackOff {
        if (first.isNegative() || first.isZero()) {
            throw new IllegalArgumentException("the first pause must be longer than zero");
        }
    }

    /**
     * Returns the pause after a failure.
     *
     * @param failures number of failures in a row, including this one; less than 1 counts as 1
     */
    public Duration after(int failures) {
        Duration pause = first;
        for (int doubled = 1; doubled < Math.min(failures, MOST_DOUBLINGS) && pause.compareTo(longest) < 0; doubled++) {
            pause = pause.plus(pause);
        }
        return pause.compareTo(longest) > 0 ? longest : pause;
    }
}
