package org.hospitalhub.ledger;

import java.time.Instant;
import java.util.Optional;

/** Making a ledger safe that was restored from a copy: it does not know what happened after the copy was made. */
public interface Restoration {

    /**
     * Marks the ledger as restored, durably.
     *
     * @param copied when the copy was made
     */
    void mark(Instant copied);

    /**
     * If the ledger is marked, pauses everything until an operator resumes it, and removes the mark. To be called before
     * anything is claimed. Every service and the lane {@code delivery} is paused; an open order that may have been sent since
     * the copy was made, and must not be sent twice, is parked as UNSURE. When it is interrupted, the next call does the rest.
     *
     * @return what is held; empty when there was no mark
     */
    Optional<Held> holdIfMarked(Instant now);

    /**
     * The numbers of held orders.
     *
     * @param copied when the copy was made
     * @param parked orders that were parked as UNSURE
     * @param waiting open orders that may be repeated without harm and go on when their service is resumed
     */
    record Held(Instant copied, long parked, long waiting) {}
}
