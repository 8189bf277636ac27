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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.Ledger;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.State;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.definition.ServiceFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An invented service that only its definition describes, on a real ledger and the shipped routes, against a server with mischief. */
class DefinedServiceTest implements InstantSource {

    private static final String NUMBER = "1000000028";
    private static final String ELIGIBILITY = "{\"insuranceNumber\":\"%s\",\"date\":\"2026-06-15\"}".formatted(NUMBER);
    private static final String PRESCRIPTION = """
            {"insuranceNumber":"%s","date":"2026-06-15",
             "items":[{"drugCode":"A123456","quantity":2},{"drugCode":"B123456","quantity":1}]}""".formatted(NUMBER);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final List<String> seen = new ArrayList<>();
    private final List<String> bodies = new ArrayList<>();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private Instant now = Instant.parse("2026-06-15T10:00:00Z");
    private HttpServer server;
    private Ledger ledger;
    private NationalService service;

    /** Status 0 takes the request and closes the connection. */
    private record Answer(int status, String body, Map<String, String> headers) {}

    @Override
    public Instant instant() {
        return now;
    }

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        String base = "http://127.0.0.1:" + server.getAddress().getPort();
        Map<String, String> files = new HashMap<>();
        Path texts = Path.of("src/test/resources/service-definition");
        files.put("service.yaml", Files.readString(texts.resolve("ecard.yaml")));
        for (String schema : List.of("eligibility.schema.json", "prescription.schema.json")) {
            files.put(schema, Files.readString(texts.resolve(schema)));
        }
        Map<String, String> settings = Map.of(
                "hub.ecard.base-url", base + "/api",
                "hub.ecard.token-url", base + "/token",
                "hub.ecard.client-id", "hub",
                "hub.ecard.client-secret", "geheim",
                "hub.ecard.prescriptions-url", base + "/rx");
        service = ServiceFixture.of(new ServiceFolder("ecard", false, files), settings, this);
        ledger = ServiceFixture.ledger(folder, service, this);
        ServiceFixture.start(
                camel,
                ServiceFixture.engine(service, ledger.pollPlan(), this),
                ledger.claims()::leaves,
                timer,
                Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        camel.stop();
        server.stop(0);
        timer.shutdownNow();
        ledger.close();
    }

    private void answer(HttpExchange http) throws IOException {
        String line = http.getRequestMethod() + " " + http.getRequestURI();
        String body = new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (line.startsWith("POST /token")) {
            seen.add(line);
            send(
                    http,
                    new Answer(200, "{\"access_token\":\"t%d\",\"expires_in\":3600}".formatted(seen.size()), Map.of()));
            return;
        }
        seen.add(line);
        bodies.add(body);
        Answer answer = answers.isEmpty() ? new Answer(500, "", Map.of()) : answers.remove();
        if (answer.status() == 0) {
            http.close();
            return;
        }
        send(http, answer);
    }

    private static void send(HttpExchange http, Answer answer) throws IOException {
        answer.headers().forEach((name, value) -> http.getResponseHeaders().set(name, value));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        http.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        http.getResponseBody().write(body);
        http.close();
    }

    private void answers(int status, String body) {
        answers.add(new Answer(status, body, Map.of()));
    }

    private void answers(int status, String header, String value) {
        answers.add(new Answer(status, "", Map.of(header, value)));
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (IOException broken) {
            throw new IllegalArgumentException(broken);
        }
    }

    private Operation operation(String name) {
        return service.operations().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(service.findings()));
    }

    private Order accept(String operation, String payload) {
        Operation.Checked checked = operation(operation).check().check(json(payload), Operation.Attachments.NONE);
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
                        new Address.Ask(),
                        null))
                .order();
    }

    private Outcome pass(ClaimedStep work) {
        Exchange pass = camel.createProducerTemplate().request("direct:ecard-" + work.step(), exchange -> {
            exchange.setProperty("HubWork", work);
            exchange.getMessage().setBody(work);
        });
        return Objects.requireNonNull(pass.getMessage().getBody(Outcome.class), String.valueOf(pass.getException()));
    }

    /** Does what is due now; then the clock goes on, as often as that is needed. */
    private Order end(Order order) {
        for (int look = 0; look < 40; look++) {
            for (int i = 0; i < 20; i++) {
                if (!(ledger.claims().claim("ecard", "node", now) instanceof Claims.Claim.Claimed claimed)) {
                    break;
                }
                ledger.claims().record(claimed.work(), pass(claimed.work()), now);
            }
            Order found = ledger.orders().find(order.id()).orElseThrow();
            if (found.state().ended() || found.state() == State.PARKED) {
                return found;
            }
            now = now.plusSeconds(15);
        }
        throw new AssertionError("the order does not end: " + seen);
    }

    @Test
    void oneTokenServesTwoRequestsAndTheAnswerIsMapped() {
        answers(200, "{\"eligible\":true,\"insurer\":\"ÖGK\",\"more\":1}");
        answers(404, "");
        Order first = end(accept("ecard.eligibility", ELIGIBILITY));
        Order second = end(accept("ecard.eligibility", ELIGIBILITY.replace("06-15", "06-14")));
        assertThat(ledger.orders().result(first.id()).orElseThrow())
                .isEqualTo(json("{\"eligible\":true,\"insurer\":\"ÖGK\"}"));
        assertThat(second.findings()).extracting(Finding::code).containsExactly("ECARD_UNKNOWN_PERSON");
        assertThat(seen)
                .containsExactly(
                        "POST /token",
                        "GET /api/eligibility/" + NUMBER + "?date=2026-06-15",
                        "GET /api/eligibility/" + NUMBER + "?date=2026-06-14");
    }

    @Test
    void aTokenThatIsRefusedIsRenewedOnce() {
        answers(401, "");
        answers(200, "{\"eligible\":false}");
        assertThat(end(accept("ecard.eligibility", ELIGIBILITY)).state()).isEqualTo(State.COMPLETED);
        assertThat(seen).filteredOn(line -> line.equals("POST /token")).hasSize(2);
    }

    @Test
    void aLimitStopsTheServiceForAsLongAsItSays() {
        answers(429, "Retry-After", "120");
        answers(200, "{\"eligible\":true}");
        Instant asked = now;
        assertThat(end(accept("ecard.eligibility", ELIGIBILITY)).state()).isEqualTo(State.COMPLETED);
        assertThat(Duration.between(asked, now)).isGreaterThanOrEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void anOutageIsWaitedOut() {
        answers(503, "");
        answers(200, "{\"eligible\":true}");
        assertThat(end(accept("ecard.eligibility", ELIGIBILITY)).state()).isEqualTo(State.COMPLETED);
    }

    @Test
    void anXmlOrderIsPolledUntilItsAnswerIsThere() {
        answers(202, "Location", "/rx/prescriptions/77/status");
        answers(200, "<prescriptionStatus><status>PENDING</status></prescriptionStatus>");
        answers(200, "<prescriptionStatus><status>ACCEPTED</status></prescriptionStatus>");
        Order order = end(accept("ecard.prescription", PRESCRIPTION));
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(seen)
                .containsExactly(
                        "POST /rx/prescriptions", "GET /rx/prescriptions/77/status", "GET /rx/prescriptions/77/status");
        assertThat(bodies.get(0))
                .contains("<externalId>" + order.id() + "</externalId>", "<drugCode>A123456</drugCode>", "B123456");
    }

    @Test
    void anOrderWhoseAnswerIsLostIsLookedUpAndNotSentAgain() {
        answers(0, "");
        answers(200, "<prescriptions><prescription id=\"78\"/></prescriptions>");
        answers(200, "<prescriptionStatus><status>REJECTED</status><reason>Kein Vertrag</reason></prescriptionStatus>");
        Order order = end(accept("ecard.prescription", PRESCRIPTION));
        assertThat(order.findings()).extracting(Finding::message).containsExactly("Kein Vertrag");
        assertThat(seen)
                .containsExactly(
                        "POST /rx/prescriptions",
                        "GET /rx/prescriptions?externalId=" + order.id(),
                        "GET /rx/prescriptions/78/status");
    }

    @Test
    void anOrderThatNeverArrivedIsSentAfterItWasLookedUp() {
        answers(0, "");
        answers(404, "");
        answers(202, "Location", "http://elsewhere.invalid/rx/prescriptions/79/status");
        answers(200, "<prescriptionStatus><status>ACCEPTED</status></prescriptionStatus>");
        assertThat(end(accept("ecard.prescription", PRESCRIPTION)).state()).isEqualTo(State.COMPLETED);
        assertThat(seen).filteredOn(line -> line.startsWith("POST")).hasSize(2);
    }

    @Test
    void aHubThatDiesAfterItSentLooksUpWhatBecameOfIt() {
        answers(202, "Location", "/rx/prescriptions/80/status");
        answers(200, "<prescriptions><prescription id=\"80\"/></prescriptions>");
        answers(200, "<prescriptionStatus><status>ACCEPTED</status></prescriptionStatus>");
        Order order = accept("ecard.prescription", PRESCRIPTION);
        if (ledger.claims().claim("ecard", "node", now) instanceof Claims.Claim.Claimed claimed) {
            pass(claimed.work());
        }
        ledger.claims().recover(ledger.runs().id(), now);
        assertThat(end(order).state()).isEqualTo(State.COMPLETED);
        assertThat(seen).filteredOn(line -> line.startsWith("POST")).hasSize(1);
    }

    @Test
    void threeFaultsAreThreeFindings() {
        answers(422, "{\"errors\":{\"items\":[\"zu viele\"],\"date\":[\"zu alt\",\"kein Werktag\"]}}");
        assertThat(end(accept("ecard.prescription", PRESCRIPTION)).findings())
                .extracting(Finding::path)
                .containsExactly("$.items", "$.date", "$.date");
    }
}
