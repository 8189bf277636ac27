package org.hospitalhub.ledger;

import java.time.Instant;
import java.util.Map;

/** Forgetting: what a patient does not need any more leaves the ledger. */
public interface Retention {

    /**
     * Removes payloads, answers and findings of orders that finished long ago, then the oldest orders altogether. Works in
     * small transactions, so that the hub goes on meanwhile. Open and parked orders are never touched.
     *
     * @param payloadsBefore orders that finished before this moment lose payload, source, answer and findings
     * @param ordersBefore emptied orders that were accepted before this moment are removed with their attempts
     * @return how many orders were emptied or removed
     */
    long prune(Instant payloadsBefore, Instant ordersBefore);

    /**
     * Returns the oldest row of each class of data: {@code papers} of ended orders (by their end), {@code orders} (by their
     * acceptance) and {@code audit}. A class without rows is left out. Looks at indexes only.
     */
    Map<String, Instant> oldest();
}
