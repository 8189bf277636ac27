package org.hospitalhub.n3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.impl.DefaultCamelContext;
import org.hospitalhub.calls.RawServer;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.service.engine.ServiceFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that speak bad HTTP, met by the shipped routes, failure policy and client: no patient gets another's number. */
class N3StrangeServersTest {

    private static final String DONE = "{\"patient\":{\"status\":\"Выполнено\",\"snils\":\"%s\"}}";
    private static final List<String> NUMBERS =
            List.of("11223344595", "08765430300", "12345678964", "09001206299", "43020047200", "22101852400");
    private static final String STRANGER = DONE.formatted("32569550700");

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final DefaultCamelContext camel = new DefaultCamelContext();

    @AfterEach
    void stop() {
        camel.stop();
        timer.shutdownNow();
    }

    private void start(RawServer server) throws Exception {
        String base = "http://127.0.0.1:" + server.port() + "/Proxy";
        ServiceFixture.start(camel, N3Fixture.engine(base, N3Fixture.CLOCK), work -> {}, timer, Duration.ofSeconds(10));
    }

    private Outcome pass(String step, ObjectNode memory) {
        ClaimedStep work = N3Fixture.work("n3.snils", step, memory, N3Fixture.NOW);
        return Objects.requireNonNull(camel.createProducerTemplate()
                .send("direct:n3-" + step, exchange -> {
                    exchange.setProperty("HubWork", work);
                    exchange.getMessage().setBody(work);
                })
                .getMessage()
                .getBody(Outcome.class));
    }

    private Outcome poll(String id) {
        return pass("poll", JsonNodeFactory.instance.objectNode().put("id", id));
    }

    private Outcome submit() {
        return pass("submit", JsonNodeFactory.instance.objectNode());
    }

    private static String number(String id) {
        return NUMBERS.get(Integer.parseInt(id));
    }

    private static byte[] own(RawServer.Request request) {
        return RawServer.answer(200, DONE.formatted(number(request.last())));
    }

    private static byte[] withChars(String body) {
        return RawServer.answer(200, body, body.length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole answer", "body", "nothing", "characters", "chunks", "late"})
    void everyPatientGetsHisOwnNumber(String left) throws Exception {
        try (RawServer server = new RawServer(null, (request, out) -> {
            byte[] own = own(request);
            switch (left) {
                case "whole answer" -> out.write(own);
                case "characters" -> own = withChars(DONE.formatted(number(request.last())));
                case "chunks" ->
                    own = ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n42\r\n"
                                    + DONE.formatted(number(request.last())) + "\r\n0\r\n\r\n")
                            .replace(
                                    "42",
                                    Integer.toHexString(
                                            DONE.formatted("12345678901").getBytes(StandardCharsets.UTF_8).length))
                            .getBytes(StandardCharsets.UTF_8);
                default -> {}
            }
            out.write(own);
            if (left.equals("late")) {
                out.flush();
                Thread.sleep(20);
            }
            if (!List.of("nothing", "characters").contains(left)) {
                out.write(
                        left.equals("body")
                                ? STRANGER.getBytes(StandardCharsets.UTF_8)
                                : RawServer.answer(200, STRANGER));
            }
        })) {
            start(server);
            List<String> answers = new ArrayList<>();
            for (int order = 0; order < NUMBERS.size(); order++) {
                Outcome outcome = poll(String.valueOf(order));
                answers.add(
                        outcome instanceof Outcome.Done done
                                ? done.result().path("snils").asText()
                                : outcome.toString());
            }
            assertThat(answers).isEqualTo(NUMBERS);
            assertThat(server.connections()).isEqualTo(NUMBERS.size());
        }
    }

    @Test
    void theTextOfAnErrorUnderLengthZeroIsReadAndTheNextPatientIsNotKept() throws Exception {
        try (RawServer server = new RawServer(
                null,
                (request, out) -> out.write(
                        request.target().startsWith("POST")
                                ? RawServer.answer(400, "{\"code\":\"17\",\"description\":\"Нет типа\"}", 0)
                                : own(request)))) {
            start(server);
            assertThat(submit()).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(
                            refused.findings().get(0).message())
                    .isEqualTo("17: Нет типа"));
            assertThat(poll("1")).isInstanceOf(Outcome.Done.class);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            204 | PARK
            304 | PARK
            """)
    void anAnswerThatMayHaveNoBodyHasNone(int status, Outcome.Remedy remedy) throws Exception {
        try (RawServer server =
                new RawServer(null, (request, out) -> out.write(RawServer.answer(status, "/snils/" + N3Fixture.ID)))) {
            start(server);
            assertThat(submit()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(failed.remedy())
                    .isEqualTo(remedy));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n",
                "no HTTP at all\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n/snils/",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n/snils/1",
                "HTTP/1.1 99 Odd\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n"
            })
    void anOrderWithoutAnAnswerThatCanBeReadIsUnsureAndNoInternalError(String sent) throws Exception {
        try (RawServer server = new RawServer(null, (request, out) -> {
            out.write(sent.getBytes(StandardCharsets.UTF_8));
            out.flush();
            throw new IOException("closes");
        })) {
            start(server);
            assertThat(submit()).isInstanceOf(Outcome.Unsure.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/plain; charset=\"?? \"",
                "Content-Type: text/plain; charset=***",
                "Content-Type: ;;;=",
                "Content-Encoding: gzip, text/plain; charset=utf-8",
                "Content-Type: application/x-java-serialized-object",
                "X-Long: {\"a\":[1,2",
                "Retry-After: never"
            })
    void noHeaderOfAnAnswerBreaksTheHub(String header) throws Exception {
        try (RawServer server = new RawServer(null, (request, out) -> {
            byte[] body = ("/snils/" + N3Fixture.ID).getBytes(StandardCharsets.UTF_8);
            out.write(("HTTP/1.1 200 OK\r\n" + header + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.write(body);
        })) {
            start(server);
            Outcome outcome = submit();
            assertThat(outcome.toString()).doesNotContain("INTERNAL_ERROR");
            if (!header.contains("serialized")) {
                assertThat(outcome).isInstanceOf(Outcome.Next.class);
            }
        }
    }
}
