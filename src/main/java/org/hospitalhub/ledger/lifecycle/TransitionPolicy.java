package org.hospitalhub.ledger.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.hospitalhub.calls.RetryAfter;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.Step;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Decides what an outcome makes of an order. Pure but for the jitter, which keeps orders that failed together from coming back together. */
public final class TransitionPolicy {

    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(5);
    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(10);
    private static final double JITTER = 0.2;

    private final RandomGenerator random;

    /** Decides with jitter from {@code random}. */
    public TransitionPolicy(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Returns what an outcome makes of an order.
     *
     * @param counted whether the step's budget is counted: a limit answer then stops the budget instead of the order
     */
    public Transition after(OrderRecord order, Step step, boolean counted, Outcome outcome, Instant now) {
        if (outcome instanceof Outcome.Next next) {
            return next(order, step, next, now);
        }
        if (outcome instanceof Outcome.Wait wait) {
            Instant until = later(wait.until(), now.plus(step.pause()));
            return new Transition(
                    OrderTransitions.waitUntil(order, until, wait.ripe(), wait.reason()), "wait", wait.reason());
        }
        if (outcome instanceof Outcome.Done) {
            return order.delivering()
                    ? new Transition(OrderTransitions.delivered(order, now), "done", Wording.of("ATTEMPT.delivered"))
                    : new Transition(OrderTransitions.complete(order, now), "done", Wording.of("ATTEMPT.known"));
        }
        if (outcome instanceof Outcome.Refused refused) {
            return refused(order, refused, now);
        }
        if (outcome instanceof Outcome.Failed failed) {
            return failed(order, step, counted, failed, now);
        }
        return unsure(order, step, ((Outcome.Unsure) outcome).sent(), now);
    }

    private static Transition next(OrderRecord order, Step step, Outcome.Next next, Instant now) {
        if (order.delivering()) {
            return misplaced(order, "next");
        }
        Instant wanted = next.notBefore() == null ? now : next.notBefore();
        Instant due = next.step().equals(step.name()) ? later(wanted, now.plus(step.pause())) : wanted;
        return new Transition(
                OrderTransitions.next(order, next.step(), due, next.ripe(), now),
                "next",
                Wording.of("ATTEMPT.next", next.step()));
    }

    private static Transition refused(OrderRecord order, Outcome.Refused refused, Instant now) {
        if (order.delivering()) {
            return misplaced(order, "refused");
        }
        return new Transition(
                OrderTransitions.refuse(order, now),
                "refused",
                Wording.of("ATTEMPT.refused", refused.findings().size()));
    }

    private static Transition misplaced(OrderRecord order, String word) {
        Problem problem = Problem.of("DELIVERY_REFUSED", "DELIVERY_REFUSED");
        return new Transition(OrderTransitions.park(order, problem), word, problem.titleWording());
    }

    private Transition failed(OrderRecord order, Step step, boolean counted, Outcome.Failed failed, Instant now) {
        Problem problem = failed.problem();
        Wording detail = problem.codeAndTitle();
        if (failed.remedy() == Outcome.Remedy.AGAIN) {
            return new Transition(OrderTransitions.again(order, now, problem.titleWording()), "again", detail);
        }
        if (failed.remedy() == Outcome.Remedy.PARK) {
            return new Transition(OrderTransitions.park(order, problem), "failed", detail);
        }
        if (RetryAfter.tooLong(failed.retryAfter())) {
            return new Transition(
                    OrderTransitions.park(order, tooLong(failed)),
                    "failed",
                    Wording.of("ATTEMPT.wait-too-long", detail));
        }
        if (late(order, step, now)) {
            return new Transition(
                    OrderTransitions.park(order, problem), "failed", Wording.of("ATTEMPT.too-late", detail));
        }
        // A stopped budget holds the order back by itself.
        boolean stops = failed.remedy() == Outcome.Remedy.LIMITED && counted;
        Duration back = stops ? Duration.ZERO : backOff(order.failures());
        Instant at = now.plus(longest(back, failed.retryAfter(), step.pause()));
        return new Transition(OrderTransitions.retry(order, at, problem.titleWording()), "failed", detail);
    }

    private static Problem tooLong(Outcome.Failed failed) {
        Duration asked = Objects.requireNonNull(failed.retryAfter());
        return Problem.of("WAIT_TOO_LONG", "WAIT_TOO_LONG", failed.problem().titleWording(), asked.toHours());
    }

    private Transition unsure(OrderRecord order, Step step, Wording sent, Instant now) {
        Step.Unsure rule = step.unsure();
        if (rule instanceof Step.Unsure.LookUp lookUp) {
            return new Transition(
                    OrderTransitions.next(order, lookUp.step(), now.plus(lookUp.pause()), null, now), "unsure", sent);
        }
        boolean repeatable = rule instanceof Step.Unsure.Repeat && !late(order, step, now);
        Step.Unsure.RepeatOnce once =
                rule instanceof Step.Unsure.RepeatOnce first && order.unsure() == 0 ? first : null;
        if (repeatable || once != null) {
            Duration back = order.failures() == 0 ? Duration.ZERO : backOff(order.failures() - 1);
            OrderRecord noted = once == null ? order : OrderTransitions.noteUnsure(order);
            Instant at = now.plus(longest(back, once == null ? null : once.pause(), step.pause()));
            return new Transition(OrderTransitions.retry(noted, at, Wording.of("WHY.unsure")), "unsure", sent);
        }
        return new Transition(OrderTransitions.park(order, unsureProblem(step, sent)), "unsure", sent);
    }

    private static Problem unsureProblem(Step step, Wording sent) {
        return new Problem(Problem.UNSURE, Wording.of("UNSURE", step.name()), Wording.of("UNSURE.detail", sent));
    }

    private static boolean late(OrderRecord order, Step step, Instant now) {
        Instant first = order.triedAt();
        return first != null && !now.isBefore(first.plus(step.deadline()));
    }

    private Duration backOff(int failures) {
        Duration doubled = FIRST_BACK_OFF.multipliedBy(1L << Math.min(failures, 10));
        Duration limited = doubled.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : doubled;
        return Duration.ofMillis((long) (limited.toMillis() * (1 - JITTER * random.nextDouble())));
    }

    private static Duration longest(Duration one, @Nullable Duration two, Duration three) {
        Duration longest = one.compareTo(three) > 0 ? one : three;
        return two != null && two.compareTo(longest) > 0 ? two : longest;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
