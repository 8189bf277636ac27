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
import org.hospitalhub.rules.Wording;

/**
 * Reports each change of status before the last one to the sender. Changes are recorded in the step state and sent by a
 * step of its own, so that each is sent at least once, also after a crash. The last status is the answer.
 */
final class ProgressStep {

    private static final String TOLD = "told";
    private static final String FOLLOW_AT = "followAt";

    private final InstantSource clock;

    ProgressStep(InstantSource clock) {
        this.clock = clock;
    }

    /** Returns the state with a change of status recorded. */
    StepState withStatusChange(StepState state, EhealthStatus status) {
        ObjectNode json = state.json().deepCopy();
        ArrayNode events = json.withArrayProperty(Orders.PROGRESS);
        events.addObject()
                .put("number", events.size())
                .put("status", status.name())
                .put("at", clock.instant().toString());
        return new StepState(json);
    }

    /** Continues to follow at the given time, and reports new changes before that if the sender waits for them. */
    Outcome continueFollowing(ClaimedStep work, StepState state, Instant until, Wording why) {
        Address address = work.order().address();
        boolean waitsForNews = address instanceof Address.Queue || address instanceof Address.Callback;
        if (waitsForNews && events(state).size() > state.number(TOLD)) {
            return Outcome.Next.now(
                    "tell", state.with(FOLLOW_AT, until.toString()).json());
        }
        return work.step().equals("follow")
                ? new Outcome.Wait(until, null, why, state.json())
                : new Outcome.Next("follow", until, null, state.json());
    }

    /** Returns the newest event. */
    ObjectNode latestEvent(ClaimedStep work) {
        ArrayNode events = events(StepState.of(work));
        return events.get(events.size() - 1) instanceof ObjectNode newest
                ? newest
                : JsonNodeFactory.instance.objectNode();
    }

    /**
     * Continues after the report was sent. A receiver that does not want reports must not keep its order from the
     * decision.
     */
    Outcome afterDelivery(ClaimedStep work, Outcome telling) {
        if (telling instanceof Outcome.Failed failed && failed.remedy() != Outcome.Remedy.PARK) {
            return telling;
        }
        StepState state = StepState.of(work);
        return new Outcome.Next(
                "follow",
                state.instant(FOLLOW_AT),
                null,
                state.with(TOLD, events(state).size()).without(FOLLOW_AT).json());
    }

    private static ArrayNode events(StepState state) {
        return state.json().path(Orders.PROGRESS) instanceof ArrayNode events
                ? events
                : JsonNodeFactory.instance.arrayNode();
    }
}
