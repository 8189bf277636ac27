package org.hospitalhub.ledger.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.State;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/**
 * An order as the ledger keeps it. {@link OrderTransitions} moves it from state to state.
 *
 * @param fingerprint keyed hash of operation and payload; shows whether a key is used for something else
 * @param reuseKey keyed hash of what makes two orders ask the same, null when answers are not reused
 * @param delivering whether the step is the delivery of the answer
 * @param attempts tries over all steps, also the fence against outcomes that come too late
 * @param tries tries of this step since it was entered
 * @param failures failures in a row since the step was entered; AGAIN and waiting do not count
 * @param unsure how often this order's steps ended unsure
 * @param triedAt first try of this step since it was entered: its deadline counts from here
 * @param turn place in the queue of its lane
 * @param undelivered state that a replay of the delivery brings back, null unless its delivery is parked
 * @param claimedBy run that tries the step right now
 * @param waitsFor order whose answer it waits for, null usually
 * @param askedSince when the service had taken the order and questions began, null before
 * @param unansweredAt newest question without an answer
 * @param batchAnsweredAt when the result file of its batch was written, null for other orders
 */
public record OrderRecord(
        String id,
        String operation,
        String key,
        byte[] fingerprint,
        byte @Nullable [] reuseKey,
        Priority priority,
        String owner,
        Address address,
        Instant acceptedAt,
        State state,
        String step,
        boolean delivering,
        int attempts,
        int tries,
        int failures,
        int unsure,
        Instant enteredAt,
        @Nullable Instant triedAt,
        @Nullable Instant dueAt,
        @Nullable Instant turn,
        @Nullable Wording why,
        @Nullable Instant finishedAt,
        @Nullable Instant deliveredAt,
        @Nullable Problem problem,
        @Nullable State undelivered,
        @Nullable String claimedBy,
        @Nullable Instant leaseUntil,
        List<Finding> findings,
        @Nullable String reusedFrom,
        @Nullable String waitsFor,
        @Nullable Instant askedSince,
        @Nullable Instant unansweredAt,
        @Nullable Instant batchAnsweredAt) {

    /** Longer than any request may take; a dead node's orders come back after it at the latest. */
    public static final Duration LEASE = Duration.ofMinutes(5);

    /** Returns a new order that is due at once. */
    public static OrderRecord accepted(
            String id,
            NewOrder order,
            byte[] fingerprint,
            byte @Nullable [] reuseKey,
            String step,
            Instant turn,
            Instant now) {
        return new OrderRecord(
                id,
                order.operation(),
                order.key() == null ? id : order.key(),
                fingerprint,
                reuseKey,
                order.priority(),
                order.owner(),
                order.address(),
                now,
                State.ACCEPTED,
                step,
                false,
                0,
                0,
                0,
                0,
                now,
                null,
                now,
                turn,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                order.findings(),
                null,
                null,
                null,
                null,
                null);
    }

    /** The fields that change, while they change. */
    final class Change {
        byte @Nullable [] reuseKey = OrderRecord.this.reuseKey;
        Address address = OrderRecord.this.address;
        State state = OrderRecord.this.state;
        String step = OrderRecord.this.step;
        boolean delivering = OrderRecord.this.delivering;
        int attempts = OrderRecord.this.attempts;
        int tries = OrderRecord.this.tries;
        int failures = OrderRecord.this.failures;
        int unsure = OrderRecord.this.unsure;
        Instant enteredAt = OrderRecord.this.enteredAt;

        @Nullable
        Instant triedAt = OrderRecord.this.triedAt;

        @Nullable
        Instant dueAt = OrderRecord.this.dueAt;

        @Nullable
        Instant turn = OrderRecord.this.turn;

        @Nullable
        Wording why = OrderRecord.this.why;

        @Nullable
        Instant finishedAt = OrderRecord.this.finishedAt;

        @Nullable
        Instant deliveredAt = OrderRecord.this.deliveredAt;

        @Nullable
        Problem problem = OrderRecord.this.problem;

        @Nullable
        State undelivered = OrderRecord.this.undelivered;

        @Nullable
        String claimedBy = OrderRecord.this.claimedBy;

        @Nullable
        Instant leaseUntil = OrderRecord.this.leaseUntil;

        List<Finding> findings = OrderRecord.this.findings;

        @Nullable
        String reusedFrom = OrderRecord.this.reusedFrom;

        @Nullable
        String waitsFor = OrderRecord.this.waitsFor;

        @Nullable
        Instant askedSince = OrderRecord.this.askedSince;

        @Nullable
        Instant unansweredAt = OrderRecord.this.unansweredAt;

        void free() {
            claimedBy = null;
            leaseUntil = null;
        }

        void waiting() {
            free();
            state = delivering ? state : State.WAITING;
        }

        void enter(String newStep, Instant now) {
            step = newStep;
            enteredAt = now;
            triedAt = null;
            tries = 0;
            failures = 0;
        }

        void due(@Nullable Instant at, @Nullable Instant ripe, @Nullable Wording reason) {
            dueAt = at;
            turn = ripe == null || (at != null && ripe.isBefore(at)) ? at : ripe;
            why = reason;
        }

        void parked(Problem cause) {
            state = State.PARKED;
            problem = cause;
            due(null, null, null);
        }

        void end(State end, Instant now) {
            state = end;
            finishedAt = now;
            problem = null;
            due(null, null, null);
        }

        OrderRecord done() {
            return new OrderRecord(
                    id,
                    operation,
                    key,
                    fingerprint,
                    reuseKey,
                    priority,
                    owner,
                    address,
                    acceptedAt,
                    state,
                    step,
                    delivering,
                    attempts,
                    tries,
                    failures,
                    unsure,
                    enteredAt,
                    triedAt,
                    dueAt,
                    turn,
                    why,
                    finishedAt,
                    deliveredAt,
                    problem,
                    undelivered,
                    claimedBy,
                    leaseUntil,
                    findings,
                    reusedFrom,
                    waitsFor,
                    askedSince,
                    unansweredAt,
                    batchAnsweredAt);
        }
    }

    OrderRecord change(Consumer<Change> changes) {
        Change change = new Change();
        changes.accept(change);
        return change.done();
    }

    /** Returns whether a run tries the order right now. */
    public boolean claimed() {
        return claimedBy != null;
    }

    /** Returns when the try began that goes on right now; {@code now} when none does. */
    public Instant triedSince(Instant now) {
        return leaseUntil == null ? now : leaseUntil.minus(LEASE);
    }

    /** Returns the batch it belongs to, null for an order that came alone. */
    public @Nullable String batch() {
        return address instanceof Address.BatchRecord record ? record.batch() : null;
    }

    OrderRecord forgetLeader() {
        return change(c -> c.waitsFor = null);
    }

    OrderRecord forgetPolls() {
        return withPolls(null, null);
    }

    /** Returns the order with another address. */
    public OrderRecord withAddress(Address other) {
        return change(c -> c.address = other);
    }

    /** Returns the order with findings. */
    public OrderRecord withFindings(List<Finding> all) {
        return change(c -> c.findings = all);
    }

    /** Returns the order with a payload that asks something else; the fingerprint stays, because the key belongs to the first one. */
    public OrderRecord withoutReuseKey() {
        return change(c -> c.reuseKey = null);
    }

    /** Returns the order with what is known of its questions. */
    public OrderRecord withPolls(@Nullable Instant since, @Nullable Instant unanswered) {
        return change(c -> {
            c.askedSince = since;
            c.unansweredAt = unanswered;
        });
    }

    /** Returns what others may see of it. */
    public Order order() {
        return new Order(
                id,
                operation,
                state,
                key,
                priority,
                owner,
                address,
                step,
                attempts,
                acceptedAt,
                dueAt,
                why,
                finishedAt,
                deliveredWithBatch() ? batchAnsweredAt : deliveredAt,
                findings,
                problem,
                reusedFrom);
    }

    /** Orders of a batch are delivered with its result file; a million rows need not be touched for that. */
    private boolean deliveredWithBatch() {
        return batchAnsweredAt != null && finishedAt != null && !finishedAt.isAfter(batchAnsweredAt);
    }
}
