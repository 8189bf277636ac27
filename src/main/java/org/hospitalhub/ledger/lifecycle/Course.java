package org.hospitalhub.ledger.lifecycle;

import java.time.Duration;
import java.time.Instant;
import org.hospitalhub.ledger.Orders.WrongMomentException;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.State;
import org.jspecify.annotations.Nullable;

/**
 * The course an order takes: its state machine. Every change is a named method that refuses the wrong moment, so an
 * illegal transition is impossible, not unlikely. Pure: nothing is written here.
 *
 * <pre>accepted → working ⇄ waiting → completed | refused | parked | cancelled; parked → (replay) waiting</pre>
 *
 * <p>Delivery keeps the state and shows in {@code delivering}; only giving up on it parks the order, and the replay
 * brings the state back.
 *
 * @param delivering whether the step is the delivery of the answer
 * @param attempts tries over all steps, also the fence against outcomes that come too late
 * @param tries tries of this step since it was entered
 * @param failures failures in a row since the step was entered; AGAIN and waiting do not count
 * @param unsure how often this order's steps ended unsure
 * @param triedAt first try of this step since it was entered: its deadline counts from here
 * @param undelivered state that a replay of the delivery brings back, null unless its delivery is parked
 * @param claimedBy run that tries the step right now
 */
public record Course(
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
        @Nullable String why,
        @Nullable Instant finishedAt,
        @Nullable Instant deliveredAt,
        @Nullable Problem problem,
        @Nullable State undelivered,
        @Nullable String claimedBy,
        @Nullable Instant leaseUntil) {

    /** Longer than any request may take; a dead node's orders come back after it at the latest. */
    public static final Duration LEASE = Duration.ofMinutes(5);

    /** An order that was just written down and is due at once. */
    public static Course accepted(String step, Instant turn, Instant now) {
        return new Course(
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
                null);
    }

    public boolean claimed() {
        return claimedBy != null;
    }

    /** Tells whether the order was accepted and never tried: only then its turn is its place in a fair queue. */
    boolean fresh() {
        return state == State.ACCEPTED;
    }

    public Course claim(String run, Instant now, Duration lease) {
        refuseUnless(dueAt != null && !claimed(), "be claimed");
        return change().state(delivering ? state : State.WORKING)
                .counts(attempts + 1, tries + 1, failures)
                .triedAt(triedAt == null ? now : triedAt)
                .due(null, null, null)
                .claim(run, now.plus(lease))
                .done();
    }

    Course next(String step, @Nullable Instant notBefore, @Nullable Instant ripe, Instant now) {
        refuseUnless(claimed() && !delivering, "go on with another step");
        Instant due = notBefore == null ? now : notBefore;
        return free().state(State.WAITING).enter(step, now).due(due, ripe, null).done();
    }

    Course waitUntil(Instant until, @Nullable Instant ripe, String why) {
        refuseUnless(claimed(), "wait");
        return free().state(delivering ? state : State.WAITING)
                .counts(attempts, tries, 0)
                .due(until, ripe, why)
                .done();
    }

    Course retry(Instant at, String why) {
        refuseUnless(claimed(), "be tried again");
        return free().state(delivering ? state : State.WAITING)
                .counts(attempts, tries, failures + 1)
                .due(at, null, why)
                .done();
    }

    /** The permit was not used: the try does not count. */
    Course again(Instant now, String why) {
        refuseUnless(claimed(), "be tried again");
        return free().state(delivering ? state : State.WAITING)
                .counts(attempts, tries - 1, failures)
                .triedAt(tries == 1 ? null : triedAt)
                .due(now, null, why)
                .done();
    }

    Course noteUnsure() {
        refuseUnless(claimed(), "be unsure");
        return change().unsure(unsure + 1).done();
    }

    Course complete(Instant now) {
        refuseUnless(claimed() && !delivering, "be completed");
        return free().end(State.COMPLETED, now, null).done();
    }

    Course refuse(Instant now) {
        refuseUnless(claimed() && !delivering, "be refused");
        return free().end(State.REFUSED, now, null).done();
    }

    public Course park(Problem problem) {
        refuseUnless(claimed(), "be parked");
        return free().state(State.PARKED)
                .undelivered(delivering ? state : null)
                .due(null, null, null)
                .problem(problem)
                .done();
    }

    /** Waits for a person, though nobody tries it: what the ledger knows of it is not certain any more. */
    public Course doubt(Problem problem) {
        refuseUnless(open() && !claimed() && !delivering, "be doubted");
        return change().state(State.PARKED)
                .due(null, null, null)
                .problem(problem)
                .done();
    }

    /** Waits for a person whatever it has come to, and begins from the first step when it is replayed. */
    public Course distrust(String firstStep, Problem problem, Instant now) {
        refuseUnless(state != State.CANCELLED, "be distrusted");
        return free().state(State.PARKED)
                .delivering(false)
                .undelivered(null)
                .unfinished()
                .enter(firstStep, now)
                .due(null, null, null)
                .problem(problem)
                .done();
    }

    /** Refused by its findings before anything was tried. */
    public Course refuseAtOnce(Instant now) {
        refuseUnless(state == State.ACCEPTED && !claimed(), "be refused at once");
        return change().end(State.REFUSED, now, null).done();
    }

    /** Completed with the answer of another order. */
    public Course completeWithout(Instant now) {
        refuseUnless(open() && !claimed(), "take another order's answer");
        return change().end(State.COMPLETED, now, null).done();
    }

    /** Waits for the answer to another order. */
    public Course follow(String why) {
        refuseUnless(state == State.ACCEPTED && !claimed(), "wait for another order");
        return change().state(State.WAITING).due(null, null, why).done();
    }

    /** Goes on its own, because the order it waited for has no answer. */
    public Course goAlone(Instant now) {
        refuseUnless(state == State.WAITING && !claimed() && dueAt == null, "go on its own");
        return change().due(now, null, null).done();
    }

    /** The answer, known or not, is on its way to the giver. */
    public Course deliver(String step, Instant now) {
        refuseUnless(state.ended() && state != State.PARKED && !delivering && deliveredAt == null, "be delivered");
        return change().delivering(true).enter(step, now).due(now, null, null).done();
    }

    Course delivered(Instant now) {
        refuseUnless(claimed() && delivering, "have been delivered");
        return free().delivering(false).due(null, null, null).deliveredAt(now).done();
    }

    public Course fetched(Instant now) {
        refuseUnless(state.ended() && !delivering && deliveredAt == null, "be fetched");
        return change().deliveredAt(now).done();
    }

    public Course replay(@Nullable String from, Instant now) {
        refuseUnless(state == State.PARKED, "be replayed: only a parked order can");
        refuseUnless(undelivered == null || from == null, "take a corrected payload: its answer is known already");
        return change().state(undelivered == null ? State.WAITING : undelivered)
                .undelivered(null)
                .enter(from == null ? step : from, now)
                .unsure(0)
                .problem(null)
                .due(now, null, null)
                .done();
    }

    /** A person says that what was sent had arrived; counts as a try, so that the history tells it. */
    public Course settle(Instant now) {
        boolean open = state == State.PARKED && undelivered == null;
        refuseUnless(
                open && problem != null && problem.code().equals(Problem.UNSURE),
                "be settled: only one that is parked as UNSURE can");
        return change().counts(attempts + 1, tries, failures)
                .end(State.COMPLETED, now, null)
                .done();
    }

    public Course cancel(Instant now) {
        refuseUnless(!claimed(), "be cancelled: its step %s is being tried right now".formatted(step));
        refuseUnless(open() || (state == State.PARKED && undelivered == null), "be cancelled any more");
        return change().end(State.CANCELLED, now, null).done();
    }

    private boolean open() {
        return !state.ended();
    }

    private void refuseUnless(boolean allowed, String what) {
        if (!allowed) {
            throw new WrongMomentException("an order that is %s%s cannot %s"
                    .formatted(state.word(), delivering ? " and on its way to its giver" : "", what));
        }
    }

    private CourseChange change() {
        return new CourseChange(this);
    }

    private CourseChange free() {
        return change().claim(null, null);
    }
}
