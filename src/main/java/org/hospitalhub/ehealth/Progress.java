package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.Outcome;

/**
 * The news of a contract request: each change of status before the last one is noted in the order's memory and told to its
 * giver by a step of its own, so that it is told at least once, whoever is killed or away. The last status is the answer.
 */
final class Progress {

    private static final String TOLD = "told";
    private static final String FOLLOW_AT = "followAt";

    private final InstantSource clock;

    Progress(InstantSource clock) {
        this.clock = clock;
    }

    /** Notes a change of status. */
    EhealthMemory noted(EhealthMemory memory, EhealthStatus status) {
        ObjectNode json = memory.json().deepCopy();
        ArrayNode events = json.withArrayProperty(Orders.PROGRESS);
        events.addObject()
                .put("number", events.size())
                .put("status", status.name())
                .put("at", clock.instant().toString());
        return new EhealthMemory(json);
    }

    /** Goes on following at the given moment, and before that tells the news if somebody waits for it. */
    Outcome on(ClaimedStep work, EhealthMemory memory, Instant until, String why) {
        Address address = work.order().address();
        boolean waitsForNews = address instanceof Address.Queue || address instanceof Address.Callback;
        if (waitsForNews && events(memory).size() > memory.number(TOLD)) {
            return Outcome.Next.now(
                    "tell", memory.with(FOLLOW_AT, until.toString()).json());
        }
        return work.step().equals("follow")
                ? new Outcome.Wait(until, null, why, memory.json())
                : new Outcome.Next("follow", until, null, memory.json());
    }

    /** Tells the newest event. */
    ObjectNode news(ClaimedStep work) {
        ArrayNode events = events(EhealthMemory.of(work));
        return events.get(events.size() - 1) instanceof ObjectNode newest
                ? newest
                : JsonNodeFactory.instance.objectNode();
    }

    /** Goes on after the telling. A receiver that does not want news must not keep its order from the decision. */
    Outcome told(ClaimedStep work, Outcome telling) {
        if (telling instanceof Outcome.Failed failed && failed.remedy() != Outcome.Remedy.PARK) {
            return telling;
        }
        EhealthMemory memory = EhealthMemory.of(work);
        return new Outcome.Next(
                "follow",
                memory.moment(FOLLOW_AT),
                null,
                memory.with(TOLD, events(memory).size()).without(FOLLOW_AT).json());
    }

    private static ArrayNode events(EhealthMemory memory) {
        return memory.json().path(Orders.PROGRESS) instanceof ArrayNode events
                ? events
                : JsonNodeFactory.instance.arrayNode();
    }
}
