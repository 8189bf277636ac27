package org.hospitalhub.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Numbers about the ledger for screens and metrics; each is quick with millions of orders. */
public interface Numbers {

    /** Ended batches whose estimates are compared with what came. */
    int ESTIMATES_JUDGED = 20;

    /** Orders by operation and state. */
    Map<String, Map<State, Long>> orders();

    /** Parked orders by problem and operation, the largest group first. */
    List<ParkedGroup> parked();

    /** How many orders ended in each full hour since a moment; hours without one are absent. */
    SortedMap<Instant, Long> endedByHour(Instant since);

    /**
     * How wrong the first estimates of batches were, by operation: the mean of |estimated - real| as a share of the real time, over the
     * newest {@value #ESTIMATES_JUDGED} batches that have ended; without operations that have none.
     */
    Map<String, Double> estimateErrors();

    /** How many bytes the ledger takes on its disk. */
    long bytes();

    /**
     * Parked orders that stopped for the same reason.
     *
     * @param code code of the problem
     * @param title its sentence, of the newest order
     * @param newest id of the newest order
     */
    record ParkedGroup(String code, String operation, String title, long count, String newest) {}
}
