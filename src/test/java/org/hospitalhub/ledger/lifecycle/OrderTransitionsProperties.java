package org.hospitalhub.ledger.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Orders.WrongMomentException;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.State;
import org.hospitalhub.rules.Wording;

/** Whatever happens to an order, in whatever sequence: what must hold, holds. */
class OrderTransitionsProperties {

    private static final Instant START = Instant.parse("2026-11-21T09:00:00Z");
    private static final Problem PROBLEM = new Problem("X", "It failed", "Look.");

    /** Everything that can happen to an order. */
    enum Event {
        CLAIM,
        NEXT,
        WAIT,
        RETRY,
        AGAIN,
        UNSURE,
        COMPLETE,
        REFUSE,
        PARK,
        REFUSE_AT_ONCE,
        TAKE_OTHER_ANSWER,
        FOLLOW,
        GO_ALONE,
        DELIVER,
        DELIVERED,
        FETCHED,
        REPLAY,
        REPLAY_CORRECTED,
        CONFIRM_ARRIVAL,
        CANCEL
    }

    @Property
    void everySequenceOfEventsKeepsTheInvariants(@ForAll @Size(max = 60) List<Event> events) {
        OrderRecord order = accepted();
        Instant now = START;
        for (Event event : events) {
            now = now.plusSeconds(1);
            OrderRecord before = order;
            try {
                order = apply(order, event, now);
            } catch (WrongMomentException refused) {
                continue;
            }
            check(before, order);
        }
    }

    private static OrderRecord accepted() {
        NewOrder order = new NewOrder(
                "svc.ask", null, Priority.NORMAL, "owner", new byte[0], List.of(), null, new Address.Ask(), null);
        return OrderRecord.accepted("id", order, new byte[0], null, "submit", START, START);
    }

    private static OrderRecord apply(OrderRecord order, Event event, Instant now) {
        return switch (event) {
            case CLAIM -> OrderTransitions.claim(order, "node", now);
            case NEXT -> OrderTransitions.next(order, "poll", null, null, now);
            case WAIT -> OrderTransitions.waitUntil(order, now.plusSeconds(10), null, Wording.verbatim("not yet"));
            case RETRY -> OrderTransitions.retry(order, now.plusSeconds(5), Wording.verbatim("failed"));
            case AGAIN -> OrderTransitions.again(order, now, Wording.verbatim("no permit"));
            case UNSURE -> OrderTransitions.noteUnsure(order);
            case COMPLETE -> OrderTransitions.complete(order, now);
            case REFUSE -> OrderTransitions.refuse(order, now);
            case PARK -> OrderTransitions.park(order, PROBLEM);
            case REFUSE_AT_ONCE -> OrderTransitions.refuseAtOnce(order, now);
            case TAKE_OTHER_ANSWER -> OrderTransitions.completeWithAnswerOf(order, order, now);
            case FOLLOW -> OrderTransitions.waitForAnswerOf(order, "other", Wording.verbatim("another asks"));
            case GO_ALONE -> OrderTransitions.goAlone(order, now);
            case DELIVER -> OrderTransitions.deliver(order, "deliver", now);
            case DELIVERED -> OrderTransitions.delivered(order, now);
            case FETCHED -> OrderTransitions.fetched(order, now);
            case REPLAY -> OrderTransitions.replay(order, null, now);
            case REPLAY_CORRECTED -> OrderTransitions.replay(order, "submit", now);
            case CONFIRM_ARRIVAL -> OrderTransitions.confirmArrival(order, now);
            case CANCEL -> OrderTransitions.cancel(order, now);
        };
    }

    private static void check(OrderRecord before, OrderRecord after) {
        State from = before.state();
        State to = after.state();
        boolean answered = from == State.COMPLETED || from == State.REFUSED || from == State.CANCELLED;
        assertThat(answered && to != from && to != State.PARKED)
                .as("a final state stays: %s to %s", from, to)
                .isFalse();
        assertThat(after.claimed() && after.dueAt() != null)
                .as("a claimed order is not due")
                .isFalse();
        assertThat(to == State.WORKING).as("working means claimed").isEqualTo(after.claimed() && !after.delivering());
        assertThat(after.problem() != null)
                .as("a problem stands on parked orders")
                .isEqualTo(to == State.PARKED);
        assertThat(after.finishedAt() != null && !to.ended())
                .as("an open order is not finished")
                .isFalse();
        assertThat(after.attempts()).as("the fence never goes back").isGreaterThanOrEqualTo(before.attempts());
        assertThat(after.deliveredAt() != null && after.delivering())
                .as("a delivered answer is not on its way")
                .isFalse();
        assertThat(to == State.PARKED && (after.dueAt() != null || after.claimed()))
                .as("a parked order does nothing")
                .isFalse();
    }
}
