package org.hospitalhub.wiring.startup;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * Wall time that never jumps: the wall clock at the start plus the machine's monotonic time.
 *
 * <p>Budgets and pauses are differences of times. Setting the wall clock an hour forward would free every permit at once; setting
 * it back would stop all orders for an hour. When the wall clock differs, this clock approaches it by at most a thousandth of the
 * elapsed time, so that windows keep their length; after a restart both agree.
 */
public final class MonotonicClock extends Clock {

    private final InstantSource wall;
    private final LongSupplier ticks;
    private long lastTick;
    private Instant now;

    /**
     * Starts with the wall clock's time.
     *
     * @param ticks monotonic nanoseconds, as {@link System#nanoTime}
     */
    public MonotonicClock(InstantSource wall, LongSupplier ticks) {
        this.wall = wall;
        this.ticks = ticks;
        this.lastTick = ticks.getAsLong();
        this.now = wall.instant();
    }

    @Override
    public synchronized Instant instant() {
        long tick = ticks.getAsLong();
        long passed = Math.max(0, tick - lastTick);
        lastTick = tick;
        now = now.plusNanos(passed);
        now = now.plusNanos(nudge(passed));
        return now;
    }

    /** Returns the step towards the wall clock, never so large that time would stand still. */
    private long nudge(long passed) {
        long most = passed / 1000;
        Duration apart = Duration.between(now, wall.instant());
        if (apart.compareTo(Duration.ofNanos(most)) > 0) {
            return most;
        }
        return apart.compareTo(Duration.ofNanos(-most)) < 0 ? -most : apart.toNanos();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return zone.equals(ZoneOffset.UTC) ? this : new Zoned(this, zone);
    }

    /** The same clock in another zone. */
    private static final class Zoned extends Clock {
        private final Clock steady;
        private final ZoneId zone;

        Zoned(Clock steady, ZoneId zone) {
            this.steady = steady;
            this.zone = zone;
        }

        @Override
        public Instant instant() {
            return steady.instant();
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return steady.withZone(other);
        }
    }
}
