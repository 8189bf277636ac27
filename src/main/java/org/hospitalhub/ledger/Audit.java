package org.hospitalhub.ledger;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who saw or did what, to which order and why. Entries are only ever added, chained by hashes, in the ledger. */
public interface Audit {

    /**
     * Writes an entry down durably. Callers do so before the deed, so that nothing happens unseen.
     *
     * @param who name of the user, or {@code hub} for the program itself; cut to 200 characters
     * @param what word for the deed ({@code replay}, {@code unmask}, {@code log-in}); cut to 40 characters
     * @param order id of the order, null when it is not about one
     * @param why reason in words, null when none was given; encrypted at rest, for people write names
     */
    void record(String who, String what, @Nullable String order, @Nullable String why);

    /** Lists entries, newest first, at most {@code limit}; flat however many there are. */
    List<Entry> list(Query query, int limit);

    /** Walks the whole chain and tells whether an entry was changed, moved or taken away. */
    Verification verify();

    /**
     * One entry.
     *
     * @param number place in the chain, from 1
     */
    record Entry(
            long number,
            Instant at,
            String who,
            String what,
            @Nullable String order,
            @Nullable String why) {}

    /**
     * Which entries to list; null means any.
     *
     * @param before only entries with a smaller number: the next page
     */
    record Query(
            @Nullable String who,
            @Nullable String order,
            @Nullable Long before) {}

    /**
     * What a walk along the chain found.
     *
     * @param entries how many were walked
     * @param brokenAt number of the first entry that does not fit, null when all do
     */
    record Verification(long entries, @Nullable Long brokenAt) {
        /** Tells whether every entry is as it was written. */
        public boolean whole() {
            return brokenAt == null;
        }
    }
}
