package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hospitalhub.sandbox.Sandbox;
import org.hospitalhub.sandbox.n3.N3SandboxSettings;
import org.hospitalhub.sandbox.n3.N3Simulator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keeping a real hub, with commands in processes of their own: routes are reloaded while it runs, a backup is made while it
 * runs, and after a restore it holds what it may have sent.
 *
 * <p>{@code mvn verify -Dtest=KeepingProcessTest -Dhub.test.excluded=none}
 */
@Tag("slow")
class KeepingProcessTest {

    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String FRESH =
            Base64.getEncoder().encodeToString("a-fresh-key-a-fresh-key-a-fresh-".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path home;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aHubIsReloadedBackedUpLostAndRestored() throws Exception {
        copyRoutes();
        N3Simulator n3 = new N3Simulator(
                Clock.systemUTC(), N3SandboxSettings.completingAfter(Duration.ofSeconds(1)), HubProcess.TOKEN);
        try (Sandbox sandbox = new Sandbox(List.of(n3)).start(0, 0);
                HubProcess hub = new HubProcess(home, settings(sandbox))) {
            hub.start().awaitUp();
            assertThat(order(hub, 1).path("state").asText()).isEqualTo("completed");
            routesAreReloaded(hub);
            assertThat(order(hub, 2).path("state").asText())
                    .as("through reloaded routes")
                    .isEqualTo("completed");
            folderIsTakenFrom(hub);
            post(hub, "/api/operations/n3.snils/pause", 200);
            assertThat(send(hub, 3).path("state").asText()).isEqualTo("accepted");

            assertThat(command("backup", home.resolve("backup").toString())).isZero();
            assertThat(command("verify-audit")).isZero();
            assertThat(command("rotate-key", "--hub.ledger.key=" + FRESH + " " + KEY))
                    .as("the running hub does not know the new key")
                    .isEqualTo(3);
            hub.kill();
            Files.move(hub.data(), home.resolve("lost"));
            assertThat(command("restore", home.resolve("backup").toString())).isZero();
            hub.start().awaitUp();
            JsonNode services = json.readTree(get(hub, "/api/services"));
            assertThat(services)
                    .allSatisfy(service ->
                            assertThat(service.path("state").asText()).isIn("paused", "off"));
            post(hub, "/api/services/n3/resume", 200);
            post(hub, "/api/services/delivery/resume", 200);
            assertThat(json.readTree(get(hub, "/api/operations")).toString())
                    .as("survives")
                    .contains("\"paused\"");
            assertThat(Files.readString(hub.log())).contains("restored from a copy");
        }
    }

    private void routesAreReloaded(HubProcess hub) throws Exception {
        Path call = home.resolve("routes/service/service-call.camel.yaml");
        String right = Files.readString(call);
        post(hub, "/api/routes/reload", 200);
        Files.writeString(call, right.replace("method: dress", "method: undress"));
        assertThat(post(hub, "/api/routes/reload", 422)).contains("n3-call.camel.yaml", "undress");
        Files.writeString(call, right.replace("Sends every request to a service", "Sends each request to a service"));
        assertThat(post(hub, "/api/routes/reload", 200)).contains("RELOADED");
        Path configuration = home.resolve("routes/failure/failure-step.camel.yaml");
        Files.writeString(configuration, Files.readString(configuration) + "\n# changed\n");
        assertThat(post(hub, "/api/routes/reload", 200)).contains("RELOADED", "failure/failure-step.camel.yaml");
    }

    private void folderIsTakenFrom(HubProcess hub) throws Exception {
        Path in = hub.data().resolve("drop/in/n3.snils");
        Files.createDirectories(in);
        Files.writeString(in.resolve("after.json"), body(9));
        Path answer = hub.data().resolve("drop/out/n3.snils/after.result.json");
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(answer).content().contains("completed"));
    }

    private void copyRoutes() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = home.resolve(file.toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private Map<String, String> settings(Sandbox sandbox) {
        return Map.of(
                "hub.n3.base-url", sandbox.uri().resolve("n3/").toString(),
                "hub.n3.token", HubProcess.TOKEN,
                "hub.n3.reuse-answers", "0s",
                "hub.n3.poll-pause", "1s",
                "hub.routes-dir", home.resolve("routes").toString(),
                "hub.routes.reload", "true",
                "hub.jms.user", "");
    }

    private JsonNode order(HubProcess hub, int number) throws Exception {
        String id = send(hub, number).path("id").asText();
        return json.readTree(get(hub, "/api/orders/" + id + "?wait=30s"));
    }

    private JsonNode send(HubProcess hub, int number) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(hub.uri("/api/orders/n3.snils"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(number)));
        return json.readTree(call(hub, request, 202));
    }

    private static String body(int number) {
        return """
                {"patient":{"familyName":"Иванов","firstName":"Иван","birthDate":"1980-01-%02d","gender":"1"},"patientPersDocs":\
                {"type":"1","series":"4500","number":"%06d","issueDate":"2010-01-01","issuer":"ОВД"}}""".formatted(number, 100_000 + number);
    }

    private String post(HubProcess hub, String path, int expected) throws Exception {
        return call(hub, HttpRequest.newBuilder(hub.uri(path)).POST(HttpRequest.BodyPublishers.noBody()), expected);
    }

    private String get(HubProcess hub, String path) throws Exception {
        return call(hub, HttpRequest.newBuilder(hub.uri(path)), 200);
    }

    private String call(HubProcess hub, HttpRequest.Builder request, int expected) throws Exception {
        HttpResponse<String> answer = http.send(
                request.header("Authorization", hub.authorization()).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(expected);
        return answer.body();
    }

    /** Runs a command in its own process and returns the exit code. */
    private int command(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "org.hospitalhub.wiring.HospitalHub"));
        command.addAll(List.of(words));
        command.add("--hub.data-dir=" + home.resolve("data"));
        command.add("--hub.routes-dir=" + home.resolve("routes"));
        if (Stream.of(words).noneMatch(word -> word.startsWith("--hub.ledger.key="))) {
            command.add("--hub.ledger.key=" + KEY);
        }
        Path said = home.resolve("said-" + words[0] + ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        int code = process.waitFor();
        System.out.println(words[0] + " " + code + ": " + Files.readString(said));
        return code;
    }
}
