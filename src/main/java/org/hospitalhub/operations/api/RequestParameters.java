package org.hospitalhub.operations.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hospitalhub.ledger.State;
import org.hospitalhub.operations.actions.InvalidRequestException;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Reads the query parameters that API and screens have in common. */
public final class RequestParameters {

    private static final Pattern ZONED = Pattern.compile("T.*(Z|[+-]\\d\\d:\\d\\d)$");

    private RequestParameters() {}

    /**
     * Returns the state of an order by its name; null for null or blank.
     *
     * @throws InvalidRequestException if there is no such state
     */
    public static @Nullable State state(@Nullable String word) {
        if (word == null || word.isBlank()) {
            return null;
        }
        return Optional.of(word.strip().toUpperCase(Locale.ROOT))
                .filter(name -> List.of(State.values()).stream()
                        .anyMatch(state -> state.name().equals(name)))
                .map(State::valueOf)
                .orElseThrow(() -> new InvalidRequestException(Wording.of("HTTP.state")));
    }

    /** Returns the text without surrounding space; null for null or blank. */
    public static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    /**
     * Returns the moment that a person or a program wrote: {@code 2026-11-21T09:30} or {@code 2026-11-21} of where the hub
     * stands, or with its zone {@code 2026-11-21T09:30:00Z}; null for nothing.
     *
     * @throws InvalidRequestException if it cannot be read as one
     */
    public static @Nullable Instant moment(@Nullable String text) {
        String moment = blankToNull(text);
        if (moment == null) {
            return null;
        }
        try {
            Instant read = ZONED.matcher(moment).find()
                    ? OffsetDateTime.parse(moment).toInstant()
                    : local(moment).atZone(ZoneId.systemDefault()).toInstant();
            return Instant.ofEpochMilli(read.toEpochMilli());
        } catch (DateTimeException | ArithmeticException unreadable) {
            throw new InvalidRequestException(Wording.of("HTTP.time"));
        }
    }

    private static LocalDateTime local(String moment) {
        return moment.contains("T")
                ? LocalDateTime.parse(moment)
                : LocalDate.parse(moment).atStartOfDay();
    }
}
