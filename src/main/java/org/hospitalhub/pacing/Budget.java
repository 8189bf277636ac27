package org.hospitalhub.pacing;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The requests that a service allows: at most {@code limit} may arrive there in any window, wherever it begins.
 *
 * @param name name by which steps refer to it ({@code n3})
 * @param limit requests in one window; zero or less for no limit
 * @param window length of the window, 60 s for N3 (N3 description §1); zero when calls in flight are counted
 * @param margin extra time a permit stays in use, for clocks and networks that are not exact; costs {@code margin / window} of
 *     the rate
 * @param urgentReserve permits that only urgent orders may take
 * @param questionSpacing shortest time between the end of one poll and the start of the next, over all orders; zero when the
 *     service counts the pause per order
 * @param leastShare permits of a window that remain however often the service reports its limit; 1 to {@code limit}, other values
 *     are moved into this range
 */
public record Budget(
        String name,
        int limit,
        Duration window,
        Duration margin,
        int urgentReserve,
        Duration questionSpacing,
        int leastShare) {

    /** Creates a budget whose share may shrink to one permit. */
    public Budget(
            String name, int limit, Duration window, Duration margin, int urgentReserve, Duration questionSpacing) {
        this(name, limit, window, margin, urgentReserve, questionSpacing, 1);
    }

    /** Returns a budget without a limit. */
    public static Budget unlimited(String name) {
        return new Budget(name, 0, Duration.ofMinutes(1), Duration.ZERO, 0, Duration.ZERO);
    }

    /** Returns a budget of calls that may be in flight at once: a permit is free again when its call ends. */
    public static Budget inFlight(String name, int most) {
        return new Budget(name, most, Duration.ZERO, Duration.ZERO, 0, Duration.ZERO);
    }

    /** Returns whether it counts calls in flight, whenever they were sent. */
    public boolean isInFlight() {
        return window.isZero();
    }

    /** Returns whether nothing is counted. */
    public boolean isUnlimited() {
        return limit <= 0;
    }

    /** Returns the nominal time between two requests when the whole budget is used; zero without a limit. */
    public Duration interval() {
        return isUnlimited() ? Duration.ZERO : window.dividedBy(limit);
    }

    /**
     * One request. It arrived at the service between these two moments, so that no assumption about the network is needed.
     *
     * @param leftAt when its permit was stored, before the first byte was sent
     * @param endedAt when its answer arrived or it was abandoned, null while it is in flight
     * @param question whether it was a poll
     */
    public record Call(Instant leftAt, @Nullable Instant endedAt, boolean question) {}
}
