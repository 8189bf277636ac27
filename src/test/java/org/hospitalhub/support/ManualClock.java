package org.hospitalhub.support;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Clock for tests that moves only when a test moves it. May be shared by threads. */
public final class ManualClock extends Clock {

    private volatile Instant now;

    /** Starts at the given time. */
    public ManualClock(Instant start) {
        now = start;
    }

    /** Sets the time. */
    public void set(Instant time) {
        now = time;
    }

    /** Moves the time forward. */
    public void advance(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
