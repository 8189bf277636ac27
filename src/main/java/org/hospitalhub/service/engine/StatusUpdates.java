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

    /** Returns whether the sender wants to be informed of a change that was not sent to it yet. */
    static boolean isDue(ClaimedStep work, OrderMemory memory) {
        Address address = work.order().address();
        boolean listens = address instanceof Address.Queue || address instanceof Address.Callback;
        return listens && newest(memory.json()).path("number").asInt(0) > memory.lastUpdate();
    }

    /** Returns the outcome of a followed step that waits: a change is sent before. */
    static Outcome before(ClaimedStep work, OrderMemory memory, Outcome.Wait wait) {
        return before(memory, work.step(), wait.until(), wait.ripe(), null);
    }

    /** Returns the outcome of a step that goes on to a followed one: a change is sent before. */
    static Outcome before(OrderMemory memory, Outcome.Next next) {
        return before(memory, next.step(), next.notBefore(), next.ripe(), next);
    }

    private static Outcome before(
            OrderMemory memory,
            String step,
            @Nullable Instant until,
            @Nullable Instant ripe,
            Outcome.@Nullable Next next) {
        ObjectNode then = JsonNodeFactory.instance.objectNode().put(FOLLOWED, step);
        if (until != null) {
            then.put(UNTIL, until.toString());
        }
        if (ripe != null) {
            then.put(RIPE, ripe.toString());
        }
        memory.setAfterUpdate(then);
        return next == null
                ? Outcome.Next.now(STEP, memory.json())
                : new Outcome.Next(STEP, null, null, memory.json(), next.limit(), next.serviceId());
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
