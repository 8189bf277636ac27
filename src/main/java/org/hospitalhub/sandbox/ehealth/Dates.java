package org.hospitalhub.sandbox.ehealth;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The service's dates: days in UTC, moments in whole seconds. */
final class Dates {

    private static final int DAY_LENGTH = 10;

    private Dates() {}

    /** Returns the day that a date or a moment begins with. */
    static Optional<LocalDate> day(String text) {
        try {
            return text.length() < DAY_LENGTH
                    ? Optional.empty()
                    : Optional.of(LocalDate.parse(text.substring(0, DAY_LENGTH)));
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }

    static String moment(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
