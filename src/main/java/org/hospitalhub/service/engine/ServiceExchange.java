package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpMethods;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.GuardedHttpClient;
import org.hospitalhub.calls.Request;
import org.hospitalhub.calls.SendNotifyingEntity;
import org.hospitalhub.calls.tokens.Credentials;
import org.hospitalhub.calls.tokens.NoTokenException;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.StepEndedException;
import org.hospitalhub.pacing.Budget;
import org.jspecify.annotations.Nullable;

/** Adapts the engine to Camel: the methods that the routes of defined services call. Bean {@code serviceExchange}. */
public final class ServiceExchange {

    private static final String WORK = "HubWork";
    private static final String CALL = "HubCall";
    private static final String ANSWER = "HubAnswer";
    private static final String CREDENTIALS = "HubCredentials";
    private static final String RENEWED = "HubRenewed";
    private static final String CHALLENGED = "HubChallenged";
    private static final String KEPT = "HubKept";
    private static final String STATUS = "HubStatus";
    private static final String END = "HubEnd";
    private static final String ENDPOINT = "HubEndpoint";
    /** More than one node can send in a window; the throttle keeps an object for each. */
    private static final int UNLIMITED = 100_000;

    private final Map<String, ServiceEngine> engines = new ConcurrentHashMap<>();
    private final DoorClients clients;
    private final Consumer<ClaimedStep> leaving;
    private final ConditionalGets gets;
    private final DoorExchange doors;
    /** Orders whose last tries had no permit for a repeat, with its reason. */
    private final Set<String> repeated = ConcurrentHashMap.newKeySet();

    /**
     * Creates the bean of the routes.
     *
     * @param configurers must be a repository of the routes' registry
     * @param leaving is called before the first byte of a request that has an effect is sent
     * @param gets makes GETs conditional
     */
    public ServiceExchange(
            List<ServiceEngine> engines,
            DoorClients clients,
            DoorConfigurerRepository configurers,
            Consumer<ClaimedStep> leaving,
            ConditionalGets gets) {
        engines.forEach(engine -> this.engines.put(engine.program().definition().name(), engine));
        this.clients = clients;
        this.doors = new DoorExchange(clients, configurers);
        this.leaving = leaving;
        this.gets = gets;
    }

    /** Replaces a service's definition and its clients; no exchange of the service may be inside the routes. */
    public void replace(ServiceEngine engine, CamelContext camel) {
        String service = engine.program().definition().name();
        engines.put(service, engine);
        doors.forget(service, camel);
    }

    /** Removes a service and its clients; no exchange of the service may be inside the routes. */
    public void remove(String service, CamelContext camel) {
        engines.remove(service);
        doors.forget(service, camel);
    }

    private ServiceEngine engine(ClaimedStep work) {
        ServiceEngine engine = engines.get(work.service());
        if (engine == null) {
            throw new IllegalArgumentException("no definition describes the service " + work.service());
        }
        return engine;
    }

    /** Creates the request of the step, or takes its kept answer, so that nothing is sent. */
    public void validate(Exchange exchange, @ExchangeProperty(WORK) ClaimedStep work) {
        Optional<Answer> kept = engine(work).keptAnswer(work);
        if (kept.isPresent()) {
            exchange.setProperty(ANSWER, kept.get());
        } else {
            exchange.setProperty(CALL, engine(work).request(work));
        }
    }

    /** Signs the body once for each try, also when the request is repeated with a new token. */
    public void sign(Exchange exchange, @ExchangeProperty(WORK) ClaimedStep work) {
        if (exchange.getProperty(ANSWER) != null) {
            return;
        }
        ServiceCall call = Objects.requireNonNull(exchange.getProperty(CALL, ServiceCall.class));
        exchange.setProperty(CALL, engine(work).signed(work, call, clients.signatures()));
    }

    /**
     * Prepares a call of a step's own route: the request of the definition, with the message's body if the route set one, or a
     * request with method, path and query from the usual headers.
     *
     * @throws StepEndedException when it cannot be sent; nothing was sent then
     */
    public void prepare(Exchange exchange, ClaimedStep work, String door) {
        if (!work.requests().mayLeave()) {
            throw new StepEndedException(new Outcome.Failed(OwnRouteExchange.tooManyCalls(), Remedy.PARK, null, null));
        }
        List.of(ANSWER, CREDENTIALS, RENEWED, CHALLENGED, KEPT).forEach(exchange::removeProperty);
        ServiceEngine engine = engine(work);
        if (!engine.program().definition().doors().containsKey(door)) {
            throw new IllegalArgumentException("service " + work.service() + " has no door " + door);
        }
        Message message = exchange.getMessage();
        if (message.getHeader(Exchange.HTTP_PATH) != null) {
            ServiceCall call = engine.through(work, OwnRouteExchange.call(message, door));
            exchange.setProperty(CALL, call);
            if (door(work, exchange).links() == null || !call.leadsAway()) {
                // Refuses a path that leads out of the door.
                door(work, exchange).base().with(call.path());
            }
        } else {
            ServiceCall call = OwnRouteExchange.with(engine.request(work), door, message);
            exchange.setProperty(
                    CALL,
                    call.unsigned() && OwnRouteExchange.isUntouched(message)
                            ? engine.signed(work, call, clients.signatures())
                            : call);
        }
    }

    /** Leaves the answer for an own route: its text in the body, its status in the property {@code HubStatus}. */
    public void show(Exchange exchange) {
        Answer answer = Objects.requireNonNull(exchange.getProperty(ANSWER, Answer.class));
        exchange.setProperty(STATUS, answer.status());
        exchange.getMessage().setBody(answer.body());
    }

    /**
     * Returns whether a request is to be sent: the first one, one more with the answer to a challenge and one more with new
     * credentials, if there is a permit for it. Without one the step ends and is tried again with another permit, once for each
     * reason; nothing was processed.
     *
     * @throws StepEndedException when it is tried again
     */
    public boolean asks(Exchange exchange, @ExchangeProperty(WORK) ClaimedStep work) {
        return asks(exchange, work, true);
    }

    /**
     * Returns whether a request of an own route is to be sent. A repeat after other requests of the route does without a permit
     * when there is none, because what the route sent before must not be sent again.
     *
     * @throws StepEndedException when it is tried again
     */
    public boolean asksOfOwnRoute(Exchange exchange, ClaimedStep work) {
        return asks(exchange, work, work.requests().sent() <= 1);
    }

    private boolean asks(Exchange exchange, ClaimedStep work, boolean mayEnd) {
        Answer answer = exchange.getProperty(ANSWER, Answer.class);
        if (answer == null) {
            return true;
        }
        Credentials used = exchange.getProperty(CREDENTIALS, Credentials.class);
        if (used == null) {
            return false;
        }
        DoorClients.ReadyDoor door = door(work, exchange);
        String reason = repeatReason(exchange, door, answer, used);
        if (reason != null && (!mayEnd || work.requests().mayLeave())) {
            exchange.setProperty(reason, true);
            work.requests().answered(false);
            return true;
        }
        door.authentication().learn(answer);
        if (reason == null || !repeated.add(work.order().id() + " " + reason)) {
            return false;
        }
        work.requests().answered(false);
        throw new StepEndedException(engine(work).again());
    }

    /** Returns the property that records why a request is repeated, null when it is not. */
    private static @Nullable String repeatReason(
            Exchange exchange, DoorClients.ReadyDoor door, Answer answer, Credentials used) {
        if (exchange.getProperty(CHALLENGED) == null && door.authentication().challenged(answer)) {
            return CHALLENGED;
        }
        return exchange.getProperty(RENEWED) == null && door.renews(answer, used) ? RENEWED : null;
    }

    /** Returns how many requests this node lets through in a window, as a second guard after the ledger's permits. */
    public int limit(@ExchangeProperty(WORK) ClaimedStep work) {
        ServiceProgram program = engine(work).program();
        Budget budget = program.budget();
        // When some steps do not count for the limit, more calls than the limit are correct.
        boolean all = program.stepNames().stream()
                .allMatch(step -> program.budgets(step).contains(budget.name()));
        return budget.isUnlimited() || !all ? UNLIMITED : budget.limit();
    }

    /** Ends the step when its permit is too old to be used. */
    public void permit(@ExchangeProperty(WORK) ClaimedStep work) {
        engine(work).checkPermit(work);
    }

    /** Turns the call into the message that the HTTP component sends. */
    public void dress(Exchange exchange, @ExchangeProperty(WORK) ClaimedStep work) {
        ServiceCall call = Objects.requireNonNull(exchange.getProperty(CALL, ServiceCall.class));
        refuseUnsigned(call);
        DoorClients.ReadyDoor door = door(work, exchange);
        DoorExchange.Target target = DoorExchange.target(door, call)
                .orElseThrow(() -> new StepEndedException(engine(work).linkNotAllowed()));
        if (door.countsLogIn()) {
            work.requests().next();
        }
        // Where a step may send several, the ledger frees the permits of those that were not needed.
        work.requests().next();
        exchange.setProperty(ENDPOINT, doors.endpoint(work.service(), call, door, target));
        Message message = exchange.getMessage();
        // As the component's own type: for a text, Camel would search all type converters at every call.
        message.setHeader(Exchange.HTTP_METHOD, HttpMethods.valueOf(call.method()));
        message.setHeader(Exchange.HTTP_PATH, target.path());
        if (call.query() != null) {
            message.setHeader(Exchange.HTTP_RAW_QUERY, call.query());
        }
        call.headers().forEach(message::setHeader);
        askOnlyForChanges(exchange, work, call);
        Credentials credentials = credentials(exchange, work, door);
        byte[] body = authenticated(exchange, work, door, () -> target.address(call.query()), credentials);
        message.setBody(
                body == null || (call.method().equals("DELETE") && body.length == 0)
                        ? null
                        : new SendNotifyingEntity(body, call.contentType(), () -> leaves(call, work)));
    }

    /** Sets headers and query of an authentication that depends on the request, and returns the body with what it adds. */
    private byte @Nullable [] authenticated(
            Exchange exchange,
            ClaimedStep work,
            DoorClients.ReadyDoor door,
            Supplier<URI> address,
            Credentials credentials) {
        ServiceCall call = Objects.requireNonNull(exchange.getProperty(CALL, ServiceCall.class));
        Answer challenge = exchange.getProperty(ANSWER, Answer.class);
        try {
            Optional<Request> request = door.authenticated(call, address, credentials, challenge);
            if (request.isEmpty()) {
                credentials.headers().forEach(exchange.getMessage()::setHeader);
                return call.body();
            }
            request.get().headers().forEach(exchange.getMessage()::setHeader);
            String query = request.get().address().getRawQuery();
            if (query != null) {
                exchange.getMessage().setHeader(Exchange.HTTP_RAW_QUERY, query);
            }
            return request.get().body();
        } catch (IllegalArgumentException impossible) {
            throw new StepEndedException(engine(work).notSendable(String.valueOf(impossible.getMessage())));
        } catch (UnsignableException unsignable) {
            throw RequestBuilder.ended(unsignable);
        } catch (NoTokenException none) {
            throw noToken(work, door, none);
        }
    }

    private void askOnlyForChanges(Exchange exchange, ClaimedStep work, ServiceCall call) {
        gets.find(work.service(), call).ifPresent(kept -> {
            exchange.setProperty(KEPT, kept);
            kept.conditions().forEach(exchange.getMessage()::setHeader);
        });
    }

    /** Throws when a signature is missing: a hospital's own route may have no sign step. */
    private static void refuseUnsigned(ServiceCall call) {
        if (call.unsigned()) {
            Problem problem = Problem.of("NOT_SIGNED", "NOT_SIGNED");
            throw new StepEndedException(new Outcome.Failed(problem, Remedy.PARK, null, null));
        }
    }

    private void leaves(ServiceCall call, ClaimedStep work) {
        if (call.recordsSending()) {
            leaving.accept(work);
        }
    }

    /** A log-in that fails is never unsure: nothing of the order has left. */
    private Credentials credentials(Exchange exchange, ClaimedStep work, DoorClients.ReadyDoor door) {
        try {
            Credentials credentials = door.authentication().credentials();
            exchange.setProperty(CREDENTIALS, credentials);
            return credentials;
        } catch (NoTokenException none) {
            throw noToken(work, door, none);
        }
    }

    private StepEndedException noToken(ClaimedStep work, DoorClients.ReadyDoor door, NoTokenException none) {
        return new StepEndedException(engine(work).noToken(none, door.account().name()));
    }

    /** Reads the answer; for 304 it is the stored one. */
    public void read(Exchange exchange, @ExchangeProperty(WORK) ClaimedStep work) {
        ServiceCall call = Objects.requireNonNull(exchange.getProperty(CALL, ServiceCall.class));
        ConditionalGets.Kept kept = exchange.getProperty(KEPT, ConditionalGets.Kept.class);
        if (call.recordsSending()) {
            work.requests().answered(true);
        }
        StepProgram step = engine(work).step(work);
        exchange.setProperty(ANSWER, gets.whole(step, work.service(), call, received(exchange), kept));
        exchange.getMessage().setBody(null);
    }

    private static Answer received(Exchange exchange) {
        Message message = exchange.getMessage();
        Map<String, List<String>> headers = new LinkedHashMap<>();
        message.getHeaders().forEach((name, value) -> {
            if (!name.regionMatches(true, 0, "Camel", 0, 5) && !name.equalsIgnoreCase(GuardedHttpClient.CERTIFICATE)) {
                headers.put(
                        name,
                        value instanceof List<?> several
                                ? several.stream().map(String::valueOf).toList()
                                : List.of(String.valueOf(value)));
            }
        });
        byte[] body = message.getBody(byte[].class);
        return new Answer(
                Objects.requireNonNullElse(message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class), 0),
                headers,
                body == null ? new byte[0] : body,
                "sent".equals(message.getHeader(GuardedHttpClient.CERTIFICATE)));
    }

    /** Returns the newest state of a followed order. */
    public ObjectNode progressEvent(@ExchangeProperty(WORK) ClaimedStep work) {
        return StatusUpdates.newest(work.memory());
    }

    /** Returns how an order continues after a status update was sent. */
    public Outcome progressDelivered(@ExchangeProperty(WORK) ClaimedStep work, @Body Outcome sent) {
        return StatusUpdates.delivered(work, sent);
    }

    /** Replaces the body by the outcome of the answer. */
    public void outcome(Exchange exchange, @ExchangeProperty(WORK) ClaimedStep work) {
        forgetRepeats(work);
        Outcome outcome =
                engine(work).outcome(work, Objects.requireNonNull(exchange.getProperty(ANSWER, Answer.class)));
        exchange.setProperty(END, word(outcome));
        exchange.getMessage().setBody(outcome);
    }

    /** Returns the outcome of a failed step by the definition of its service; empty when the definition has no rule for it. */
    public Optional<Outcome> failed(Exchange exchange, Throwable failure) {
        ClaimedStep work = exchange.getProperty(WORK, ClaimedStep.class);
        if (work == null) {
            return Optional.empty();
        }
        ServiceEngine engine = engines.get(work.service());
        if (engine == null) {
            return Optional.empty();
        }
        if (!(failure instanceof StepEndedException)) {
            forgetRepeats(work);
        }
        boolean called = exchange.getProperty(ENDPOINT) != null;
        return engine.failed(work, called ? door(work, exchange) : null, failure);
    }

    private void forgetRepeats(ClaimedStep work) {
        List.of(CHALLENGED, RENEWED)
                .forEach(reason -> repeated.remove(work.order().id() + " " + reason));
    }

    private static String word(Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            return failed.remedy() == Remedy.PARK ? "parked" : "retry";
        }
        return outcome instanceof Outcome.Wait
                ? "wait"
                : outcome instanceof Outcome.Done ? "done" : outcome instanceof Outcome.Refused ? "refused" : "next";
    }

    private DoorClients.ReadyDoor door(ClaimedStep work, Exchange exchange) {
        ServiceCall call = Objects.requireNonNull(exchange.getProperty(CALL, ServiceCall.class));
        ServiceProgram program = engine(work).program();
        return doors.door(program, call.door(), call.doorValues());
    }

    /** Returns the doors, for log-ins that no order asks for. */
    DoorExchange doors() {
        return doors;
    }

    /** Finds what is run for a service. */
    Optional<ServiceProgram> program(String service) {
        return Optional.ofNullable(engines.get(service)).map(ServiceEngine::program);
    }
}
