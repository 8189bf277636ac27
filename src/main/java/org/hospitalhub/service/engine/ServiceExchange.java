package org.hospitalhub.service.engine;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpMethods;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.GuardedHttpClient;
import org.hospitalhub.calls.LeavingEntity;
import org.hospitalhub.calls.tokens.Credentials;
import org.hospitalhub.calls.tokens.NoTokenException;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.StepEndedException;
import org.hospitalhub.pacing.Budget;

/** The skin between the routes of all services that definitions describe and the engine; bean {@code serviceExchange}. */
public final class ServiceExchange {

    private static final String WORK = "HubWork";
    private static final String CALL = "HubCall";
    private static final String ANSWER = "HubAnswer";
    private static final String CREDENTIALS = "HubCredentials";
    private static final String RENEWED = "HubRenewed";
    private static final String END = "HubEnd";
    private static final String ENDPOINT = "HubEndpoint";
    private static final String OPTIONS = "?bridgeEndpoint=true&copyHeaders=false&disableStreamCache=true"
            + "&followRedirects=false&throwExceptionOnFailure=false&httpClientConfigurer=#";

    /** More than one node can send in a window; the throttle keeps an object for each. */
    private static final int UNLIMITED = 100_000;

    private final Map<String, ServiceEngine> engines = new HashMap<>();
    private final DoorClients clients;
    private final Consumer<ClaimedStep> leaving;
    private final Map<String, DoorClients.ReadyDoor> doors = new ConcurrentHashMap<>();

    /**
     * Makes the bean of the routes.
     *
     * @param leaving is told before the first byte of a request leaves that changes something
     */
    public ServiceExchange(List<ServiceEngine> engines, DoorClients clients, Consumer<ClaimedStep> leaving) {
        engines.forEach(engine -> this.engines.put(engine.program().definition().name(), engine));
        this.clients = clients;
        this.leaving = leaving;
    }

    private ServiceEngine engine(ClaimedStep work) {
        ServiceEngine engine = engines.get(work.service());
        if (engine == null) {
            throw new IllegalArgumentException("no definition describes the service " + work.service());
        }
        return engine;
    }

    /** Makes the request of the step. */
    public void validate(Exchange exchange, @ExchangeProperty(WORK) ClaimedStep work) {
        exchange.setProperty(CALL, engine(work).request(work));
    }

    /** Signs what is sent; once for each try, whatever is asked again with a fresh token. */
    public void sign(Exchange exchange, @ExchangeProperty(WORK) ClaimedStep work) {
        ServiceCall call = Objects.requireNonNull(exchange.getProperty(CALL, ServiceCall.class));
        exchange.setProperty(CALL, engine(work).signed(work, call, clients.signatures()));
    }

    /** Returns whether there is something to ask: at first, and once more with a fresh token. */
    public boolean asks(Exchange exchange, @ExchangeProperty(WORK) ClaimedStep work) {
        Answer answer = exchange.getProperty(ANSWER, Answer.class);
        if (answer == null) {
            return true;
        }
        Credentials used = exchange.getProperty(CREDENTIALS, Credentials.class);
        boolean again = answer.status() == 401
                && exchange.getProperty(RENEWED) == null
                && used != null
                && door(work, exchange).authentication().refused(used);
        if (again) {
            exchange.setProperty(RENEWED, true);
        }
        return again;
    }

    /** Returns how many requests this node lets through in a window: the second guard behind the ledger's permits. */
    public int limit(@ExchangeProperty(WORK) ClaimedStep work) {
        Budget budget = engine(work).program().budget();
        return budget.isUnlimited() ? UNLIMITED : budget.limit();
    }

    /** Ends the step when its permit is too old to be used. */
    public void permit(@ExchangeProperty(WORK) ClaimedStep work) {
        engine(work).checkPermit(work);
    }

    /** Turns the call into what the http component sends. */
    public void dress(Exchange exchange, @ExchangeProperty(WORK) ClaimedStep work) {
        ServiceCall call = Objects.requireNonNull(exchange.getProperty(CALL, ServiceCall.class));
        refuseUnsigned(call);
        DoorClients.ReadyDoor door = door(work, exchange);
        exchange.setProperty(ENDPOINT, endpoint(exchange.getContext(), work, call, door));
        Message message = exchange.getMessage();
        // As the component's own type: a word would be looked up among all converters at every call.
        message.setHeader(Exchange.HTTP_METHOD, HttpMethods.valueOf(call.method()));
        message.setHeader(Exchange.HTTP_PATH, call.path());
        if (call.query() != null) {
            message.setHeader(Exchange.HTTP_RAW_QUERY, call.query());
        }
        call.headers().forEach(message::setHeader);
        credentials(exchange, door).headers().forEach(message::setHeader);
        byte[] body = call.body();
        message.setBody(
                body == null || (call.method().equals("DELETE") && body.length == 0)
                        ? null
                        : new LeavingEntity(body, call.contentType(), () -> leaves(call, work)));
    }

    /** A route of the hospital's own may have no sign step. */
    private static void refuseUnsigned(ServiceCall call) {
        if (call.unsigned()) {
            Problem problem = Problem.of("NOT_SIGNED", "NOT_SIGNED");
            throw new StepEndedException(new Outcome.Failed(problem, Remedy.PARK, null, null));
        }
    }

    private void leaves(ServiceCall call, ClaimedStep work) {
        if (call.tells()) {
            leaving.accept(work);
        }
    }

    /** A log-in that fails is never unsure: nothing of the order has left. */
    private static Credentials credentials(Exchange exchange, DoorClients.ReadyDoor door) {
        try {
            Credentials credentials = door.authentication().credentials();
            exchange.setProperty(CREDENTIALS, credentials);
            return credentials;
        } catch (NoTokenException none) {
            Problem problem = Problem.of("LOG_IN", "LOG_IN", String.valueOf(none.getMessage()));
            Outcome.Failed failed =
                    new Outcome.Failed(problem, none.passes() ? Remedy.RETRY : Remedy.PARK, none.retryAfter(), null);
            throw new StepEndedException(none.passes() ? failed : failed.because(Outcome.Refusal.ALL));
        }
    }

    /** Reads what came back. */
    public void read(Exchange exchange) {
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
        exchange.setProperty(
                ANSWER,
                new Answer(
                        Objects.requireNonNullElse(message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class), 0),
                        headers,
                        body == null ? new byte[0] : body,
                        "sent".equals(message.getHeader(GuardedHttpClient.CERTIFICATE))));
        message.setBody(null);
    }

    /** Leaves the outcome that the answer means in the body. */
    public void outcome(Exchange exchange, @ExchangeProperty(WORK) ClaimedStep work) {
        Outcome outcome =
                engine(work).outcome(work, Objects.requireNonNull(exchange.getProperty(ANSWER, Answer.class)));
        exchange.setProperty(END, word(outcome));
        exchange.getMessage().setBody(outcome);
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
        return doors.computeIfAbsent(
                work.service() + "-" + call.door(),
                name -> clients.ready(
                        program,
                        Objects.requireNonNull(program.definition().doors().get(call.door()))));
    }

    /** One endpoint, and with it one client, for each door. */
    private static String endpoint(CamelContext camel, ClaimedStep work, ServiceCall call, DoorClients.ReadyDoor door) {
        String name = "door-" + work.service() + "-" + call.door();
        if (camel.getRegistry().lookupByName(name) == null) {
            camel.getRegistry().bind(name, (HttpClientConfigurer) door.client()::configure);
        }
        return door.base() + OPTIONS + name;
    }
}
