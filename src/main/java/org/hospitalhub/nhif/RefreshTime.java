package org.hospitalhub.nhif;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.scheduling.support.CronExpression;

/** When a nomenclature is asked for again. */
sealed interface RefreshTime {

    /** Returns the moment that counts as the last time, for a hub that has just started. */
    Instant first(Instant started);

    /** Returns the moment that has come since the last time; empty while it has not. */
    Optional<Instant> due(Instant last, Instant now);

    /**
     * Reads {@code 6h}, or six fields as {@code 0 30 5 * * MON-FRI} in the hospital's time; empty for never.
     *
     * @throws IllegalArgumentException when it is neither
     */
    static RefreshTime of(String text) {
        String time = text.strip();
        if (time.isEmpty()) {
            return new Never();
        }
        if (time.contains(" ") || time.startsWith("@")) {
            return new At(CronExpression.parse(time), ZoneId.systemDefault());
        }
        Duration every = DurationStyle.detectAndParse(time);
        if (every.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("shorter than a minute");
        }
        return new Every(every);
    }

    /** Not at all. */
    record Never() implements RefreshTime {
        @Override
        public Instant first(Instant started) {
            return started;
        }

        @Override
        public Optional<Instant> due(Instant last, Instant now) {
            return Optional.empty();
        }
    }

    /** Once in each period of this length; periods are counted from 1970, so that all nodes mean the same ones. */
    record Every(Duration length) implements RefreshTime {
        @Override
        public Instant first(Instant started) {
            return Instant.EPOCH;
        }

        @Override
        public Optional<Instant> due(Instant last, Instant now) {
            long period = now.toEpochMilli() / length.toMillis() * length.toMillis();
            return Optional.of(Instant.ofEpochMilli(period)).filter(last::isBefore);
        }
    }

    /** At moments of the calendar; those that were missed while the hub was down are left out. */
    record At(CronExpression cron, ZoneId zone) implements RefreshTime {
        @Override
        public Instant first(Instant started) {
            return started;
        }

        @Override
        public Optional<Instant> due(Instant last, Instant now) {
            ZonedDateTime next = cron.next(last.atZone(zone));
            return Optional.ofNullable(next).map(ZonedDateTime::toInstant).filter(due -> !due.isAfter(now));
        }
    }
}
