package org.hospitalhub.sandbox.ehealth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time as an argument. */
final class SettableClock implements InstantSource {

    static final Instant START = Instant.parse("2026-06-15T10:00:00Z");

    private volatile Instant now = START;

    @Override
    public Instant instant() {
        return now;
    }

    void set(Instant instant) {
        now = instant;
    }

    void forward(Duration duration) {
        now = now.plus(duration);
    }
}
