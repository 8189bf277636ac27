package org.hospitalhub.pacing;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The requests a service allows: in no window, wherever it begins, may more than {@code limit} of them arrive there.
 *
 * @param name name that steps refer to ({@code n3})
 * @param limit requests in one window; zero or less for no limit
 * @param window length of the window, 60 s for N3 (N3 description §1); zero when calls on their way are counted
 * @param margin extra time a permit stays in use, for clocks and networks that are not exact; costs
 *     {@code margin / window} of the rate
 * @param urgentReserve permits that only urgent orders may take
 * @param questionSpacing shortest time between the end of one question and the start of the next, over all orders; zero
 *     when the service counts the pause per order
 * @param leastShare permits of a window that limit answers leave us at least; 1 to {@code limit}, others are taken as the
 *     nearest of these
 */
public record Budget(
        String name,
        int limit,
        Duration window,
        Duration margin,
        int urgentReserve,
        Duration questionSpacing,
        int leastShare) {

    /** A budget whose share may shrink to one permit. */
    public Budget(
            String name, int limit, Duration window, Duration margin, int urgentReserve, Duration questionSpacing) {
        this(name, limit, window, margin, urgentReserve, questionSpacing, 1);
    }

    /** A budget that never holds anything back. */
    public static Budget unlimited(String name) {
        return new Budget(name, 0, Duration.ofMinutes(1), Duration.ZERO, 0, Duration.ZERO);
    }

    /** A budget of calls that are on their way at once: a permit is free again when its call ends. */
    public static Budget inFlight(String name, int most) {
        return new Budget(name, most, Duration.ZERO, Duration.ZERO, 0, Duration.ZERO);
    }

    /** Returns whether it counts calls on their way, whenever they left. */
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
     * One request. It arrived at the service somewhere between its two moments, so nothing about the network has to be
     * guessed.
     *
     * @param leftAt when its permit was written, before the first byte left
     * @param endedAt when its answer was there or it was given up, null while it is on its way
     * @param question whether it asked again for an answer
     */
    public record Call(Instant leftAt, @Nullable Instant endedAt, boolean question) {}
}
