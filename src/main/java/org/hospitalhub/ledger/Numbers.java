package org.hospitalhub.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;

/** Numbers about the ledger for screens and metrics; each is quick with millions of orders. */
public interface Numbers {

    /** Orders by operation and state. */
    Map<String, Map<State, Long>> orders();

    /** Parked orders by problem and operation, the largest group first. */
    List<ParkedGroup> parked();

    /** How many orders ended in each full hour since a moment; hours without one are absent. */
    SortedMap<Instant, Long> endedByHour(Instant since);

    /**
     * How many requests the newest completed orders of a service cost, one with another; a hundred of each operation are
     * looked at. Empty when the service has no budget, or no order was completed.
     */
    OptionalDouble requestsPerOrder(String service);

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
