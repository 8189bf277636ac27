package org.hospitalhub.wiring.routing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** Counts the requests of the last period by a monotonic clock. */
final class MonotonicWindow {

    private final long period;
    private final LongSupplier ticks;
    private final Deque<Long> passed = new ArrayDeque<>();

    /**
     * Creates an empty window.
     *
     * @param ticks monotonic nanoseconds, as {@link System#nanoTime}
     */
    MonotonicWindow(Duration period, LongSupplier ticks) {
        this.period = period.toNanos();
        this.ticks = ticks;
    }

    /**
     * Lets a request pass if fewer than the limit have passed within the last period.
     *
     * @return zero when it passed, else how long to wait before the next try
     */
    synchronized Duration ask(int limit) {
        long now = ticks.getAsLong();
        while (!passed.isEmpty() && now - passed.element() >= period) {
            passed.remove();
        }
        if (passed.size() < limit) {
            passed.add(now);
            return Duration.ZERO;
        }
        long frees = passed.stream()
                .skip((long) passed.size() - Math.max(1, limit))
                .findFirst()
                .orElse(now);
        return Duration.ofNanos(Math.max(1, frees + period - now));
    }
}
