package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.Ledger;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.State;
import org.hospitalhub.ledger.jdbc.JdbcLedger;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.NationalServices;
import org.hospitalhub.service.definition.ServiceFolder;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentitySettings;

/** The service {@code lab} of a test's own definition, on a real ledger and the shipped routes, against a server of the test. */
final class LabFixture implements InstantSource, AutoCloseable {

    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<String> seen = new ArrayList<>();
    private final HttpServer server;
    private final Path folder;
    private final Identities identities;
    private final Map<String, String> settings = new HashMap<>(Map.of("hub.lab.token", "secret"));
    private NationalService service;
    private Instant now = Instant.parse("2026-06-15T10:00:00Z");
    private DefaultCamelContext camel = new DefaultCamelContext();
    private Ledger ledger;

    /** What the server answers; null closes the connection. */
    interface Server {
        Answer answer(Asked asked);
    }

    /** A request as it came. */
    record Asked(String line, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** An answer. */
    record Answer(int status, byte[] bytes, Map<String, String> headers) {
        Answer(int status, String body, Map<String, String> headers) {
            this(status, body.getBytes(StandardCharsets.UTF_8), headers);
        }

        String body() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        static Answer json(String body) {
            return new Answer(200, body, Map.of("Content-Type", "application/json"));
        }

        Answer with(String name, String value) {
            Map<String, String> all = new HashMap<>(headers);
            all.put(name, value);
            return new Answer(status, bytes, all);
        }
    }

    /**
     * Starts it.
     *
     * @param yaml the definition; {@code {settings.base-url}} is the server
     */
    LabFixture(Path folder, String yaml, Server answers) throws Exception {
        this(folder, yaml, answers, new Identities(new IdentitySettings(Map.of())), Map.of());
    }

    /**
     * Starts it.
     *
     * @param identities keys that sign
     * @param further settings of the service
     */
    LabFixture(Path folder, String yaml, Server answers, Identities identities, Map<String, String> further)
            throws Exception {
        this.folder = folder;
        this.identities = identities;
        settings.putAll(further);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", http -> answer(http, answers));
        server.start();
        settings.put("hub.lab.base-url", base() + "/api");
        service = read(Map.of("service.yaml", yaml));
        open();
    }

    private NationalService read(Map<String, String> files) {
        NationalService read = NationalServices.of(
                new ServiceFolder("lab", false, files),
                new NationalServices.Surroundings(settings::get, identities.names(), Map.of(), this));
        assertThat(read.findings()).isEmpty();
        return read;
    }

    /** Takes another definition, as a reload does: what the ledger knows of it, then the engine. */
    void replace(String yaml) {
        service = read(Map.of("service.yaml", yaml));
        ledger.services().redefine("lab", service.operations(), service.budgets());
        ServiceExchange exchange = Objects.requireNonNull(
                camel.getRegistry().lookupByNameAndType("serviceExchange", ServiceExchange.class));
        exchange.replace(ServiceFixture.engine(service, ledger.pollPlan(), this), camel);
    }

    private void open() throws Exception {
        ledger = JdbcLedger.open(
                LedgerSettings.sqlite(folder.resolve("ledger.db"), KEY),
                new Operations(service.operations()),
                service.budgets().stream().collect(Collectors.toMap(Budget::name, one -> one)),
                this);
        ServiceFixture.start(
                camel,
                ServiceFixture.engine(service, ledger.pollPlan(), this),
                ledger.claims()::leaves,
                ServiceFixture.clients(timer, Duration.ofSeconds(20), identities, this),
                true,
                new ConditionalGets(ledger.keptAnswers(), this));
    }

    /** Opens ledger and routes again, like a hub that was killed. */
    void restart() throws Exception {
        camel.stop();
        ledger.close();
        camel = new DefaultCamelContext();
        open();
    }

    private void answer(HttpExchange http, Server answers) throws IOException {
        String line = http.getRequestMethod() + " " + http.getRequestURI();
        Map<String, String> headers = new HashMap<>();
        http.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
        byte[] body = http.getRequestBody().readAllBytes();
        synchronized (seen) {
            seen.add(line);
        }
        Answer answer = answers.answer(new Asked(line, headers, body));
        if (answer == null) {
            http.close();
            return;
        }
        answer.headers().forEach((name, value) -> http.getResponseHeaders().add(name, value));
        byte[] sent = answer.bytes();
        http.sendResponseHeaders(answer.status(), sent.length == 0 ? -1 : sent.length);
        http.getResponseBody().write(sent);
        http.close();
    }

    String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<String> seen() {
        synchronized (seen) {
            return List.copyOf(seen);
        }
    }

    Ledger ledger() {
        return ledger;
    }

    NationalService service() {
        return service;
    }

    DefaultCamelContext camel() {
        return camel;
    }

    @Override
    public Instant instant() {
        return now;
    }

    void advance(Duration time) {
        now = now.plus(time);
    }

    static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (IOException broken) {
            throw new IllegalArgumentException(broken);
        }
    }

    Order accept(String operation, String payload) {
        return accept(operation, payload, new Address.Ask());
    }

    Order accept(String operation, String payload, Address address) {
        Operation known = service.operations().stream()
                .filter(one -> one.name().equals(operation))
                .findFirst()
                .orElseThrow();
        Operation.Checked checked = known.check().check(json(payload), Operation.Attachments.NONE);
        assertThat(checked.findings()).isEmpty();
        return ledger.acceptance()
                .accept(new NewOrder(
                        operation,
                        null,
                        Priority.NORMAL,
                        "ivan",
                        checked.payload().toString().getBytes(StandardCharsets.UTF_8),
                        checked.findings(),
                        checked.reuseKey(),
                        address,
                        null))
                .order();
    }

    /** Does the next try that is due, if there is one. */
    boolean one() {
        if (!(ledger.claims().claim("lab", "node", now) instanceof Claims.Claim.Claimed claimed)) {
            return false;
        }
        ledger.claims().record(claimed.work(), pass(claimed.work()), now);
        return true;
    }

    Outcome pass(ClaimedStep work) {
        Exchange pass = camel.createProducerTemplate().request("direct:lab-" + work.step(), exchange -> {
            exchange.setProperty("HubWork", work);
            exchange.getMessage().setBody(work);
        });
        return Objects.requireNonNull(pass.getMessage().getBody(Outcome.class), String.valueOf(pass.getException()));
    }

    /** Does what is due now; then the clock goes on, as often as that is needed. */
    Order end(Order order) {
        for (int look = 0; look < 40; look++) {
            for (int i = 0; i < 60 && one(); i++) {
                // until nothing is due
            }
            Order found = find(order);
            if (found.state().ended() || found.state() == State.PARKED) {
                return found;
            }
            now = now.plusSeconds(15);
        }
        throw new AssertionError("the order does not end: " + seen());
    }

    /** Permits of the service's limit that are in use. */
    int used() {
        return ledger.services().all(now).stream()
                .filter(one -> one.service().equals("lab"))
                .map(one -> Objects.requireNonNull(one.budget()).inUse())
                .findFirst()
                .orElseThrow();
    }

    Order find(Order order) {
        return ledger.orders().find(order.id()).orElseThrow();
    }

    JsonNode result(Order order) {
        return ledger.orders().result(order.id()).orElseThrow();
    }

    @Override
    public void close() {
        camel.stop();
        server.stop(0);
        timer.shutdownNow();
        ledger.close();
    }
}
