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
 * Tells the sender of an order how it stands at the service ({@code tell: on-change}): in a step of its own, so that each change is
 * sent at least once, also after a crash. The last state is the answer and is not told.
 */
final class Telling {

    /** The step that tells; free, and the hub's own. */
    static final String STEP = "tell";

    private static final String UNTIL = "until";
    private static final String RIPE = "ripe";
    private static final String FOLLOWED = "step";

    private Telling() {}

    /** Returns whether the sender wants to be told of something that it was not told of. */
    static boolean isDue(ClaimedStep work, OrderMemory memory) {
        Address address = work.order().address();
        boolean listens = address instanceof Address.Queue || address instanceof Address.Callback;
        return listens && newest(memory.json()).path("number").asInt(0) > memory.told();
    }

    /** Returns the outcome of a followed step that waits: a change is told before. */
    static Outcome before(ClaimedStep work, OrderMemory memory, Outcome.Wait wait) {
        return before(memory, work.step(), wait.until(), wait.ripe(), null);
    }

    /** Returns the outcome of a step that goes on to a followed one: a change is told before. */
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
        memory.afterTelling(then);
        return next == null
                ? Outcome.Next.now(STEP, memory.json())
                : new Outcome.Next(STEP, null, null, memory.json(), next.limit(), next.serviceId());
    }

    /** Returns the newest event. */
    static ObjectNode newest(ObjectNode memory) {
        JsonNode events = memory.path(Orders.PROGRESS);
        return events.path(events.size() - 1) instanceof ObjectNode newest
                ? newest
                : JsonNodeFactory.instance.objectNode();
    }

    /** Goes on following. A receiver that does not want to be told must not keep its order from its answer. */
    static Outcome delivered(ClaimedStep work, Outcome telling) {
        if (telling instanceof Outcome.Failed failed && failed.remedy() != Remedy.PARK) {
            return telling;
        }
        OrderMemory memory = new OrderMemory(work.memory());
        JsonNode then = memory.afterTelling();
        memory.told(newest(memory.json()).path("number").asInt(0));
        memory.afterTelling(null);
        return new Outcome.Next(then.path(FOLLOWED).asText(), moment(then, UNTIL), moment(then, RIPE), memory.json());
    }

    private static @Nullable Instant moment(JsonNode then, String name) {
        return then.has(name) ? Instant.parse(then.path(name).asText()) : null;
    }
}
