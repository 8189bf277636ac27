package org.hospitalhub.intake;

import java.util.List;
import org.hospitalhub.ledger.Address;
import org.jspecify.annotations.Nullable;

/**
 * A message that the intake sends.
 *
 * @param to its queue, correlation id and priority
 * @param order id of the order that it is about, null when there is none
 * @param body JSON
 */
record JmsReply(Address.Queue to, @Nullable String order, String body) {

    static final String REJECTED = "hub.rejected";

    /** Returns the same reply for the results of its sender, if it is for a queue that the sender named. */
    JmsReply withoutReplyQueue() {
        String results = to.home() + "results";
        return to.queue().equals(REJECTED) || to.queue().equals(results)
                ? this
                : new JmsReply(
                        new Address.Queue(
                                results, to.correlationId(), to.binary(), to.priority(), false, to.home(), List.of()),
                        order,
                        body);
    }
}
