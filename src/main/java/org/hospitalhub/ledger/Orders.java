package org.hospitalhub.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looking at orders, and what a person may do with them. */
public interface Orders {

    /** Finds an order by its id. */
    Optional<Order> find(String id);

    /** Reads the answer of an order; empty while there is none. */
    Optional<ObjectNode> result(String id);

    /** Reads the stored payload of an order, UTF-8 JSON. The caller audits that somebody looked. */
    Optional<byte[]> payload(String id);

    /** Tells every try of every step, oldest first. */
    List<Attempt> attempts(String id);

    /** Lists orders, newest first. */
    Page list(Query query, int page, int size);

    /** Notes that the giver has fetched the answer of an ended order; only the first time counts. */
    void fetched(String id, Instant now);

    /**
     * Sends a parked order on its way again, from the step it stopped in, or from the first one with a corrected payload.
     *
     * @param corrected payload that replaces the old one, null to keep it
     * @throws WrongMomentException when the order is not parked
     */
    Order replay(String id, byte @Nullable [] corrected, String who, Instant now);

    /**
     * Calls an order off that has not ended and whose step is not being tried right now.
     *
     * @throws WrongMomentException when it is too late
     */
    Order cancel(String id, String who, Instant now);

    /** A state change that the order's present state does not allow; says which and why. */
    final class WrongMomentException extends RuntimeException {
        /** Says what was asked and where the order stands. */
        public WrongMomentException(String message) {
            super(message);
        }
    }

    /**
     * One try of a step.
     *
     * @param outcome word of the outcome ({@code next}, {@code wait}, {@code done}, {@code refused}, {@code failed},
     *     {@code unsure}, {@code again}), null while it lasts
     * @param detail what happened in words, without personal data
     */
    record Attempt(
            int number,
            String step,
            String node,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String outcome,
            @Nullable String detail) {}

    /** Which orders to list; null means any. */
    record Query(
            @Nullable String operation,
            @Nullable State state,
            @Nullable String batch,
            @Nullable String key,
            @Nullable String owner) {}

    /**
     * One page of orders.
     *
     * @param page number from 0
     * @param pages how many there are
     * @param total orders over all pages
     */
    record Page(List<Order> items, int page, int pages, long total) {}
}
