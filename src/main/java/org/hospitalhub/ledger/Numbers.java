package org.hospitalhub.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Numbers about the ledger for screens and metrics; each is quick with millions of orders. */
public interface Numbers {

    /** Ended batches whose estimates are compared with what came. */
    int ESTIMATES_JUDGED = 20;

    /** Orders by operation and state. */
    Map<String, Map<State, Long>> orders();

    /** Parked orders by problem and operation, the largest group first. */
    List<ParkedGroup> parked();

    /** Returns how many orders ended in each full hour since a moment; hours without one are absent. */
    SortedMap<Instant, Long> endedByHour(Instant since);

    /** Returns the oldest open order of each service (and of the lane {@code delivery}) and priority; absent where none is open. */
    List<Oldest> oldest();

    /**
     * Returns since when the oldest answer is known that has not reached its sender, whether it is due at once or after a pause;
     * null when there is none.
     */
    @Nullable
    Instant undeliveredSince();

    /**
     * Returns how many requests the newest completed orders of a service cost, one with another; a hundred of each operation are
     * looked at. Empty when the service has no budget, or no order was completed.
     */
    OptionalDouble requestsPerOrder(String service);

    /**
     * Returns how wrong the first estimates of batches were, by operation: the mean of |estimated - real| as a share of the real time, over the
     * newest {@value #ESTIMATES_JUDGED} batches that have ended; without operations that have none.
     */
    Map<String, Double> estimateErrors();

    /**
     * Does nothing while the ledger can be written.
     *
     * @throws RuntimeException when a write failed and another one fails, too: its disk is full, or it may only be read
     */
    void verifyWritable();

    /** Returns how many bytes the ledger takes on its disk. */
    long bytes();

    /**
     * An oldest order. Behind more than 100 others of its queue an older one may hide.
     *
     * @param service service it waits for, or {@code delivery}
     */
    record Oldest(String service, Priority priority, Instant acceptedAt) {}

    /**
     * Parked orders that stopped for the same reason.
     *
     * @param code code of the problem
     * @param title its sentence, of the newest order
     * @param newest id of the newest order
     */
    record ParkedGroup(String code, String operation, Wording title, long count, String newest) {}
}
