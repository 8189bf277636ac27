package org.hospitalhub.rules;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One scalar of a payload and where it stands.
 *
 * @param path JSON path with the payload's own name
 * @param text its value as text, null when it is absent or empty
 */
public record Field(String path, @Nullable String text) {

    /** An empty text is an absent one. */
    public Field {
        text = text == null || text.isEmpty() ? null : text;
    }

    /** Returns whether there is a value. */
    public boolean present() {
        return text != null;
    }

    /** Returns the value, empty text when absent. */
    public String orEmpty() {
        return text == null ? "" : text;
    }

    /** Returns the field with a cleaned value; an absent one stays absent. */
    public Field cleaned(UnaryOperator<String> cleaning) {
        return text == null ? this : new Field(path, cleaning.apply(text));
    }

    /** Reads a date written {@code YYYY-MM-DD} that exists in the calendar; empty for anything else. */
    public Optional<LocalDate> date() {
        if (text == null || !text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException notInTheCalendar) {
            return Optional.empty();
        }
    }

    /** Hides the value: it may be a patient's. */
    @Override
    public String toString() {
        return path + (text == null ? " absent" : " present");
    }
}
