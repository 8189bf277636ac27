package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.Request;
import org.hospitalhub.calls.tokens.Credentials;
import org.hospitalhub.calls.tokens.NoTokenException;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.State;
import org.hospitalhub.ledger.StepEndedException;
import org.hospitalhub.ledger.StoredJson;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.service.definition.OperationDefinition;
import org.hospitalhub.service.definition.StepDefinition;
import org.hospitalhub.service.definition.StepDefinition.Unsure;
import org.hospitalhub.service.expression.Expression;
import org.hospitalhub.service.expression.WrongExpressionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs an operation for the author of a definition ({@code hub service try}): with the engine's requests, but without ledger and
 * routes.
 */
public final class TrialRun {

    /** Id of the order of every trial. */
    public static final String ORDER = "00000000-0000-7000-8000-000000000001";

    private static final int MOST_TRIES = 40;
    private static final int MOST_LOST = 3;
    private static final String NOT_MADE = "bm90IG1hZGU=";
    private static final int NOT_PLAYED = 501;
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final ObjectMapper JSON = new JsonMapper(StoredJson.factory());

    private final ServiceEngine engine;
    private final ServiceEngine shown;
    private final OperationDefinition operation;
    private final byte[] payload;
    private final InstantSource clock;
    private final Map<String, DoorClients.ReadyDoor> doors = new HashMap<>();

    private String step;
    private Instant enteredAt;
    private int tries;
    private int lost;
    private List<String> misfits = List.of();
    private ObjectNode memory = JsonNodeFactory.instance.objectNode();

    /**
     * Creates a run.
     *
     * @param program program with the settings that are sent
     * @param masked same program with the settings that are shown
     * @param payload checked payload, UTF-8 JSON
     */
    public TrialRun(
            ServiceProgram program,
            ServiceProgram masked,
            OperationDefinition operation,
            byte[] payload,
            InstantSource clock) {
        this.engine = new ServiceEngine(program, TrialRun::always, false, clock);
        this.shown = new ServiceEngine(masked, TrialRun::always, false, clock);
        this.operation = operation;
        this.payload = payload.clone();
        this.clock = clock;
        this.step = operation.start();
        this.enteredAt = clock.instant();
    }

    /** Returns why lines with the status of the last answer did not fit it. */
    public List<String> misfits() {
        return misfits;
    }

    /**
     * Returns the request of the first step without sending it.
     *
     * @throws StepEndedException when it cannot be created
     */
    public RequestPreview preview() {
        skipOwnRoutes();
        return preview(work(1));
    }

    private RequestPreview preview(ClaimedStep work) {
        return RequestPreview.of(
                shown.program().step(operation.name(), work.step()),
                shown.request(work),
                shown.toSign(work),
                shown.messageId(work));
    }

    private static Instant always(String name, Instant orderedAt, @Nullable Instant lastAsked, int asked, Instant now) {
        return now;
    }

    private StepProgram program(String name) {
        return engine.program().step(operation.name(), name);
    }

    /** A service that is played and not called. */
    @FunctionalInterface
    public interface Service {
        /**
         * Returns the answer to a request.
         *
         * @throws IOException when there is no complete answer
         */
        Answer answer(RequestPreview request) throws IOException;
    }

    /** Sends the request of a step. */
    @FunctionalInterface
    private interface Caller {
        Answer call(ClaimedStep work, RequestPreview request) throws IOException, NoTokenException;
    }

    /** Runs all steps with the answers of a played service, without signing and logging in. */
    public Outcome run(Service service) {
        return run((work, request) -> service.answer(request), pause -> {}, (request, answer) -> {});
    }

    /**
     * Runs all steps, with pauses of 0.1 s.
     *
     * @param seen gets each request with its answer, null when there was none
     * @return final outcome of the order; {@code Failed} when it would be parked
     */
    public Outcome run(
            DoorClients clients, Consumer<Duration> pause, BiConsumer<RequestPreview, @Nullable Answer> seen) {
        return run((work, request) -> call(work, request, clients), pause, seen);
    }

    private Outcome run(Caller caller, Consumer<Duration> pause, BiConsumer<RequestPreview, @Nullable Answer> seen) {
        for (int attempt = 1; attempt <= MOST_TRIES; attempt++) {
            skipOwnRoutes();
            Outcome outcome = attempt(work(attempt), caller, seen);
            if (ends(outcome)) {
                return outcome;
            }
            if (outcome instanceof Outcome.Unsure unsure && !afterUnsure()) {
                return failed("UNSURE", "It is not known whether the request arrived", unsure.whatWasSent());
            }
            move(outcome);
            pause.accept(SHORT);
        }
        return failed("TRIAL", "No end", "The operation did not end within " + MOST_TRIES + " requests.");
    }

    private static boolean ends(Outcome outcome) {
        return outcome instanceof Outcome.Done
                || outcome instanceof Outcome.Refused
                || (outcome instanceof Outcome.Failed failed && failed.remedy() == Remedy.PARK);
    }

    private static Outcome failed(String code, String title, String detail) {
        return new Outcome.Failed(new Problem(code, title, detail), Remedy.PARK, null, null);
    }

    private boolean afterUnsure() {
        Unsure unsure = program(step).step().unsure();
        if (unsure instanceof Unsure.LookUp lookUp) {
            enter(lookUp.step());
            return true;
        }
        return unsure instanceof Unsure.Repeat
                || (unsure instanceof Unsure.RepeatOnce && tries < 2)
                || (unsure instanceof Unsure.RepeatIf rule && harmless(rule));
    }

    private boolean harmless(Unsure.RepeatIf rule) {
        try {
            JsonNode stored = JSON.readTree(payload);
            return Expression.isTrue(Expression.compile(rule.condition()).apply(stored, Map.of("payload", stored)));
        } catch (IOException | WrongExpressionException otherShape) {
            return false;
        }
    }

    /** Returns the reachable steps that own routes replace: a trial runs the definition's step instead. */
    public List<String> ownRoutes() {
        String folder = "routes/" + engine.program().definition().name() + "-";
        return operation.steps().values().stream()
                .filter(one -> one.route() != null
                        || engine.program().definition().folder().text(folder + one.name() + ".camel.yaml") != null)
                .map(StepDefinition::name)
                .toList();
    }

    /** Goes on behind steps that only an own route describes, with a mark in place of what their beans remember. */
    private void skipOwnRoutes() {
        for (int skipped = 0; skipped < MOST_TRIES; skipped++) {
            StepDefinition here = program(step).step();
            if (here.describesRequest() || here.leadsTo().isEmpty()) {
                return;
            }
            here.remembers().forEach(name -> memory.put(name, NOT_MADE));
            enter(here.leadsTo().get(0));
        }
    }

    private void move(Outcome outcome) {
        if (outcome instanceof Outcome.Next next) {
            keep(next.memory());
            enter(next.step());
        } else if (outcome instanceof Outcome.Wait wait) {
            keep(wait.memory());
        }
    }

    private void enter(String next) {
        step = next;
        tries = 0;
        enteredAt = clock.instant();
    }

    private void keep(@Nullable ObjectNode left) {
        if (left != null) {
            memory = left;
        }
    }

    private Outcome attempt(ClaimedStep work, Caller caller, BiConsumer<RequestPreview, @Nullable Answer> seen) {
        boolean effect = !program(work.step()).step().isSafe();
        Optional<Answer> kept = engine.keptAnswer(work);
        if (kept.isPresent()) {
            return engine.outcome(work, kept.get());
        }
        try {
            RequestPreview preview = preview(work);
            try {
                Answer answer = caller.call(work, preview);
                lost = 0;
                seen.accept(preview, answer);
                misfits = engine.misfits(work, answer);
                return answer.status() == NOT_PLAYED ? notPlayed(work, answer) : engine.outcome(work, answer);
            } catch (IOException ended) {
                seen.accept(preview, null);
                if (++lost >= MOST_LOST) {
                    return failed(
                            "NO_ANSWER",
                            "There is no answer",
                            "Three requests in a row: " + ended.getClass().getSimpleName() + ".");
                }
                return effect
                        ? new Outcome.Unsure(Wording.of("UNSURE.no-whole-answer", preview.method()))
                        : new Outcome.Failed(Problem.of("NO_ANSWER", "NO_ANSWER"), Remedy.RETRY, null, null);
            }
        } catch (StepEndedException ended) {
            return ended.outcome();
        } catch (NoTokenException none) {
            return failed("LOG_IN", "There is no token for the call", String.valueOf(none.getMessage()));
        }
    }

    /** Returns the outcome when the stub or example has no answer; repeating the request would not change that. */
    private static Outcome notPlayed(ClaimedStep work, Answer answer) {
        return failed(
                "NOT_PLAYED",
                "No example answers the step " + work.step(),
                new String(answer.body(), StandardCharsets.UTF_8) + " Write what it answers at answers: {" + work.step()
                        + ": …} of an example.");
    }

    private Answer call(ClaimedStep work, RequestPreview preview, DoorClients clients)
            throws IOException, NoTokenException {
        ServiceCall call = engine.signed(work, engine.request(work), clients.signatures());
        DoorClients.ReadyDoor door = doors.computeIfAbsent(
                call.door() + call.doorValues(),
                name -> clients.ready(engine.program(), program(work.step()).door(), call.doorValues()));
        return send(door, call, preview.address());
    }

    /** Sends the request, once more with the answer to a challenge, and once more with new credentials. */
    private Answer send(DoorClients.ReadyDoor door, ServiceCall call, URI address)
            throws IOException, NoTokenException {
        Credentials used = door.authentication().credentials();
        Answer answer = door.client().send(request(door, call, address, used, null));
        if (door.authentication().challenged(answer)) {
            answer = door.client().send(request(door, call, address, used, answer));
        }
        if (door.renews(answer, used)) {
            Credentials fresh = door.authentication().credentials();
            answer = door.client().send(request(door, call, address, fresh, answer));
        }
        door.authentication().learn(answer);
        return answer;
    }

    private Request request(
            DoorClients.ReadyDoor door,
            ServiceCall call,
            URI address,
            Credentials credentials,
            @Nullable Answer challenge) {
        try {
            return door.authenticated(call, () -> address, credentials, challenge)
                    .orElseGet(() -> call.request(address).with(credentials.headers()));
        } catch (IllegalArgumentException impossible) {
            throw new StepEndedException(engine.notSendable(String.valueOf(impossible.getMessage())));
        } catch (UnsignableException unsignable) {
            throw RequestBuilder.ended(unsignable);
        }
    }

    private ClaimedStep work(int attempt) {
        tries++;
        Instant now = clock.instant();
        Order order = new Order(
                ORDER,
                operation.name(),
                State.WORKING,
                "trial",
                Priority.NORMAL,
                "trial",
                new Address.Ask(),
                step,
                attempt,
                now,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                null);
        return new ClaimedStep(order, operation.service(), step, attempt, tries, enteredAt, now, payload, memory);
    }
}
