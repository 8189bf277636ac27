package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * Sends status updates to the sender of an order ({@code tell: on-change}) in a step of its own, so that each change is sent at
 * least once, also after a crash. The last state is part of the answer and gets no update.
 */
final class StatusUpdates {

    /** Name of the step that sends updates. It is the hub's own and costs no request. */
    static final String STEP = "tell";

    private static final String UNTIL = "until";
    private static final String RIPE = "ripe";
    private static final String FOLLOWED = "step";

    private StatusUpdates() {}

    /** Returns the outcome of a step that waits: unchanged, or the step that sends an update first. */
    static Outcome before(ClaimedStep work, OrderMemory memory, Outcome.Wait wait) {
        Address address = work.order().address();
        boolean listens = address instanceof Address.Queue || address instanceof Address.Callback;
        if (!listens || newest(memory.json()).path("number").asInt(0) <= memory.lastUpdate()) {
            return wait;
        }
        ObjectNode then = JsonNodeFactory.instance.objectNode().put(FOLLOWED, work.step());
        then.put(UNTIL, wait.until().toString());
        if (wait.ripe() != null) {
            then.put(RIPE, wait.ripe().toString());
        }
        memory.setAfterUpdate(then);
        return Outcome.Next.now(STEP, memory.json());
    }

    /** Returns the newest state. */
    static ObjectNode newest(ObjectNode memory) {
        JsonNode events = memory.path(Orders.PROGRESS);
        return events.path(events.size() - 1) instanceof ObjectNode newest
                ? newest
                : JsonNodeFactory.instance.objectNode();
    }

    /** Returns the outcome that continues after an update. A receiver that refuses updates must still get the answer. */
    static Outcome delivered(ClaimedStep work, Outcome sent) {
        if (sent instanceof Outcome.Failed failed && failed.remedy() != Remedy.PARK) {
            return sent;
        }
        OrderMemory memory = new OrderMemory(work.memory());
        JsonNode then = memory.afterUpdate();
        memory.setLastUpdate(newest(memory.json()).path("number").asInt(0));
        memory.setAfterUpdate(null);
        return new Outcome.Next(then.path(FOLLOWED).asText(), moment(then, UNTIL), moment(then, RIPE), memory.json());
    }

    private static @Nullable Instant moment(JsonNode then, String name) {
        return then.has(name) ? Instant.parse(then.path(name).asText()) : null;
    }
}
