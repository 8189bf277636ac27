package org.hospitalhub.ledger.lifecycle;

import java.time.Instant;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.State;
import org.jspecify.annotations.Nullable;

/** The fields of a {@link Course} while it changes; only {@link Course} decides which change is legal. */
final class CourseChange {

    private State state;
    private String step;
    private boolean delivering;
    private int attempts;
    private int tries;
    private int failures;
    private int unsure;
    private Instant enteredAt;
    private @Nullable Instant triedAt;
    private @Nullable Instant dueAt;
    private @Nullable Instant turn;
    private @Nullable String why;
    private @Nullable Instant finishedAt;
    private @Nullable Instant deliveredAt;
    private @Nullable Problem problem;
    private @Nullable State undelivered;
    private @Nullable String claimedBy;
    private @Nullable Instant leaseUntil;

    CourseChange(Course from) {
        state = from.state();
        step = from.step();
        delivering = from.delivering();
        attempts = from.attempts();
        tries = from.tries();
        failures = from.failures();
        unsure = from.unsure();
        enteredAt = from.enteredAt();
        triedAt = from.triedAt();
        dueAt = from.dueAt();
        turn = from.turn();
        why = from.why();
        finishedAt = from.finishedAt();
        deliveredAt = from.deliveredAt();
        problem = from.problem();
        undelivered = from.undelivered();
        claimedBy = from.claimedBy();
        leaseUntil = from.leaseUntil();
    }

    CourseChange state(State value) {
        state = value;
        return this;
    }

    CourseChange delivering(boolean value) {
        delivering = value;
        return this;
    }

    CourseChange counts(int allAttempts, int stepTries, int stepFailures) {
        attempts = allAttempts;
        tries = stepTries;
        failures = stepFailures;
        return this;
    }

    CourseChange unsure(int value) {
        unsure = value;
        return this;
    }

    CourseChange enter(String newStep, Instant now) {
        step = newStep;
        enteredAt = now;
        triedAt = null;
        return counts(attempts, 0, 0);
    }

    CourseChange triedAt(@Nullable Instant value) {
        triedAt = value;
        return this;
    }

    CourseChange due(@Nullable Instant at, @Nullable Instant ripe, @Nullable String reason) {
        dueAt = at;
        turn = ripe == null || (at != null && ripe.isBefore(at)) ? at : ripe;
        why = reason;
        return this;
    }

    CourseChange claim(@Nullable String run, @Nullable Instant until) {
        claimedBy = run;
        leaseUntil = until;
        return this;
    }

    CourseChange problem(@Nullable Problem value) {
        problem = value;
        return this;
    }

    CourseChange undelivered(@Nullable State value) {
        undelivered = value;
        return this;
    }

    CourseChange deliveredAt(Instant value) {
        deliveredAt = value;
        return this;
    }

    CourseChange unfinished() {
        finishedAt = null;
        deliveredAt = null;
        return this;
    }

    CourseChange end(State end, Instant now, @Nullable Problem cause) {
        finishedAt = now;
        return state(end).problem(cause).due(null, null, null);
    }

    Course done() {
        return new Course(
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
                leaseUntil);
    }
}
