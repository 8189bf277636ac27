package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.media.Body;
import org.hospitalhub.calls.media.BodyReader;
import org.hospitalhub.calls.tokens.NoTokenException;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.StepEndedException;
import org.hospitalhub.pacing.PollPlan;
import org.hospitalhub.service.definition.Door;
import org.jspecify.annotations.Nullable;

/** Runs one service's definition: creates requests from claimed steps, and outcomes from answers. */
public final class ServiceEngine {

    private final ServiceProgram program;
    private final InstantSource clock;
    private final ServiceMessages sentences;
    private final RequestBuilder requests;
    private final OutcomeResolver outcomes;
    private final CallFailures failures;
    private final Map<String, BodyReader> readers = new HashMap<>();
    private final Map<String, SignedAnswers> signed = new HashMap<>();

    /**
     * Creates the engine of a service.
     *
     * @param plan decides when a poll is worth a request
     */
    public ServiceEngine(ServiceProgram program, PollPlan plan, InstantSource clock) {
        this(program, plan, true, clock);
    }

    /**
     * Creates the engine of a service.
     *
     * @param verifies false for a trial, whose answers nobody signs
     */
    ServiceEngine(ServiceProgram program, PollPlan plan, boolean verifies, InstantSource clock) {
        this.program = program;
        this.clock = clock;
        this.sentences = new ServiceMessages(program.definition());
        this.requests = new RequestBuilder(sentences, program.settings().tree(), clock);
        this.failures = new CallFailures(program.definition().failures(), sentences);
        this.outcomes = new OutcomeResolver(
                sentences, new Transitions(sentences, plan, program::step), new ResultChecks(program, clock));
        for (StepProgram step : program.steps()) {
            readers.computeIfAbsent(reading(step), key -> new BodyReader(DoorReading.of(step, program.settings())));
            Door door = step.door();
            Door.SignedBy by = door.read().signed();
            if (by != null) {
                signed.computeIfAbsent(door.name(), name -> new SignedAnswers(by, program.settings(), verifies, clock));
            }
        }
    }

    private static String reading(StepProgram step) {
        return step.door().name() + " " + step.media();
    }

    /**
     * Returns the request of a claimed step.
     *
     * @throws StepEndedException when it cannot be created; nothing is sent then
     */
    public ServiceCall request(ClaimedStep work) {
        return requests.of(step(work), work);
    }

    /**
     * Returns the request with a signed body if its step is signed, else the unchanged request.
     *
     * @throws StepEndedException when the document cannot be signed or the key is not available; nothing is sent then
     */
    public ServiceCall signed(ClaimedStep work, ServiceCall call, Signatures signatures) {
        return call.unsigned() ? requests.signed(step(work), work, call, signatures.of(program)) : call;
    }

    /** Returns the content that a step signs, as text; null when it signs nothing. */
    @Nullable
    String toSign(ClaimedStep work) {
        return requests.toSign(step(work), work);
    }

    /**
     * Checks that the permit of a claimed step may still be used: a request that is sent later could count in another window.
     *
     * @throws StepEndedException when it is too old
     */
    public void checkPermit(ClaimedStep work) {
        Duration valid = program.permitValid();
        if (valid != null && Duration.between(work.claimedAt(), clock.instant()).compareTo(valid) > 0) {
            throw new StepEndedException(new Outcome.Failed(sentences.oldPermit(), Remedy.AGAIN, null, null));
        }
    }

    /**
     * Returns the outcome of a call without an answer; empty when the definition has no rule, so that the class of the failure
     * decides.
     *
     * @param door door that was called; null when the failure was before that
     */
    Optional<Outcome> failed(ClaimedStep work, DoorClients.@Nullable ReadyDoor door, Throwable failure) {
        StepProgram step = step(work);
        String limit = step.door().answerLimit();
        return failures.outcome(
                new CallFailures.FailedCall(
                        door,
                        step.harmless(scope(step, work, null, null)),
                        program.settings().named(limit)),
                failure);
    }

    /** Returns what it means that there is no token for a call; nothing of the order has left. */
    Outcome noToken(NoTokenException none, String account) {
        return failures.noToken(none, account);
    }

    /** Returns what it means that a link of an answer leads to a host that is not allowed. */
    Outcome linkNotAllowed() {
        return failures.linkNotAllowed();
    }

    /** Returns that the step is tried again at once, with a permit of its own. */
    Outcome again() {
        return new Outcome.Failed(sentences.newLogIn(), Outcome.Remedy.AGAIN, null, null);
    }

    /** Returns what it means that a request cannot be sent as it is. */
    Outcome notSendable(String why) {
        return new Outcome.Failed(sentences.unwritable(why), Outcome.Remedy.PARK, null, null);
    }

    /** Returns a call that an own route describes, with the headers of its door, and what the door's texts take of the order. */
    ServiceCall through(ClaimedStep work, ServiceCall call) {
        Door door = Objects.requireNonNull(program.definition().doors().get(call.door()));
        Scope scope = scope(step(work), work, null, null);
        Map<String, String> headers = new LinkedHashMap<>(call.headers());
        if (door.accept() != null) {
            headers.put("Accept", program.settings().resolve(door.accept()));
        }
        door.headers().forEach((name, text) -> {
            String value = Text.of(text, program.settings()).render(scope);
            if (value != null && !value.isEmpty()) {
                headers.put(name, value);
            }
        });
        return call.through(StepProgram.doorValues(door, scope), headers);
    }

    /** Returns the id of the message that a step sends. */
    String messageId(ClaimedStep work) {
        return scope(step(work), work, null, null).messageId();
    }

    private Scope scope(StepProgram step, ClaimedStep work, @Nullable Answer answer, @Nullable JsonNode tree) {
        return step.withValues(
                new Scope(work, program.settings().tree(), step.operation().words(), clock.instant(), answer, tree));
    }

    /** Returns the outcome of an answer. */
    public Outcome outcome(ClaimedStep work, Answer answer) {
        return outcomes.of(step(work), reply(work, answer));
    }

    /** Returns an answer that is read again because no result could be computed from it; nothing is sent then. */
    Optional<Answer> keptAnswer(ClaimedStep work) {
        return new OrderMemory(work.memory()).answer(work.step());
    }

    /** Returns why lines of the step's own table with the status of an answer do not fit it. */
    List<String> misfits(ClaimedStep work, Answer answer) {
        return step(work).misfits(reply(work, answer));
    }

    private Reply reply(ClaimedStep work, Answer answer) {
        StepProgram step = step(work);
        BodyReader reader = readers.get(reading(step));
        if (reader == null) {
            throw new IllegalStateException("door " + step.door().name() + " has no reader");
        }
        SignedAnswers signatures = signed.get(step.door().name());
        Body body = signatures == null ? reader.read(answer) : signatures.read(answer, reader);
        Scope scope = scope(step, work, answer, body.tree());
        scope.put("text", JsonNodeFactory.instance.textNode(Objects.requireNonNullElse(body.text(), "")));
        return new Reply(answer, body, scope, step.limitWords(), step.answerMedia());
    }

    StepProgram step(ClaimedStep work) {
        return program.step(work.order().operation(), work.step());
    }

    /** Returns the compiled definition. */
    public ServiceProgram program() {
        return program;
    }
}
