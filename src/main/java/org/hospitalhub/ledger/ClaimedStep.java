package org.hospitalhub.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A claimed step: everything one pass through the routes needs. The attempt is already written down.
 *
 * @param order the order as it was claimed
 * @param service the lane it was claimed in; the route is {@code <service>-<step>}
 * @param step name of the step to try
 * @param attempt number of this attempt within the order, from 1; also the fence against outcomes that come too late
 * @param tries how many tries this step has had since the order entered it, this one included
 * @param enteredAt when the order entered this step
 * @param claimedAt when the attempt and its permit were written
 * @param payload decrypted payload, UTF-8 JSON
 * @param memory what earlier steps left; empty object at first
 * @param answer opens the answer, which a delivery sends
 * @param requests the requests it may send, where its step counts them
 */
public record ClaimedStep(
        Order order,
        String service,
        String step,
        int attempt,
        int tries,
        Instant enteredAt,
        Instant claimedAt,
        byte[] payload,
        ObjectNode memory,
        Answer answer,
        Requests requests) {

    /** The stored answer of an order. It may be large, so that a claim of several steps does not open it. */
    public interface Answer {

        /** Reads and decrypts the answer; null when there is none. */
        @Nullable
        ObjectNode open();
    }

    /** A step that sends one request and delivers no answer. */
    public ClaimedStep(
            Order order,
            String service,
            String step,
            int attempt,
            int tries,
            Instant enteredAt,
            Instant claimedAt,
            byte[] payload,
            ObjectNode memory) {
        this(order, service, step, attempt, tries, enteredAt, claimedAt, payload, memory, () -> null, new Requests(1));
    }

    /** Returns whether this step sends the answer of its order to its sender. */
    public boolean delivers() {
        return service.equals("delivery");
    }

    /** Returns the answer, null when there is none; read again with each call. */
    public @Nullable ObjectNode result() {
        return answer.open();
    }
}
