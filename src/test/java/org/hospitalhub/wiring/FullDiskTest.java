package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.hospitalhub.FreePort;
import org.hospitalhub.sandbox.Sandbox;
import org.hospitalhub.sandbox.n3.N3SandboxSettings;
import org.hospitalhub.sandbox.n3.N3Simulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is really full under the ledger and the drop folder. Needs the right to mount a small file system in memory; without it
 * the test is skipped.
 */
class FullDiskTest {

    private static final String PATIENT = """
            {"patient":{"familyName":"Тестов","firstName":"%s","birthDate":"1980-05-05","gender":"1"},\
            "patientPersDocs":{"type":"1","series":"4500","number":"100100","issueDate":"2010-01-01","issuer":"ОВД"}}
            """;

    private static final String READINESS = "/actuator/health/readiness";

    @TempDir
    private Path home;

    private Path data;
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        data = Files.createDirectory(home.resolve("data"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", data.toString()) == 0;
        assumeTrue(mounted, "a file system in memory may not be mounted here");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            run("umount", "-l", data.toString());
        }
    }

    @Test
    void nothingIsLostOnAFullDiskAndTheRestGoesOnWhenThereIsRoomAgain() throws Exception {
        int jmsPort = FreePort.next();
        N3Simulator n3 = new N3Simulator(
                Clock.systemUTC(), N3SandboxSettings.completingAfter(Duration.ofSeconds(1)), HubProcess.TOKEN);
        try (Sandbox sandbox = new Sandbox(List.of(n3)).start(0, 0);
                HubProcess hub = new HubProcess(
                        home,
                        Map.of(
                                "hub.n3.base-url", sandbox.uri().resolve("n3/").toString(),
                                "hub.n3.token", HubProcess.TOKEN,
                                "hub.n3.requests-per-minute", "100000",
                                "hub.n3.poll-pause", "1s",
                                "hub.n3.reuse-answers", "0s",
                                "hub.intake.retry", "1s",
                                "hub.jms.user", "his",
                                "hub.jms.password", "his-password",
                                "hub.jms.port", String.valueOf(jmsPort)))) {
            withoutLimit(sandbox);
            hub.start().awaitUp();
            // A disk that is full before the start is recorded ends the start.
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> get(hub, READINESS).startsWith("{\"status\":\"UP\""));
            assertThat(order(hub, "Первый", "one").statusCode()).isEqualTo(202);
            Path ballast = data.resolve("ballast");
            fill(ballast);
            HttpResponse<String> refused = untilRefused(hub);
            assertThat(refused.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
            Path in = data.resolve("drop/in/n3.snils/late.ndjson");
            Path elsewhere = Files.writeString(home.resolve("late.ndjson"), PATIENT.formatted("Поздний"));
            assertThat(hub.alive()).isTrue();
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> !get(hub, READINESS).contains("\"broker\":{\"status\":\"UP\""));
            assertThat(get(hub, "/actuator/prometheus")).contains("hub_broker_up 0.0", "hub_ledger_up 0.0");
            assertThat(get(hub, READINESS))
                    .contains(
                            "\"ledger\":{\"status\":\"DOWN\",\"details\":{\"why\":\"it cannot be read or written (SQLITE_FULL)");
            for (int i = 0; i < 20; i++) {
                assertThat(order(hub, "Поздний", "late-" + i).statusCode()).isEqualTo(503);
            }
            assertThat(post(hub, "/api/services/n3/pause", "{\"why\": \"maintenance\"}")
                            .statusCode())
                    .isEqualTo(503);
            assertThat(Files.readAllLines(hub.log()).stream()
                            .filter(line -> line.contains("Could not store the order")))
                    .as("a line for each cause, not for each order")
                    .hasSizeLessThan(5);

            Files.delete(ballast);
            Files.copy(elsewhere, in.resolveSibling(".late.ndjson"));
            Files.move(in.resolveSibling(".late.ndjson"), in, StandardCopyOption.ATOMIC_MOVE);
            Path result = data.resolve("drop/out/n3.snils/late.result.ndjson");
            await().atMost(Duration.ofMinutes(5)).until(() -> Files.exists(result));
            assertThat(Files.readString(result)).contains("completed");
            await().atMost(Duration.ofMinutes(5)).until(() -> everyAcceptedOrderIsCompleted(hub));
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> get(hub, READINESS).contains("\"broker\":{\"status\":\"UP\""));
            assertThat(answeredOverJms(jmsPort)).contains("completed");
        }
    }

    private static String answeredOverJms(int port) throws Exception {
        try (Connection connection = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port)
                        .createConnection("his", "his-password");
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            TextMessage order = session.createTextMessage(PATIENT.formatted("Письмо"));
            order.setStringProperty("HubOperation", "n3.snils");
            var mine = session.createTemporaryQueue();
            order.setJMSReplyTo(mine);
            session.createProducer(session.createQueue("hub.orders")).send(order);
            try (MessageConsumer consumer = session.createConsumer(mine)) {
                Message answer = consumer.receive(Duration.ofMinutes(2).toMillis());
                return answer == null ? "nothing" : ((TextMessage) answer).getText();
            }
        }
    }

    private static void withoutLimit(Sandbox sandbox) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(sandbox.uri().resolve("sandbox/n3/settings"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"limit\":100000,\"pause\":\"1s\"}"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    /** Gives orders until one is refused: every one before it was promised and must come to its end. */
    private HttpResponse<String> untilRefused(HubProcess hub) throws Exception {
        for (int i = 0; i < 2_000; i++) {
            HttpResponse<String> answer = order(hub, "Имя" + "абвгдежзик".charAt(i % 10), "full-" + i);
            if (answer.statusCode() != 202) {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                return answer;
            }
        }
        throw new AssertionError("the disk did not become full");
    }

    private static boolean everyAcceptedOrderIsCompleted(HubProcess hub) throws Exception {
        JsonNode open = new ObjectMapper().readTree(get(hub, "/api/orders?state=completed"));
        JsonNode all = new ObjectMapper().readTree(get(hub, "/api/orders"));
        return all.path("total").asInt() > 1
                && open.path("total").asInt() == all.path("total").asInt();
    }

    private static void fill(Path ballast) throws IOException {
        try (var out = Files.newOutputStream(ballast)) {
            fill(out, 64 * 1024);
            fill(out, 512);
        }
    }

    private static void fill(OutputStream out, int block) {
        try {
            while (true) {
                out.write(new byte[block]);
            }
        } catch (IOException full) {
            // as it should be
        }
    }

    private static HttpResponse<String> order(HubProcess hub, String name, String key) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(hub.uri("/api/orders/n3.snils"))
                                .header("Authorization", hub.authorization())
                                .header("Idempotency-Key", key)
                                .POST(HttpRequest.BodyPublishers.ofString(PATIENT.formatted(name)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static HttpResponse<String> post(HubProcess hub, String path, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(hub.uri(path))
                                .header("Authorization", hub.authorization())
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static String get(HubProcess hub, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(hub.uri(path))
                                .header("Authorization", hub.authorization())
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(2, TimeUnit.MINUTES) ? process.exitValue() : -1;
    }
}
