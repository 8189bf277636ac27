package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.hospitalhub.sandbox.Call;
import org.hospitalhub.sandbox.Reply;
import org.hospitalhub.sandbox.Routes;
import org.hospitalhub.sandbox.Simulator;
import org.jspecify.annotations.Nullable;

/**
 * Ukraine's eHealth for contract requests: OAuth, initialize, upload, create with all rules of the description, the decision, the
 * signatures; answers under {@code /ehealth/}, controlled under {@code /sandbox/ehealth/} (docs/sandbox-ehealth.md).
 *
 * <p>One call at a time changes the state. Time is the clock's: what falls due happens at the next call.
 */
public final class EhealthSimulator implements Simulator {

    static final String ROOT = "/ehealth";
    private static final Pattern REQUEST_ID = Pattern.compile("[!-~]{1,100}");

    private static final String CONTROL = "/sandbox/ehealth/";

    private final InstantSource clock;
    private final State state;
    private final Gateway gateway;
    private final OAuth oauth;
    private final Storage storage;
    private final TimedTransitions clockwork;
    private final ContractRequestApi api;
    private final ReadApi reads;
    private final TimeStampService timeStamps;
    private final EhealthControlApi control;
    private final EhealthMischief mischief = new EhealthMischief();
    private final EhealthJournal journal = new EhealthJournal();
    private final String worker = UUID.randomUUID().toString();
    private long calls;

    /**
     * Makes the simulator with the shipped registry, or with the state file's content if there is one.
     *
     * @param dataDir where throw-away identities are kept, under {@code sandbox/ehealth/}; made at the first start
     * @param autopilot the pause after which the NHS side moves a request by itself; zero leaves it to the control API
     * @param stateFile keeps the state from one start to the next; null keeps it in memory
     */
    public EhealthSimulator(InstantSource clock, Path dataDir, Duration autopilot, @Nullable Path stateFile) {
        this.clock = clock;
        Identities identities = Identities.in(dataDir.resolve("sandbox").resolve("ehealth"), clock);
        state = new State(EhealthSandboxSettings.defaults(autopilot), clock.instant(), stateFile);
        if (!state.load()) {
            state.replaceRegistry(shippedRegistry(identities, clock));
        }
        Requests requests = new Requests(state, clock);
        ResponseViews views = new ResponseViews(state);
        SignedBody signedBody = new SignedBody(state, new Signatures(), clock);
        gateway = new Gateway(state, clock);
        oauth = new OAuth(state, clock);
        storage = new Storage(state, clock);
        NhsActions desk = new NhsActions(requests, views, storage, identities);
        clockwork = new TimedTransitions(state, requests, desk, clock);
        reads = new ReadApi(state, views, storage);
        CreateApi creation = new CreateApi(state, requests, storage, signedBody, clock);
        MspActions actions = new MspActions(state, requests, storage, signedBody, identities, clock);
        timeStamps = new TimeStampService(identities::timeStampAuthority, clock);
        api = new ContractRequestApi(gateway, requests, creation, actions, reads);
        control = new EhealthControlApi(state, requests, desk, views, mischief, journal);
    }

    /** Returns the shipped registry: {@code ${year+N}} becomes a year relative to now, and the sandbox's own root is trusted. */
    private static ObjectNode shippedRegistry(Identities identities, InstantSource clock) {
        int year = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).getYear();
        String text = Json.resource("ehealth-registry.json")
                .replace("${year-1}", String.valueOf(year - 1))
                .replace("${year}", String.valueOf(year))
                .replace("${year+1}", String.valueOf(year + 1));
        JsonNode registry = Json.parse(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
        ArrayNode trust = ((ObjectNode) registry).putArray("trust");
        trust.add(identities.rootPem());
        return (ObjectNode) registry;
    }

    @Override
    public String name() {
        return "ehealth";
    }

    @Override
    public String summary() {
        return """
                eHealth (Ukraine), contract requests: base URL /ehealth
                  POST /ehealth/oauth/tokens, GET /ehealth/sign-in; POST /ehealth/tsa (time-stamps, RFC 3161)
                  /ehealth/api/contract_requests/{capitation|reimbursement}[/{id}[/actions/...]], contracts, dictionaries, ...
                  control: GET|POST /sandbox/ehealth/registry, settings, mischief; GET /sandbox/ehealth/journal?since=N
                           POST /sandbox/ehealth/contract_requests/{id}/assign|update|approve|decline|terminate|sign_nhs""";
    }

    @Override
    public void register(Routes routes) {
        routes.on(Routes.ANY, ROOT + "/", this::service);
        routes.on(Routes.ANY, CONTROL, this::control);
    }

    private Reply control(Call call) {
        synchronized (state) {
            clockwork.tick();
            Reply reply = control.answer(call, segments(call.path(), CONTROL));
            if (!call.method().equals("GET")) {
                state.save();
            }
            return reply;
        }
    }

    private Reply service(Call call) {
        synchronized (state) {
            ApiExchange exchange =
                    new ApiExchange(call, requestId(call), state.settings().dottedPaths());
            Optional<EhealthMischief.Hit> hit = mischief.take(call);
            Reply reply = hit.flatMap(each -> each.instead(exchange)).orElseGet(() -> {
                hit.ifPresent(each -> prepare(each, call));
                return answered(exchange);
            });
            storage.expireAll(false);
            Reply sent = hit.map(each -> each.after(reply)).orElse(reply);
            journal.note(clock.instant(), call, sent, exchange.requestId());
            return sent;
        }
    }

    /** Returns the caller's own id of the request (eHealth contract §8.5), else the gateway's. */
    private String requestId(Call call) {
        String own = worker + "#" + ++calls;
        return call.header("X-Request-ID")
                .filter(id -> REQUEST_ID.matcher(id).matches())
                .orElse(own);
    }

    private void prepare(EhealthMischief.Hit hit, Call call) {
        if (hit.kind() == EhealthMischief.Kind.EXPIRED_UPLOAD_URLS) {
            storage.expireAll(true);
        } else if (hit.kind() == EhealthMischief.Kind.TOKEN_REVOKED) {
            String value = call.header("Authorization").orElse("").replace("Bearer ", "");
            state.registry().row("tokens", "value", value).ifPresent(token -> state.registry()
                    .remove("tokens", token));
        }
    }

    private Reply answered(ApiExchange exchange) {
        boolean moved = clockwork.tick();
        try {
            Reply reply = route(exchange);
            if (moved || !exchange.call().method().equals("GET")) {
                state.save();
            }
            return reply;
        } catch (ServiceErrorException refusal) {
            return refusal.status() == 429
                    ? Reply.json(429, "{\"message\":\"" + refusal.text() + "\"}")
                    : exchange.refuse(refusal);
        }
    }

    private Reply route(ApiExchange exchange) {
        Call call = exchange.call();
        if (call.path().startsWith(ROOT + Storage.PREFIX)) {
            return storage.answer(call);
        }
        List<String> segments = segments(call.path(), ROOT + "/");
        return switch (call.method() + " " + segments.get(0)) {
            case "POST oauth" -> oauth.tokens(exchange);
            case "GET sign-in" -> oauth.signIn(call);
            case "POST tsa" -> timeStamps.answer(call);
            default -> {
                if (!segments.get(0).equals("api") || segments.size() < 2) {
                    throw ServiceErrorException.notFound("");
                }
                List<String> rest = segments.subList(2, segments.size());
                yield segments.get(1).equals("contract_requests")
                        ? api.answer(exchange, rest)
                        : read(exchange, segments.get(1), rest);
            }
        };
    }

    private Reply read(ApiExchange exchange, String what, List<String> rest) {
        Call call = exchange.call();
        if (!call.method().equals("GET")) {
            throw ServiceErrorException.notFound("");
        }
        return switch (what) {
            case "contracts" -> contracts(exchange, gateway.enter(call, "contract:read"), rest);
            case "divisions" -> reads.own(exchange, gateway.enter(call, "division:read"), "divisions");
            case "employees" -> reads.own(exchange, gateway.enter(call, "employee:read"), "employees");
            case "medical_programs" -> {
                gateway.enter(call, "medical_program:read");
                yield reads.medicalPrograms(exchange);
            }
            case "dictionaries" -> {
                gateway.enter(call, "");
                yield reads.dictionaries(exchange);
            }
            case "v2" -> read(exchange, rest.isEmpty() ? "" : rest.get(0), List.of());
            case "events" -> reads.events(exchange, gateway.enter(call, ""));
            default -> throw ServiceErrorException.notFound("");
        };
    }

    private Reply contracts(ApiExchange exchange, Session session, List<String> rest) {
        Optional<ContractType> named = rest.isEmpty() ? Optional.empty() : ContractType.ofPath(rest.get(0));
        ContractType type = named.orElse(ContractType.CAPITATION);
        List<String> left = named.isPresent() ? rest.subList(1, rest.size()) : rest;
        if (left.isEmpty()) {
            return reads.contracts(exchange, session, type);
        }
        return left.size() == 2 && left.get(1).equals("printout_content")
                ? reads.contractPrintout(exchange, session, left.get(0))
                : reads.contractDetails(exchange, session, type, left.get(0));
    }

    private static List<String> segments(String path, String prefix) {
        return Arrays.asList(path.substring(prefix.length()).split("/"));
    }
}
