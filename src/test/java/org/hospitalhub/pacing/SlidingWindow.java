package org.hospitalhub.pacing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Stand-in for the budget: an exact window, evenly spread while work waits, at once while it does not. */
final class SlidingWindow {

    /** Longer than the service's minute by what the way there may vary. */
    private static final Duration WINDOW = Duration.ofMillis(60_250);

    private static final Duration EVENLY = WINDOW.dividedBy(SimulatedService.LIMIT);

    private final Deque<Instant> taken = new ArrayDeque<>();

    Instant next(boolean backlog, Instant now) {
        forget(now);
        if (taken.isEmpty()) {
            return now;
        }
        Instant free =
                taken.size() < SimulatedService.LIMIT ? now : taken.element().plus(WINDOW);
        Instant spread = backlog ? taken.getLast().plus(EVENLY) : now;
        return free.isAfter(spread) ? free : spread;
    }

    void take(Instant now) {
        taken.add(now);
    }

    /** Whether a fifth of the budget is free. */
    boolean spare(Instant now) {
        forget(now);
        return taken.size() * 5 <= SimulatedService.LIMIT * 4;
    }

    private void forget(Instant now) {
        while (!taken.isEmpty() && !taken.element().plus(WINDOW).isAfter(now)) {
            taken.remove();
        }
    }
}
