package org.hospitalhub.pacing;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a budget, learned from answers that report a limit: the share of the limit that this hub may use, and until when
 * nothing may be sent.
 *
 * <p>Multiplicative decrease (RFC 5681 §3.1): an answer about the limit soon after the last stop halves the share, down to the
 * budget's least. Every window without one adds two fifths, at least one permit, because other users of the limit may have left:
 * from a quarter, the whole limit is back in less than five windows.
 *
 * @param share permits in a window at {@code shareAt}
 * @param shareAt moment from which the share grows
 * @param stoppedUntil end of the newest stop, null when there was none
 * @param why what the service answered, null when there was no stop
 * @param strikes answers about the limit in a row
 */
public record BudgetState(
        double share,
        Instant shareAt,
        @Nullable Instant stoppedUntil,
        @Nullable String why,
        int strikes) {

    private static final Duration FIRST_STOP = Duration.ofSeconds(30);
    private static final Duration LONGEST_STOP = Duration.ofMinutes(10);
    private static final double GROWTH = 1.4;
    private static final Duration SOON = Duration.ofMinutes(10);

    /** Returns the state of a budget before any answer about its limit. */
    public static BudgetState untouched(Budget budget, Instant now) {
        return new BudgetState(budget.limit(), now, null, null, 0);
    }

    /** Returns how many permits a window has now: at least the least share, at most the limit. */
    public int permits(Budget budget, Instant now) {
        return (int) Math.floor(exact(budget, now));
    }

    /** Returns whether no request may be sent now. */
    public boolean stopped(Instant now) {
        return stoppedUntil != null && now.isBefore(stoppedUntil);
    }

    /**
     * Returns the state after an answer that the limit was reached. Answers to requests that were sent before the last stop ended
     * say nothing about the share since then, so they only prolong the stop (as TCP reduces once for all losses of one flight,
     * RFC 6582 §3.2).
     *
     * @param leftAt when the request that met the limit was sent, however late its answer came
     * @param retryAfter how long the service asked to wait, null if it did not say: then 30 s, doubled at each repetition
     */
    public BudgetState limited(
            Budget budget, Instant leftAt, @Nullable Duration retryAfter, String reason, Instant now) {
        if (stoppedUntil != null && leftAt.isBefore(stoppedUntil)) {
            Instant asked = now.plus(retryAfter == null ? Duration.ZERO : retryAfter);
            boolean longer = retryAfter != null && asked.isAfter(stoppedUntil);
            return longer ? new BudgetState(exact(budget, now), asked, asked, reason, strikes) : this;
        }
        boolean repeated = stoppedUntil != null && now.isBefore(stoppedUntil.plus(SOON));
        // A share that was not exceeded for a whole window was right; only answers right after a stop make it longer.
        boolean atOnce = stoppedUntil != null && now.isBefore(stoppedUntil.plus(budget.window()));
        int row = atOnce ? strikes + 1 : 1;
        double left = exact(budget, now);
        Instant until = now.plus(retryAfter == null ? stop(row) : retryAfter);
        return new BudgetState(repeated ? Math.max(least(budget), left / 2) : left, until, until, reason, row);
    }

    private static Duration stop(int row) {
        Duration doubled = FIRST_STOP.multipliedBy(1L << Math.min(row - 1, 10));
        return doubled.compareTo(LONGEST_STOP) > 0 ? LONGEST_STOP : doubled;
    }

    private double exact(Budget budget, Instant now) {
        double windows = Math.max(0, (double) Duration.between(shareAt, now).toMillis())
                / Math.max(1, budget.window().toMillis());
        return Math.max(
                least(budget), Math.min(budget.limit(), Math.max(share + windows, share * Math.pow(GROWTH, windows))));
    }

    private static int least(Budget budget) {
        return Math.max(1, Math.min(budget.leastShare(), budget.limit()));
    }
}
