package org.hospitalhub.operations;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How screens write moments and spans: in the time of where the hub stands. */
final class Times {

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private static final Pattern ZONED = Pattern.compile("T.*(Z|[+-]\\d\\d:\\d\\d)$");

    private final InstantSource clock;

    Times(InstantSource clock) {
        this.clock = clock;
    }

    /** {@code 2026-11-21 09:30:00}; empty for null. */
    public String at(@Nullable Instant moment) {
        return moment == null ? "" : MOMENT.format(moment);
    }

    /**
     * Reads a moment as a person or a program writes it: {@code 2026-11-21T09:30} or {@code 2026-11-21} of where the hub
     * stands, or with its zone {@code 2026-11-21T09:30:00Z}; null for nothing.
     *
     * @throws BadQuestionException when it is none
     */
    static @Nullable Instant read(@Nullable String text) {
        String moment = OrdersApi.blankToNull(text);
        if (moment == null) {
            return null;
        }
        try {
            Instant read = ZONED.matcher(moment).find()
                    ? OffsetDateTime.parse(moment).toInstant()
                    : local(moment).atZone(ZoneId.systemDefault()).toInstant();
            return Instant.ofEpochMilli(read.toEpochMilli());
        } catch (DateTimeException | ArithmeticException unreadable) {
            throw new BadQuestionException(
                    "A time is written as 2026-11-21T09:30, 2026-11-21 or 2026-11-21T09:30:00Z.");
        }
    }

    private static LocalDateTime local(String moment) {
        return moment.contains("T")
                ? LocalDateTime.parse(moment)
                : LocalDate.parse(moment).atStartOfDay();
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
