package org.hospitalhub.ledger.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.Orders.WrongMomentException;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.State;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of an order. Every change is a named method that refuses the wrong moment, so that an illegal transition is
 * impossible. Nothing is written here.
 *
 * <pre>accepted → working ⇄ waiting → completed | refused | parked | cancelled; parked → (replay) waiting</pre>
 *
 * <p>Delivery keeps the state and shows in {@code delivering}; only giving up on it parks the order, and the replay brings the
 * state back.
 */
public final class OrderTransitions {

    private static final String STATE = "STATE.";

    private OrderTransitions() {}

    /** Claims the order for a try of its step. */
    public static OrderRecord claim(OrderRecord order, String run, Instant now) {
        refuseUnless(order, order.dueAt() != null && !order.claimed(), "be claimed");
        return order.change(c -> {
            c.state = order.delivering() ? order.state() : State.WORKING;
            c.attempts++;
            c.tries++;
            c.triedAt = order.triedAt() == null ? now : order.triedAt();
            c.due(null, null, null);
            c.claimedBy = run;
            c.leaseUntil = now.plus(OrderRecord.LEASE);
        });
    }

    static OrderRecord next(
            OrderRecord order, String next, @Nullable Instant notBefore, @Nullable Instant ripe, Instant now) {
        refuseUnless(order, order.claimed() && !order.delivering(), "go on with another step");
        return order.change(c -> {
            c.waiting();
            c.enter(next, now);
            c.due(notBefore == null ? now : notBefore, ripe, whyLater(notBefore, ripe, now));
        });
    }

    /** Returns why the next step does not begin at once, null when it does. */
    private static @Nullable Wording whyLater(@Nullable Instant notBefore, @Nullable Instant ripe, Instant now) {
        if (notBefore == null || !notBefore.isAfter(now)) {
            return null;
        }
        return Wording.of(ripe == null ? "WHY.after-pause" : "WHY.asked-when-likely");
    }

    static OrderRecord waitUntil(OrderRecord order, Instant until, @Nullable Instant ripe, Wording reason) {
        refuseUnless(order, order.claimed(), "wait");
        return order.change(c -> {
            c.waiting();
            c.failures = 0;
            c.due(until, ripe, reason);
        });
    }

    static OrderRecord retry(OrderRecord order, Instant at, Wording reason) {
        refuseUnless(order, order.claimed(), "be tried again");
        return order.change(c -> {
            c.waiting();
            c.failures++;
            c.due(at, null, reason);
        });
    }

    /** Returns the order after a try whose permit was not used: the try does not count. */
    static OrderRecord again(OrderRecord order, Instant now, Wording reason) {
        refuseUnless(order, order.claimed(), "be tried again");
        return order.change(c -> {
            c.waiting();
            c.tries--;
            c.triedAt = order.tries() == 1 ? null : order.triedAt();
            c.due(now, null, reason);
        });
    }

    static OrderRecord noteUnsure(OrderRecord order) {
        refuseUnless(order, order.claimed(), "be unsure");
        return order.change(c -> c.unsure++);
    }

    static OrderRecord complete(OrderRecord order, Instant now) {
        refuseUnless(order, order.claimed() && !order.delivering(), "be completed");
        return order.change(c -> {
            c.free();
            c.end(State.COMPLETED, now);
        });
    }

    static OrderRecord refuse(OrderRecord order, Instant now) {
        refuseUnless(order, order.claimed() && !order.delivering(), "be refused");
        return order.change(c -> {
            c.free();
            c.end(State.REFUSED, now);
        });
    }

    /** Ends a try in a problem that a person must look at. */
    public static OrderRecord park(OrderRecord order, Problem cause) {
        refuseUnless(order, order.claimed(), "be parked");
        return order.change(c -> {
            c.free();
            c.undelivered = order.delivering() ? order.state() : null;
            c.parked(cause);
        });
    }

    /** Parks an open order that is not being tried, because the ledger's data about it is no longer certain. */
    public static OrderRecord parkUntried(OrderRecord order, Problem cause) {
        refuseUnless(order, !order.state().ended() && !order.claimed() && !order.delivering(), "be parked untried");
        return order.change(c -> c.parked(cause)).forgetLeader().forgetPolls();
    }

    /** Parks the order whatever it has come to; its replay begins with the first step. */
    public static OrderRecord parkFromTheStart(OrderRecord order, String firstStep, Problem cause, Instant now) {
        refuseUnless(order, order.state() != State.CANCELLED, "be parked any more");
        return order.change(c -> {
                    c.free();
                    c.delivering = false;
                    c.undelivered = null;
                    c.finishedAt = null;
                    c.deliveredAt = null;
                    c.enter(firstStep, now);
                    c.parked(cause);
                    c.reusedFrom = null;
                    c.waitsFor = null;
                })
                .forgetPolls();
    }

    /** Refuses a new order by its findings, before anything was tried. */
    public static OrderRecord refuseAtOnce(OrderRecord order, Instant now) {
        refuseUnless(order, order.state() == State.ACCEPTED && !order.claimed(), "be refused at once");
        return order.change(c -> c.end(State.REFUSED, now));
    }

    /** Completes the order with the answer of another one. */
    public static OrderRecord completeWithAnswerOf(OrderRecord order, OrderRecord other, Instant now) {
        refuseUnless(order, !order.state().ended() && !order.claimed(), "take another order's answer");
        // The warnings about a result go with it.
        List<Finding> all = Stream.concat(
                        order.findings().stream(), other.findings().stream().filter(finding -> finding.path()
                                .startsWith(Outcome.RESULT)))
                .toList();
        return order.change(c -> {
            c.end(State.COMPLETED, now);
            c.reusedFrom = other.id();
            c.waitsFor = null;
            c.findings = all;
        });
    }

    /** Lets the order wait for the answer to another one. */
    public static OrderRecord waitForAnswerOf(OrderRecord order, String other, Wording reason) {
        refuseUnless(order, order.state() == State.ACCEPTED && !order.claimed(), "wait for another order");
        return order.change(c -> {
            c.state = State.WAITING;
            c.due(null, null, reason);
            c.reusedFrom = null;
            c.waitsFor = other;
        });
    }

    /** Sends the order by itself, because the one it waited for has no answer. */
    public static OrderRecord goAlone(OrderRecord order, Instant now) {
        refuseUnless(
                order, order.state() == State.WAITING && !order.claimed() && order.dueAt() == null, "go on its own");
        return order.change(c -> {
            c.due(now, null, null);
            c.reusedFrom = null;
            c.waitsFor = null;
        });
    }

    static OrderRecord deliver(OrderRecord order, String deliveryStep, Instant now) {
        refuseUnless(
                order,
                order.state().ended()
                        && order.state() != State.PARKED
                        && !order.delivering()
                        && order.deliveredAt() == null,
                "be delivered");
        return order.change(c -> {
            c.delivering = true;
            c.enter(deliveryStep, now);
            c.due(now, null, null);
        });
    }

    /** Makes the delivery of an order that ended due, if its address takes answers. Parked orders wait: a person comes first. */
    public static OrderRecord deliverIfEnded(OrderRecord order, Instant now) {
        boolean sent = order.address() instanceof Address.Queue || order.address() instanceof Address.Callback;
        return sent && order.state().ended() && order.state() != State.PARKED && !order.delivering()
                ? deliver(order, OperationCatalog.DELIVER.name(), now)
                : order;
    }

    static OrderRecord delivered(OrderRecord order, Instant now) {
        refuseUnless(order, order.claimed() && order.delivering(), "have been delivered");
        return order.change(c -> {
            c.free();
            c.delivering = false;
            c.due(null, null, null);
            c.deliveredAt = now;
        });
    }

    /** Records that the sender has fetched the answer. */
    public static OrderRecord fetched(OrderRecord order, Instant now) {
        refuseUnless(order, order.state().ended() && !order.delivering() && order.deliveredAt() == null, "be fetched");
        return order.change(c -> c.deliveredAt = now);
    }

    /** Sends a parked order on its way again, from its own step or from another one. */
    public static OrderRecord replay(OrderRecord order, @Nullable String from, Instant now) {
        explainUnless(order.state() == State.PARKED, Wording.of("NOT_NOW.replay", state(order)));
        explainUnless(order.undelivered() == null || from == null, Wording.of("NOT_NOW.correct"));
        return order.change(c -> {
                    c.state = order.undelivered() == null ? State.WAITING : order.undelivered();
                    c.undelivered = null;
                    c.enter(from == null ? order.step() : from, now);
                    c.unsure = 0;
                    c.problem = null;
                    c.due(now, null, null);
                })
                .forgetPolls();
    }

    /** Completes an order of which an operator found out that it had arrived; counts as an attempt, so that the history shows it. */
    public static OrderRecord confirmArrival(OrderRecord order, Instant now) {
        Problem problem = order.problem();
        boolean unsure = problem != null && problem.code().equals(Problem.UNSURE);
        explainUnless(
                order.state() == State.PARKED && order.undelivered() == null && unsure, Wording.of("NOT_NOW.arrived"));
        return order.change(c -> {
                    c.attempts++;
                    c.end(State.COMPLETED, now);
                })
                .forgetPolls();
    }

    /** Cancels an order that is not being tried. */
    public static OrderRecord cancel(OrderRecord order, Instant now) {
        explainUnless(!order.claimed(), Wording.of("NOT_NOW.cancel-attempt", order.step()));
        explainUnless(order.undelivered() == null, Wording.of("NOT_NOW.cancel-answered"));
        explainUnless(
                !order.state().ended() || order.state() == State.PARKED,
                Wording.of("NOT_NOW.cancel-ended", state(order)));
        return order.change(c -> c.end(State.CANCELLED, now)).forgetLeader();
    }

    /** Refuses what an outcome or the ledger itself asks for too late. */
    private static void refuseUnless(OrderRecord order, boolean allowed, String what) {
        if (!allowed) {
            throw new WrongMomentException(Wording.verbatim("an order that is %s%s cannot %s"
                    .formatted(order.state().word(), order.delivering() ? " and being delivered" : "", what)));
        }
    }

    /** Refuses what an operator asks for too late. */
    private static void explainUnless(boolean allowed, Wording why) {
        if (!allowed) {
            throw new WrongMomentException(why);
        }
    }

    private static Wording state(OrderRecord order) {
        return Wording.of(STATE + order.state().word());
    }
}
