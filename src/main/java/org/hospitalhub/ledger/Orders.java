package org.hospitalhub.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.rules.ExplainedException;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Looking at orders, and what a person may do with them. */
public interface Orders {

    /** Name of the array in a step's memory whose objects are news of the order. */
    String PROGRESS = "progress";

    /** Finds an order by its id. */
    Optional<Order> find(String id);

    /** Reads the answer of an order; empty while there is none. */
    Optional<ObjectNode> result(String id);

    /** Returns the length of an order's stored answer in bytes, 0 when there is none. */
    long resultBytes(String id);

    /** Reads the stored payload of an order, UTF-8 JSON. The caller audits that somebody looked. */
    Optional<byte[]> payload(String id);

    /**
     * Returns what the steps of an order have noted on their way under {@link #PROGRESS} in their memory, oldest first: JSON
     * objects; empty when there is nothing. A corrected payload starts from the first step.
     */
    List<ObjectNode> progress(String id);

    /** Returns every try of every step, oldest first. */
    List<Attempt> attempts(String id);

    /** Reads the raw answer that a failed attempt kept for support; empty if it kept none. The caller audits it. */
    Optional<byte[]> raw(String id, int attempt);

    /**
     * Lists orders, newest first. Totals by more than operation and state are counted up to 10,000 only, so that listing
     * stays fast.
     */
    Page list(Query query, int page, int size);

    /** Hashes whom to look for, with the key that orders are indexed by. The caller audits that somebody looks. */
    SubjectHash hash(Subject subject);

    /** Records that the sender has fetched the answer of an ended order; only the first time counts. */
    void fetched(String id, Instant now);

    /**
     * Sends a parked order on its way again, from the step it stopped in, or from the first one with a corrected payload.
     *
     * @param corrected payload that replaces the old one, null to keep it
     * @throws WrongMomentException when the order is not parked
     */
    Order replay(String id, byte @Nullable [] corrected, String who, Instant now);

    /**
     * Ends an order of which it was not known whether it had arrived: a person found out that it had. Its answer goes
     * the way of every answer. To send it again instead, {@link #replay} it.
     *
     * @param result the answer as the person found it
     * @param who stands in the history of the order
     * @throws WrongMomentException when the order is not parked as {@link Problem#UNSURE}
     */
    Order confirmArrival(String id, ObjectNode result, String who, Instant now);

    /**
     * Cancels an order that has not ended and whose step is not being tried right now.
     *
     * @throws WrongMomentException when it is too late
     */
    Order cancel(String id, String who, Instant now);

    /** A state change that the order's present state does not allow; says which and why. */
    final class WrongMomentException extends ExplainedException {
        /** Creates an exception with the reason. */
        public WrongMomentException(Wording why) {
            super(why);
        }
    }

    /**
     * One try of a step.
     *
     * @param outcome word of the outcome ({@code next}, {@code wait}, {@code done}, {@code refused}, {@code failed},
     *     {@code unsure}, {@code again}), null while it lasts
     * @param detail what happened, without personal data
     */
    record Attempt(
            int number,
            String step,
            String node,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String outcome,
            @Nullable Wording detail) {}

    /**
     * Which orders to list; null means any.
     *
     * @param problem code of the problem that parked them
     * @param from accepted at this moment or later
     * @param to accepted before this moment
     * @param subjects about all of these; empty means any. Only the newest 1,000 orders of each are looked at
     */
    record Query(
            @Nullable String operation,
            @Nullable State state,
            @Nullable String batch,
            @Nullable String key,
            @Nullable String owner,
            @Nullable String problem,
            @Nullable Instant from,
            @Nullable Instant to,
            List<SubjectHash> subjects) {

        /** Matches orders with any problem, time of acceptance and subject. */
        public Query(
                @Nullable String operation,
                @Nullable State state,
                @Nullable String batch,
                @Nullable String key,
                @Nullable String owner) {
            this(operation, state, batch, key, owner, null);
        }

        /** Matches orders with any time of acceptance and subject. */
        public Query(
                @Nullable String operation,
                @Nullable State state,
                @Nullable String batch,
                @Nullable String key,
                @Nullable String owner,
                @Nullable String problem) {
            this(operation, state, batch, key, owner, problem, null, null, List.of());
        }

        /** Returns a query of those orders that were accepted within a time. */
        public Query within(@Nullable Instant since, @Nullable Instant until) {
            return new Query(operation, state, batch, key, owner, problem, since, until, subjects);
        }

        /** Returns a query of those orders that are about all of these subjects. */
        public Query about(List<SubjectHash> these) {
            return new Query(operation, state, batch, key, owner, problem, from, to, List.copyOf(these));
        }
    }

    /**
     * One page of orders.
     *
     * @param page number from 0
     * @param pages how many there are
     * @param total orders over all pages
     */
    record Page(List<Order> items, int page, int pages, long total) {}
}
