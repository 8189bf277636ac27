package org.hospitalhub.ledger;

import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The audit: who read or did something with which order, and why. Entries are only added, and are chained by hashes. */
public interface Audit {

    /**
     * Stores an entry durably. Callers do so before the action, so that no action is unrecorded.
     *
     * @param who name of the user, or {@code hub} for the program itself; cut to 200 characters
     * @param what name of the action ({@code replay}, {@code unmask}, {@code log-in}); cut to 40 characters
     * @param order id of the order, null when it is not about one
     * @param why reason in words, null when none was given; encrypted at rest, for people write names
     * @param caller network address of the caller, null without a network; cut to 60 characters
     */
    void record(String who, String what, @Nullable String order, @Nullable String why, @Nullable String caller);

    /** Writes an entry down whose caller is not known here. */
    default void record(String who, String what, @Nullable String order, @Nullable String why) {
        record(who, what, order, why, null);
    }

    /** Writes one entry for each of these orders, all in one transaction. */
    default void recordAll(String who, String what, List<String> orders, @Nullable String caller) {
        orders.forEach(order -> record(who, what, order, null, caller));
    }

    /** Lists entries, newest first, at most {@code limit}; flat however many there are. */
    List<Entry> list(Query query, int limit);

    /** Lists the names of all actions ever recorded, sorted; the cost does not grow with the number of entries. */
    List<String> actions();

    /** Lists entries with a greater number, oldest first, at most {@code limit}: for exports, page by page. */
    List<Entry> after(long number, int limit);

    /** Returns the end of the chain without walking it. */
    Head head();

    /**
     * Walks the whole chain and returns whether an entry was changed, moved or taken away.
     *
     * @param noted head that was noted outside of the ledger at an earlier time, null when none was: with it also a chain that
     *     was shortened or rewritten by somebody with the key is detected
     */
    Verification verify(@Nullable Head noted);

    /** Walks the whole chain when no head was noted. */
    default Verification verify() {
        return verify(null);
    }

    /**
     * One entry.
     *
     * @param number place in the chain, from 1
     * @param caller network address that it came from; null in entries of before migration V10, and of the program itself
     */
    record Entry(
            long number,
            Instant at,
            String who,
            String what,
            @Nullable String order,
            @Nullable String why,
            @Nullable String caller) {}

    /**
     * Which entries to list; null means any.
     *
     * @param what name of the action
     * @param from first moment
     * @param to end of the time range, exclusive
     * @param before only entries with a smaller number: the next page
     */
    record Query(
            @Nullable String who,
            @Nullable String what,
            @Nullable String order,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Long before) {

        /** Any action at any time. */
        public Query(@Nullable String who, @Nullable String order, @Nullable Long before) {
            this(who, null, order, null, null, before);
        }
    }

    /**
     * The result of verifying the chain.
     *
     * @param entries how many were walked
     * @param brokenAt number of the first entry that does not fit, null when all do
     * @param head last entry that was walked, to be noted elsewhere
     */
    record Verification(long entries, @Nullable Long brokenAt, Head head) {
        /** Returns whether every entry is as it was written. */
        public boolean whole() {
            return brokenAt == null;
        }
    }

    /**
     * The end of the chain at one moment; its text is {@code <number>:<hash>}.
     *
     * @param number of the last entry, 0 while there is none
     * @param hash SHA-256 over the whole chain up to it, in hexadecimal digits
     */
    record Head(long number, String hash) {

        private static final Pattern TEXT = Pattern.compile("(\\d{1,18}):([0-9a-fA-F]{64})");

        /**
         * Reads the text of a head.
         *
         * @throws IllegalArgumentException when it is not one
         */
        public static Head parse(String text) {
            Matcher parts = TEXT.matcher(text.strip());
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "a head of the audit is <number>:<64 hexadecimal digits>, as verify-audit prints it");
            }
            return new Head(Long.parseLong(parts.group(1)), parts.group(2));
        }

        /** Returns the text that {@link #parse} reads. */
        @Override
        public String toString() {
            return number + ":" + hash;
        }
    }
}
