package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiFunction;
import org.hospitalhub.calls.BackOff;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.pacing.PollPlan;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.service.definition.AnswerRule;
import org.jspecify.annotations.Nullable;

/** Determines how and when an order continues: waiting, polling, another step, giving up. */
final class Transitions {

    private static final BackOff ROUND = new BackOff(Duration.ofSeconds(5), Duration.ofMinutes(10));
    private static final int MOST_ROUNDS = 50;
    private static final int MOST_DOUBLINGS = 20;

    private final ServiceMessages sentences;
    private final PollPlan plan;
    private final BiFunction<String, String, StepProgram> steps;

    /**
     * Creates the object.
     *
     * @param steps returns a step by operation and name
     */
    Transitions(ServiceMessages sentences, PollPlan plan, BiFunction<String, String, StepProgram> steps) {
        this.sentences = sentences;
        this.plan = plan;
        this.steps = steps;
    }

    /**
     * Returns the outcome of an unreadable answer to a poll. A poll is harmless to repeat and a proxy's error page is temporary,
     * so the order is parked only when such answers continue.
     */
    Outcome unreadable(StepProgram step, OrderMemory memory, Instant now) {
        boolean doubling =
                step.step().unreadable() != null && step.step().unreadable().doubling();
        Duration pause = doubling
                ? doubled(step.pause().least(), memory.unread(), Duration.ofHours(1))
                : step.pause().least();
        memory.countUnread();
        return new Outcome.Wait(now.plus(pause), null, Wording.of("WHY.unread"), memory.json());
    }

    /** Returns the outcome when the answer is not there yet. */
    Outcome later(StepProgram step, CompiledRule rule, Reply reply, OrderMemory memory, @Nullable Duration retryAfter) {
        ClaimedStep work = reply.scope().work();
        Instant now = reply.scope().now();
        Duration giveUp = step.giveUpAfter();
        Instant ordered = memory.orderedAt(work.enteredAt());
        // A replay enters the step again and may wait as long again.
        Instant since = ordered.isAfter(work.enteredAt()) ? ordered : work.enteredAt();
        if (giveUp != null && Duration.between(since, now).compareTo(giveUp) >= 0) {
            return park(rule.rule().code() == null ? sentences.noAnswer() : sentences.given(rule.rule(), "NO_ANSWER"));
        }
        boolean tells = notes(step, rule, reply, memory, work.tries());
        StepProgram.Pause pause = step.pause();
        int grown = Math.max(0, work.tries() - memory.pausesFrom());
        Duration wait = pause.doubling() ? doubled(pause.least(), grown, pause.most()) : pause.least();
        Duration asked = retryAfter == null ? Duration.ZERO : retryAfter;
        Instant until = now.plus(asked.compareTo(wait) > 0 ? asked : wait);
        Instant ripe = pause.learn()
                ? plan.ripe(work.order().operation(), ordered, work.claimedAt(), work.tries(), now)
                : until;
        if (tells) {
            // After the change is sent, the order comes back with its first try.
            memory.pausesFrom(0);
        }
        boolean changed = !memory.json().equals(work.memory());
        Outcome.Wait waits = new Outcome.Wait(
                until, ripe.isBefore(until) ? until : ripe, why(rule, reply), changed ? memory.json() : null);
        return tells ? StatusUpdates.before(work, memory, waits) : waits;
    }

    private static Wording why(CompiledRule compiled, Reply reply) {
        AnswerRule rule = compiled.said(reply, OutcomeResolver.LONGEST_QUOTE);
        return rule.say().isEmpty() || rule.code() != null
                ? compiled.awaited(reply)
                        .map(status -> Wording.of("WHY.status", status))
                        .orElseGet(() -> Wording.of("WHY.not-there-yet"))
                : rule.say().wording();
    }

    /** Notes where the order stands when its step is followed; a change begins with the shortest pause again. */
    private static boolean notes(StepProgram followed, CompiledRule rule, Reply reply, OrderMemory memory, int tries) {
        ProgressMaker progress = rule.progress();
        if (!followed.step().tellOnChange()
                || progress == null
                || progress.state(reply).isEmpty()) {
            return false;
        }
        if (memory.progress(
                progress.state(reply), progress.message(reply), reply.scope().now())) {
            memory.pausesFrom(tries);
        }
        return StatusUpdates.isDue(reply.scope().work(), memory);
    }

    /**
     * Returns the outcome that continues with another step.
     *
     * @param retryAfter the time that the service wants before the next request, as a 202 or 303 may contain it; null for none
     */
    Outcome next(
            StepProgram step, CompiledRule compiled, Reply reply, OrderMemory memory, @Nullable Duration retryAfter) {
        AnswerRule rule = compiled.rule();
        Instant now = reply.scope().now();
        StepProgram next = steps.apply(reply.scope().work().order().operation(), rule.then());
        int visits = memory.visits(rule.then());
        if (rule.after() == null && visits >= MOST_ROUNDS) {
            return park(sentences.round());
        }
        Instant notBefore = visits > 1 ? now.plus(ROUND.after(visits - 1)) : null;
        if (rule.after() != null) {
            Duration pause = pause(step, rule.after(), memory.fits(compiled.key()));
            Duration until = step.settings().time(rule.after().until());
            if (until != null
                    && Duration.between(memory.firstOrderedAt(now), now).compareTo(until) >= 0) {
                return park(sentences.given(rule, "LIMIT"));
            }
            if (rule.when().times() == null) {
                memory.countFit(compiled.key());
            }
            notBefore = now.plus(pause);
        }
        if (retryAfter != null && (notBefore == null || notBefore.isBefore(now.plus(retryAfter)))) {
            notBefore = now.plus(retryAfter);
        }
        memory.countVisit(rule.then());
        return next(step, compiled, reply, memory, next, notBefore);
    }

    private Outcome next(
            StepProgram step,
            CompiledRule compiled,
            Reply reply,
            OrderMemory memory,
            StepProgram next,
            @Nullable Instant notBefore) {
        Instant now = reply.scope().now();
        Instant ripe = null;
        if (next.polls()) {
            // The pause separates polls; the first poll waits as long, too, or it would be early.
            Instant first = now.plus(next.pause().least());
            notBefore = notBefore == null || notBefore.isBefore(first) ? first : notBefore;
            // A look-up may have a pause like a poll, but an answer is pending only when it has found the order.
            boolean pending = step.polls() && memory.isOrdered();
            if (!pending) {
                memory.ordered(now);
            }
            if (!pending && next.pause().learn()) {
                Instant likely = plan.ripe(next.operation().name(), now, null, 0, now);
                ripe = likely.isBefore(notBefore) ? notBefore : likely;
            }
        }
        boolean tells = notes(next, compiled, reply, memory, 0);
        Outcome.Next goes = new Outcome.Next(
                compiled.rule().then(),
                notBefore,
                ripe,
                memory.json(),
                compiled.rule().limited() ? sentences.limitMet() : null,
                serviceId(step, compiled, reply, next, memory));
        return tells ? StatusUpdates.before(memory, goes) : goes;
    }

    /**
     * Returns the id by which the service knows the order: the one in the definition, else the remembered {@code id}, else the
     * address of the next poll, if only remembered values identify the order in it.
     */
    private static @Nullable String serviceId(
            StepProgram step, CompiledRule compiled, Reply reply, StepProgram next, OrderMemory memory) {
        if (compiled.rule().serviceId() != null) {
            return compiled.serviceId(reply).orElse(null);
        }
        JsonNode id = compiled.remembered(reply).path("id");
        if (!id.isValueNode()) {
            return next.answerOf(reply.scope(), memory.json()).orElse(null);
        }
        String path = step.step().address().replaceFirst("[?{].*$", "");
        String resource = step.resource(reply.scope()).orElse(path);
        return resource + "/" + id.asText();
    }

    private static Duration pause(StepProgram step, AnswerRule.After after, int times) {
        Duration first = step.settings().time(after.first(), Duration.ZERO);
        Duration longest = step.settings().time(after.doublingTo());
        return longest == null ? first : doubled(first, times, longest);
    }

    private static Duration doubled(Duration first, int times, Duration longest) {
        Duration pause = first.multipliedBy(1L << Math.min(Math.max(times, 0), MOST_DOUBLINGS));
        return pause.compareTo(longest) > 0 ? longest : pause;
    }

    private static Outcome park(Problem problem) {
        return new Outcome.Failed(problem, Remedy.PARK, null, null);
    }
}
