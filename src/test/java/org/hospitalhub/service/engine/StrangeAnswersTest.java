package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.hospitalhub.calls.RawServer;
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
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.definition.ServiceFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that answer wrongly, met by services that only a definition describes: no patient gets another's answer. */
class StrangeAnswersTest implements InstantSource {

    private static final String STRANGER = "{\"insurer\":\"stranger\",\"name\":\"stranger\",\"eligible\":true}";
    private static final String OWN = """
            service: own
            settings: {base-url: {type: url, required: true, on-off: true}, token-url: {type: url, required: true}, client-secret: {type: secret, required: true}}
            limits: [{name: default, requests: 1000, window: 60s, counts: every-call}]
            doors:
              api:
                url: "{settings.base-url}"
                media: application/json
                auth: {kind: oauth2-client-credentials, token-url: "{settings.token-url}", client-id: hub, client-secret: "{settings.client-secret}", style: basic, renew-before: 30s}
                read: {charsets: [utf-8, windows-1251]}
            errors:
              - {when: {status: 2xx, unreadable: true}, then: retry}
              - {when: {status: 400}, then: refused, code: REFUSED, findings: from-body}
              - {when: any, then: park, code: UNEXPECTED}
            operations:
              own.name:
                kind: ask
                payload: one.schema.json
                step: {door: api, request: "GET /names/{id}", answer: [{when: {status: 200, is: .name}, then: done, result: {name: .name}}]}
                examples: [{name: one, payload: {id: "1"}, answer: {status: 200, body: {name: X}}, ends: completed}]
              own.act:
                kind: submission
                payload: one.schema.json
                submit:
                  door: api
                  request: POST /acts
                  body: payload
                  unsure: park
                  answer: [{when: {status: 201}, then: done, result: {number: 'number(.number)'}}]
                examples: [{name: one, payload: {id: "1"}, answer: {status: 201, body: {number: "7"}}, ends: completed}]
              own.job:
                kind: order-and-poll
                payload: one.schema.json
                submit:
                  door: api
                  request: POST /jobs
                  body: payload
                  unsure: park
                  answer: [{when: {status: 201}, then: poll, remember: {number: .number}}]
                poll:
                  door: api
                  request: GET /jobs/{memory.number}
                  pause: {least: 5s, of: order}
                  give-up-after: 1h
                  answer:
                    - {when: {status: 410}, then: submit}
                    - {when: {status: 200, is: .name}, then: done, result: {name: .name}}
                examples: [{name: one, payload: {id: "1"}, answers: {submit: {status: 201, body: {number: "7"}}, poll: {status: 200, body: {name: X}}}, ends: completed}]
            """;
    private static final String SCHEMA =
            "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\","
                    + "\"properties\":{\"id\":{\"type\":\"string\"},\"name\":{\"type\":\"string\"}},\"required\":[\"id\"]}";

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final AtomicInteger tokens = new AtomicInteger();
    private Instant now = Instant.parse("2026-11-30T10:00:00Z");
    private Ledger ledger;
    private NationalService service;

    @TempDir
    private Path folder;

    @Override
    public Instant instant() {
        return now;
    }

    @AfterEach
    void stop() {
        camel.stop();
        timer.shutdownNow();
        if (ledger != null) {
            ledger.close();
        }
    }

    /** Answers log-ins itself. */
    private RawServer server(RawServer.Script script) throws IOException {
        return new RawServer(null, (request, out) -> {
            if (request.target().startsWith("POST /token")) {
                String token = "t" + tokens.incrementAndGet();
                out.write(RawServer.answer(
                        200,
                        "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":3600}".formatted(token)));
                out.write(RawServer.answer(
                        200, "{\"access_token\":\"strange\",\"token_type\":\"Bearer\",\"expires_in\":3600}"));
                return;
            }
            script.answer(request, out);
        });
    }

    private void own(RawServer server) throws Exception {
        own(server, OWN);
    }

    private void own(RawServer server, String definition) throws Exception {
        String base = "http://127.0.0.1:" + server.port();
        start(ServiceFixture.of(
                new ServiceFolder("own", false, Map.of("service.yaml", definition, "one.schema.json", SCHEMA)),
                Map.of(
                        "hub.own.base-url",
                        base + "/api",
                        "hub.own.token-url",
                        base + "/token",
                        "hub.own.client-secret",
                        "geheim"),
                this));
    }

    private void ecard(RawServer server) throws Exception {
        String base = "http://127.0.0.1:" + server.port();
        start(ServiceFixture.ofTheJar(
                "ecard",
                Map.of(
                        "hub.ecard.base-url", base + "/api",
                        "hub.ecard.token-url", base + "/token",
                        "hub.ecard.client-id", "hub",
                        "hub.ecard.client-secret", "geheim",
                        "hub.ecard.prescriptions-url", base + "/rx"),
                this));
    }

    private void start(NationalService started) throws Exception {
        service = started;
        assertThat(service.findings()).isEmpty();
        ledger = ServiceFixture.ledger(folder, service, this);
        ServiceFixture.start(
                camel,
                ServiceFixture.engine(service, ledger.pollPlan(), this),
                ledger.claims()::leaves,
                timer,
                Duration.ofSeconds(20));
    }

    private Order accept(String operation, String payload) throws Exception {
        Operation.Checked checked = service.operations().stream()
                .filter(one -> one.name().equals(operation))
                .findFirst()
                .orElseThrow(() -> new AssertionError(service.findings()))
                .checked(new JsonMapper().readTree(payload), Operation.Attachments.NONE);
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

    private Order own(String operation, String id) throws Exception {
        return accept(operation, "{\"id\":\"" + id + "\"}");
    }

    private Outcome pass(ClaimedStep work) {
        Exchange pass = camel.createProducerTemplate()
                .request("direct:" + service.name() + "-" + work.step(), exchange -> {
                    exchange.setProperty("HubWork", work);
                    exchange.getMessage().setBody(work);
                });
        return Objects.requireNonNull(pass.getMessage().getBody(Outcome.class), String.valueOf(pass.getException()));
    }

    /** Does what is due, for some minutes of the test's clock. */
    private void work() {
        for (int look = 0; look < 20; look++) {
            while (ledger.claims().claim(service.name(), "node", now) instanceof Claims.Claim.Claimed claimed) {
                ledger.claims().record(claimed.work(), pass(claimed.work()), now);
            }
            now = now.plusSeconds(15);
        }
    }

    private Order found(Order order) {
        return ledger.orders().find(order.id()).orElseThrow();
    }

    private String end(Order order) {
        Order found = found(order);
        return switch (found.state()) {
            case COMPLETED ->
                ledger.orders().result(order.id()).map(JsonNode::toString).orElse("nothing");
            case PARKED -> Objects.requireNonNull(found.problem()).code();
            default -> found.state().toString();
        };
    }

    private static byte[] chunked(String body) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(body.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + body
                        + "\r\n0\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void behind(String kind, String own, OutputStream out) throws IOException, InterruptedException {
        byte[] stranger = RawServer.answer(200, STRANGER);
        byte[] answer = kind.equals("chunks") ? chunked(own) : RawServer.answer(200, own);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        switch (kind) {
            case "zero" -> sent.write(RawServer.answer(200, own, 0));
            case "characters" -> sent.write(RawServer.answer(200, own, own.length()));
            case "body" -> {
                sent.write(answer);
                sent.write(STRANGER.getBytes(StandardCharsets.UTF_8));
            }
            case "late" -> {
                out.write(answer);
                out.flush();
                Thread.sleep(20);
                sent.write(stranger);
            }
            default -> {
                sent.write(answer);
                sent.write(stranger);
            }
        }
        out.write(sent.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole", "body", "chunks", "late", "characters"})
    void everyOrderGetsItsOwnAnswerWhateverIsLeftOnTheConnection(String kind) throws Exception {
        try (RawServer server =
                server((request, out) -> behind(kind, "{\"name\":\"Ёж-%s\"}".formatted(request.last()), out))) {
            own(server);
            List<Order> orders = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                orders.add(own("own.name", "p" + i));
            }
            work();
            for (int i = 0; i < 6; i++) {
                assertThat(end(orders.get(i))).isEqualTo("{\"name\":\"Ёж-p" + i + "\"}");
            }
        }
    }

    @Test
    void aLengthOfZeroAboveAnAnswerIsNoAnswerAndTheNextOneIsItsOwn() throws Exception {
        try (RawServer server = server((request, out) -> behind(
                request.last().startsWith("p0") ? "zero" : "whole",
                "{\"eligible\":true,\"insurer\":\"%s\"}".formatted(request.last()),
                out))) {
            ecard(server);
            Order first = accept("ecard.eligibility", "{\"insuranceNumber\":\"1234567881\",\"date\":\"2026-11-02\"}");
            Order second = accept("ecard.eligibility", "{\"insuranceNumber\":\"2001001002\",\"date\":\"2026-11-02\"}");
            work();
            assertThat(end(first)).contains("1234567881");
            assertThat(end(second)).contains("2001001002");
        }
    }

    @Test
    void bytesAfterATokenAreNeitherTokenNorAnswer() throws Exception {
        List<String> used = new ArrayList<>();
        try (RawServer server = server((request, out) -> {
            used.add(request.last());
            out.write(
                    RawServer.answer(used.size() % 2 == 1 ? 401 : 200, "{\"name\":\"%s\"}".formatted(request.last())));
        })) {
            own(server);
            Order first = own("own.name", "p1");
            Order second = own("own.name", "p2");
            work();
            assertThat(end(first)).isEqualTo("{\"name\":\"p1\"}");
            assertThat(end(second)).isEqualTo("{\"name\":\"p2\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void anAnswerThatMayHaveNoBodyHasNone(int status) throws Exception {
        try (RawServer server = server((request, out) -> out.write(RawServer.answer(status, STRANGER)))) {
            own(server);
            Order order = own("own.name", "p1");
            work();
            assertThat(end(order)).isIn("WAITING", "UNEXPECTED");
        }
    }

    @Test
    void aReplayOfASubmissionWithoutResultSendsNothing() throws Exception {
        AtomicInteger posts = new AtomicInteger();
        try (RawServer server = server((request, out) -> {
            posts.incrementAndGet();
            out.write(RawServer.answer(201, "{\"number\":\"x\"}"));
        })) {
            own(server);
            Order order = own("own.act", "p1");
            work();
            assertThat(end(order)).isEqualTo("OWN_NO_RESULT");
            ledger.orders().replay(order.id(), null, "ivan", now);
            work();
            assertThat(end(order)).isEqualTo("OWN_NO_RESULT");
            assertThat(posts).hasValue(1);
        }
    }

    @Test
    void oneNumberForTwoOrdersParksBoth() throws Exception {
        try (RawServer server = server((request, out) -> out.write(
                request.target().startsWith("POST")
                        ? RawServer.answer(201, "{\"number\":\"77\"}")
                        : RawServer.answer(200, STRANGER)))) {
            own(server);
            Order first = own("own.job", "p1");
            Order second = own("own.job", "p2");
            work();
            assertThat(List.of(end(first), end(second))).containsOnly("SAME_ORDER_ID");
        }
    }

    @Test
    void aNumberOfTheOrderBeforeIsNotUsedWhenTheNewOneIsMissing() throws Exception {
        AtomicInteger posts = new AtomicInteger();
        AtomicInteger polls = new AtomicInteger();
        try (RawServer server = server((request, out) -> {
            if (request.target().startsWith("POST")) {
                out.write(
                        RawServer.answer(201, posts.incrementAndGet() == 1 ? "{\"number\":\"77\"}" : "{\"ok\":true}"));
            } else {
                out.write(polls.incrementAndGet() == 1 ? RawServer.answer(410, "") : RawServer.answer(200, STRANGER));
            }
        })) {
            own(server);
            Order order = own("own.job", "p1");
            work();
            assertThat(found(order).state()).isEqualTo(State.PARKED);
            assertThat(posts).hasValue(2);
        }
    }

    /** Numbers as an answer may have them, and the address that is asked then; none when it can only be another place. */
    private static final Map<String, String> NUMBERS = Map.ofEntries(
            Map.entry("\"a\\/b\"", ""),
            Map.entry("\"..\\/names\\/x\"", ""),
            Map.entry("\"..\"", ""),
            Map.entry("\".\"", ""),
            Map.entry("\"%2e%2e\"", ""),
            Map.entry("\"a?b=c\"", ""),
            Map.entry("\"a#b\"", ""),
            Map.entry("\"a\\nb\"", ""),
            Map.entry("\"\"", ""),
            Map.entry("\" \"", ""),
            Map.entry("{\"a\":1}", ""),
            Map.entry("[\"a\",\"b\"]", ""),
            Map.entry("null", ""),
            Map.entry("\"\\u0037\\u0037\"", "77"),
            Map.entry("78", "78"),
            Map.entry("79.0", "79"),
            Map.entry("8.1e1", "81"),
            Map.entry("12345678901234567890123", "12345678901234567890123"),
            Map.entry("\"ж\"", "%D0%B6"),
            Map.entry("\"a b\"", "a%20b"));

    @Test
    void aNumberOfAnyFormLeadsToItsOwnJobOrToNone() throws Exception {
        List<String> numbers = List.copyOf(NUMBERS.keySet());
        Set<String> asked = new ConcurrentSkipListSet<>();
        try (RawServer server = server((request, out) -> {
            if (request.target().startsWith("POST")) {
                JsonNode sent = new JsonMapper().readTree(request.body());
                out.write(RawServer.answer(
                        201,
                        "{\"number\":"
                                + numbers.get(Integer.parseInt(sent.path("id").asText())) + "}"));
            } else {
                asked.add(request.target());
                out.write(RawServer.answer(200, "{\"name\":\"x\"}"));
            }
        })) {
            own(server);
            List<Order> orders = new ArrayList<>();
            for (int i = 0; i < numbers.size(); i++) {
                orders.add(own("own.job", String.valueOf(i)));
            }
            work();
            for (int i = 0; i < numbers.size(); i++) {
                boolean leads = !NUMBERS.get(numbers.get(i)).isEmpty();
                assertThat(end(orders.get(i)))
                        .as(numbers.get(i))
                        .isEqualTo(leads ? "{\"name\":\"x\"}" : "OWN_NO_ORDER_ID");
            }
            assertThat(asked)
                    .containsExactlyInAnyOrderElementsOf(NUMBERS.values().stream()
                            .filter(one -> !one.isEmpty())
                            .map(one -> "GET /api/jobs/" + one)
                            .toList());
        }
    }

    @Test
    void aBrokenByteMakesNoOtherLettersOfAnAnswer() throws Exception {
        byte[] body = "{\"name\":\"Тестова Олена#\"}".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < body.length; i++) {
            if (body[i] == '#') {
                body[i] = (byte) 0xD1;
            }
        }
        List<String> labels = List.of("", "; charset=utf-8", "; charset=windows-1251", "marked");
        try (RawServer server = server((request, out) -> {
            String label = labels.get(Integer.parseInt(request.last()));
            boolean marked = label.equals("marked");
            out.write(("HTTP/1.1 200 OK\r\nContent-Type: application/json" + (marked ? "" : label)
                            + "\r\nContent-Length: " + (body.length + (marked ? 3 : 0)) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            if (marked) {
                out.write(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
            }
            out.write(body);
        })) {
            own(server);
            List<Order> orders = new ArrayList<>();
            for (int i = 0; i < labels.size(); i++) {
                orders.add(own("own.name", String.valueOf(i)));
            }
            work();
            assertThat(orders).extracting(this::end).containsOnly("WAITING");
        }
    }

    @Test
    void anAnswerInTheOtherCharsetOfTheDoorIsRead() throws Exception {
        byte[] body = "{\"name\":\"Тестова Олена\"}".getBytes(Charset.forName("windows-1251"));
        try (RawServer server = server((request, out) -> {
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(body);
        })) {
            own(server);
            Order order = own("own.name", "p1");
            work();
            assertThat(end(order)).isEqualTo("{\"name\":\"Тестова Олена\"}");
        }
    }

    @Test
    void anAnswerIsUtf8UnlessTheDoorNamesOtherCharsets() throws Exception {
        byte[] body = "{\"name\":\"Łukasz Żółć\"}".getBytes(Charset.forName("iso-8859-2"));
        try (RawServer server = server((request, out) -> {
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(body);
        })) {
            own(server, OWN.replace("read: {charsets: [utf-8, windows-1251]}", ""));
            Order order = own("own.name", "p1");
            work();
            assertThat(end(order)).isEqualTo("WAITING");
        }
    }

    @Test
    void invisibleCharactersOfATextAreNotSentAndMakeNoOtherRequest() throws Exception {
        List<String> sent = new ArrayList<>();
        try (RawServer server = server((request, out) -> {
            sent.add(new String(request.body(), StandardCharsets.UTF_8));
            out.write(RawServer.answer(201, "{\"number\":\"" + sent.size() + "\"}"));
        })) {
            own(server);
            accept("own.job", "{\"id\":\"1\",\"name\":\"Сергей\u200B\u00A0\"}");
            work();
            assertThat(sent.get(0)).contains("\"Сергей\"");
        }
    }

    @Test
    void aConnectionThatClosesWithoutAnAnswerIsTriedAgainOrLookedUp() throws Exception {
        Set<String> seen = new ConcurrentSkipListSet<>();
        try (RawServer server = server((request, out) -> {
            String path = request.target();
            if (seen.add(path)) {
                throw new IOException("closes");
            }
            if (path.contains("externalId")) {
                out.write(RawServer.answer(404, ""));
            } else if (path.startsWith("POST")) {
                out.write("HTTP/1.1 202 OK\r\nLocation: /rx/prescriptions/9/status\r\nContent-Length: 0\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
            } else {
                out.write(RawServer.answer(200, "<prescriptionStatus><status>ACCEPTED</status></prescriptionStatus>"));
            }
        })) {
            ecard(server);
            Order order = accept("ecard.prescription", """
                    {"insuranceNumber":"1234567881","date":"2026-11-02","items":[{"drugCode":"A000017","quantity":2}]}""");
            work();
            assertThat(end(order)).as(seen.toString()).contains("ACCEPTED");
        }
    }
}
