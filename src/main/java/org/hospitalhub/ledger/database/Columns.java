package org.hospitalhub.ledger.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.State;
import org.jspecify.annotations.Nullable;

/** Converts Java's values to and from those in columns: moments are milliseconds since 1970, states are their words. */
public final class Columns {

    private Columns() {}

    /** Returns a moment in milliseconds since 1970. */
    public static @Nullable Long millis(@Nullable Instant moment) {
        return moment == null ? null : moment.toEpochMilli();
    }

    /** Returns the moment in a column. */
    public static Instant moment(ResultSet row, String column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }

    /** Returns the moment in a column that may be null. */
    public static @Nullable Instant momentOrNull(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    /** Returns a moment from milliseconds since 1970. */
    public static @Nullable Instant moment(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    /** Returns the state of a word. */
    public static State state(String word) {
        return State.valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Returns the state of a word, null for null. */
    public static @Nullable State stateOrNull(@Nullable String word) {
        return word == null ? null : state(word);
    }

    /** Returns the word of a state, null for null. */
    public static @Nullable String word(@Nullable State state) {
        return state == null ? null : state.word();
    }

    /** Returns the number of a priority; a smaller one goes first. */
    public static int number(Priority priority) {
        return switch (priority) {
            case URGENT -> 0;
            case NORMAL -> 1;
            case BATCH -> 2;
        };
    }

    /** Returns the priority of a number. */
    public static Priority priority(int number) {
        return switch (number) {
            case 0 -> Priority.URGENT;
            case 1 -> Priority.NORMAL;
            default -> Priority.BATCH;
        };
    }

    /** Cuts a text of unknown length to its column; PostgreSQL would refuse the row. */
    public static @Nullable String cut(@Nullable String text, int length) {
        return text == null || text.length() <= length ? text : text.substring(0, length - 1) + '…';
    }
}
