package org.hospitalhub.operations.screens;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats moments and durations for screens, in the time zone of the hub. */
final class TimeFormatter {

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final InstantSource clock;

    TimeFormatter(InstantSource clock) {
        this.clock = clock;
    }

    /** {@code 2026-11-21 09:30:00}; empty for null. */
    public String at(@Nullable Instant moment) {
        return moment == null ? "" : MOMENT.format(moment);
    }

    /** How long ago, {@code 2:03:10}; empty for null. */
    public String since(@Nullable Instant moment) {
        if (moment == null) {
            return "";
        }
        Duration span = Duration.between(moment, clock.instant()).abs();
        return "%d:%02d:%02d".formatted(span.toHours(), span.toMinutesPart(), span.toSecondsPart());
    }
}
