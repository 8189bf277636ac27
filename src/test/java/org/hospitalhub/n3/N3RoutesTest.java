package org.hospitalhub.n3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.service.engine.ServiceFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The three routes as they are shipped, against a real server, with the failure policy and the client that ship. */
class N3RoutesTest {

    private static final String PREFIX = "/mpisnils/Proxy";
    private static final String TAKEN = "/snils/" + N3Fixture.ID;

    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Map<String, String> answerHeaders = new TreeMap<>();
    private int answerStatus = 200;
    private byte[] answerBody = TAKEN.getBytes(StandardCharsets.UTF_8);
    private Instant now = N3Fixture.NOW;
    private final List<ClaimedStep> left = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private HttpServer server = open();
    private DefaultCamelContext camel = new DefaultCamelContext();

    /** A request as it arrived. */
    record Seen(String line, Map<String, List<String>> headers, byte[] body) {}

    private static HttpServer open() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException noPort) {
            throw new IllegalStateException(noPort);
        }
    }

    @BeforeEach
    void listen() {
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
        server.stop(0);
        timer.shutdownNow();
    }

    private void answer(HttpExchange http) throws IOException {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(http.getRequestHeaders());
        seen.add(new Seen(
                http.getRequestMethod() + " " + http.getRequestURI(),
                headers,
                http.getRequestBody().readAllBytes()));
        answerHeaders.forEach((name, value) -> http.getResponseHeaders().set(name, value));
        http.sendResponseHeaders(answerStatus, answerBody.length == 0 ? -1 : answerBody.length);
        http.getResponseBody().write(answerBody);
        http.close();
    }

    private String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + PREFIX;
    }

    private void start(String baseUrl) throws Exception {
        InstantSource clock = () -> now;
        ServiceFixture.start(camel, N3Fixture.engine(baseUrl, clock), left::add, timer, Duration.ofSeconds(30));
    }

    private Exchange pass(String step, ObjectNode memory, Map<String, Object> headers) throws Exception {
        if (!camel.isStarted()) {
            start(base() + "/");
        }
        ClaimedStep work = N3Fixture.work("n3.snils", step, memory, N3Fixture.NOW);
        return camel.createProducerTemplate().send("direct:n3-" + step, exchange -> {
            exchange.setProperty("HubWork", work);
            exchange.getMessage().setBody(work);
            exchange.getMessage().setHeaders(new java.util.HashMap<>(headers));
        });
    }

    private Outcome submit() throws Exception {
        return outcome(pass("submit", JsonNodeFactory.instance.objectNode(), Map.of()));
    }

    private Outcome poll() throws Exception {
        ObjectNode memory = JsonNodeFactory.instance.objectNode().put("id", N3Fixture.ID);
        return outcome(pass("poll", memory, Map.of()));
    }

    private static Outcome outcome(Exchange exchange) {
        return Objects.requireNonNull(exchange.getMessage().getBody(Outcome.class), "no outcome");
    }

    private void answers(int status, String body) {
        answerStatus = status;
        answerBody = body.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/"})
    void anOrderIsSentExactlyAsTheSpecificationSays(String slash) throws Exception {
        start(base() + slash);
        assertThat(submit()).isInstanceOf(Outcome.Next.class);
        Seen request = seen.get(0);
        assertThat(request.line()).isEqualTo("POST " + PREFIX + "/snils");
        assertThat(request.body()).isEqualTo(N3Fixture.payload().toString().getBytes(StandardCharsets.UTF_8));
        assertThat(request.headers())
                .containsEntry("Authorization", List.of("N3 " + N3Fixture.TOKEN))
                .containsEntry("Accept", List.of("*/*"))
                .containsEntry("Content-Type", List.of("application/json;charset=UTF-8"))
                .containsOnlyKeys(
                        "Accept",
                        "Authorization",
                        "Connection",
                        "Content-Length",
                        "Content-Type",
                        "Host",
                        "User-Agent");
    }

    @Test
    void aPollIsSentExactlyAsTheSpecificationSays() throws Exception {
        answers(200, "{\"patient\":{\"status\":\"Выполнено\",\"snils\":\"11223344595\"}}");
        assertThat(poll()).isInstanceOf(Outcome.Done.class);
        Seen request = seen.get(0);
        assertThat(request.line()).isEqualTo("GET " + PREFIX + "/snils/" + N3Fixture.ID);
        assertThat(request.body()).isEmpty();
        assertThat(request.headers())
                .containsEntry("Authorization", List.of("N3 " + N3Fixture.TOKEN))
                .containsOnlyKeys("Accept", "Authorization", "Connection", "Host", "User-Agent");
    }

    @Test
    void nothingOnTheExchangeSteersTheRequest() throws Exception {
        Map<String, Object> evil = Map.of(
                "CamelHttpUri", "http://127.0.0.1:1/evil",
                "CamelRestHttpUri", "http://127.0.0.1:1/evil",
                "CamelHttpPath", "../evil",
                "CamelHttpQuery", "evil=1",
                "CamelHttpRawQuery", "evil=1",
                "CAmelHttpMethod", "DELETE",
                "Authorization", "N3 evil",
                "HubSecret", "evil",
                "X-Evil", "{{hub.n3.endpoint}}");
        Exchange exchange = pass("submit", JsonNodeFactory.instance.objectNode(), evil);
        assertThat(outcome(exchange)).isInstanceOf(Outcome.Next.class);
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0).line()).isEqualTo("POST " + PREFIX + "/snils");
        assertThat(seen.get(0).headers().toString()).doesNotContain("evil");
    }

    @Test
    void noHeaderOfTheCallStaysBehind() throws Exception {
        answerHeaders.put("CamelHttpUri", "http://127.0.0.1:1/evil");
        answerHeaders.put("X-Answer", "1");
        Exchange exchange = pass("submit", JsonNodeFactory.instance.objectNode(), Map.of());
        assertThat(exchange.getMessage().getHeaders()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Content-Encoding | text/plain; charset=utf-8
            Content-Encoding | UTF-8
            Content-Encoding | gzip
            Content-Encoding | deflate
            Content-Encoding | br
            Content-Type | text/plain;charset=utf-8
            Content-Type | application/json; charset=nonsense
            Content-Type | nonsense
            """)
    void aWrongLabelDoesNotHideTheAnswer(String header, String value) throws Exception {
        answerHeaders.put(header, value);
        answers(200, "{\"patient\":{\"status\":\"Выполнено\",\"snils\":\"11223344595\"}}");
        assertThat(poll()).isEqualTo(new Outcome.Done((ObjectNode)
                N3Fixture.json("{\"status\":\"Выполнено\",\"snils\":\"11223344595\"}")));
    }

    @Test
    void aSerializedObjectIsNotRead() throws Exception {
        answerHeaders.put("Content-Type", "application/x-java-serialized-object");
        assertThat(poll()).isInstanceOfSatisfying(Outcome.Wait.class, wait -> assertThat(wait.why())
                .isEqualTo("the last answer could not be read"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Resource-URI", "Location"})
    void theAddressOfAnOrderMayStandInAHeader(String header) throws Exception {
        answerHeaders.put(header, "/mpisnils/Proxy/snils/" + N3Fixture.ID);
        answers(201, "");
        assertThat(submit()).isInstanceOf(Outcome.Next.class);
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        answerHeaders.put("Location", base() + "/elsewhere");
        answers(302, "");
        assertThat(submit()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(
                        failed.problem().code())
                .isEqualTo("N3_UNEXPECTED_STATUS"));
        assertThat(seen).hasSize(1);
    }

    @Test
    void aCookieIsNotKept() throws Exception {
        answerHeaders.put("Set-Cookie", "session=1; Path=/");
        submit();
        submit();
        assertThat(seen.get(1).headers()).doesNotContainKey("Cookie");
    }

    @Test
    void anEmptyRefusalIsStillARefusal() throws Exception {
        answers(400, "");
        assertThat(submit()).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void retryAfterReachesTheOutcome() throws Exception {
        answerHeaders.put("retry-after", "33");
        answers(429, "");
        assertThat(submit()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(failed.retryAfter())
                .isEqualTo(Duration.ofSeconds(33)));
    }

    @Test
    void anUnavailableServiceIsNotAskedTwiceInOnePass() throws Exception {
        answers(503, "");
        assertThat(submit()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(failed.remedy())
                .isEqualTo(Outcome.Remedy.RETRY));
        assertThat(seen).hasSize(1);
    }

    @Test
    void anOldPermitIsNotUsed() throws Exception {
        now = N3Fixture.NOW.plusMillis(2001);
        Exchange exchange = pass("submit", JsonNodeFactory.instance.objectNode(), Map.of());
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey("Authorization");
        assertThat(outcome(exchange)).isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(failed.remedy())
                .isEqualTo(Outcome.Remedy.AGAIN));
        assertThat(seen).isEmpty();
    }

    @Test
    void anOrderThatReachesNobodyIsTriedAgain() throws Exception {
        start(base());
        server.stop(0);
        assertThat(submit()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.remedy()).isEqualTo(Outcome.Remedy.RETRY);
            assertThat(failed.problem().code()).isEqualTo("NOT_REACHED");
        });
        assertThat(left).isEmpty();
    }

    @Test
    void anOrderSaysThatItLeavesBeforeItArrives() throws Exception {
        submit();
        assertThat(left).hasSize(1);
        poll();
        assertThat(left).hasSize(1);
    }

    @Test
    void aBadIdInTheMemoryIsNeverSent() throws Exception {
        ObjectNode memory = JsonNodeFactory.instance.objectNode().put("id", "../../admin");
        assertThat(outcome(pass("poll", memory, Map.of()))).isInstanceOf(Outcome.Failed.class);
        assertThat(seen).isEmpty();
    }

    @Test
    void everyOperationHasItsOwnAddress() throws Exception {
        start(base());
        List<String> lines = new ArrayList<>();
        for (String resource : List.of("snils", "snils-validate", "united-policy-number")) {
            answers(200, "/" + resource + "/" + N3Fixture.ID);
            ClaimedStep work = N3Fixture.work("n3." + resource, "submit", JsonNodeFactory.instance.objectNode(), now);
            camel.createProducerTemplate().send("direct:n3-submit", e -> e.setProperty("HubWork", work));
            lines.add(seen.get(seen.size() - 1).line());
        }
        assertThat(lines)
                .containsExactly(
                        "POST " + PREFIX + "/snils",
                        "POST " + PREFIX + "/snils-validate",
                        "POST " + PREFIX + "/united-policy-number");
    }
}
