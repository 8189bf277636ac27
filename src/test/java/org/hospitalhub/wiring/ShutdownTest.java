package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hospitalhub.sandbox.Sandbox;
import org.hospitalhub.sandbox.n3.N3SandboxSettings;
import org.hospitalhub.sandbox.n3.N3Simulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM takes no new work, lets the calls in flight end, and loses nothing. */
class ShutdownTest {

    private static final String PATIENT = """
            {"patient":{"familyName":"%s","firstName":"Иван","birthDate":"1980-05-05","gender":"1"},
             "patientPersDocs":{"type":"1","series":"4500","number":"100100","issueDate":"2010-01-01","issuer":"ОВД"}}""";

    @TempDir
    private Path home;

    /** Much longer than anything takes on a machine that is not slow, and shorter than the caller would wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(110);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void callsInFlightEndAndWaitingCallersAreAnsweredWhenTheHubStops() throws Exception {
        N3Simulator n3 = new N3Simulator(
                Clock.systemUTC(), N3SandboxSettings.completingAfter(Duration.ofSeconds(1)), HubProcess.TOKEN);
        try (Sandbox sandbox = new Sandbox(List.of(n3)).start(0, 0);
                HubProcess hub = new HubProcess(home, settings(sandbox))) {
            URI control = sandbox.uri().resolve("sandbox/n3/");
            post(control.resolve("settings"), null, "{\"slow\":\"5s\",\"pause\":\"1s\"}");
            hub.start().awaitUp();
            String first = order(hub, "Медленнов");
            await().atMost(PATIENCE)
                    .until(() ->
                            get(control.resolve("log"), null).path("requests").size() >= 1);
            String second = order(hub, "Бесконечнов");
            CompletableFuture<HttpResponse<String>> waiting = http.sendAsync(
                    request(hub.uri("/api/orders/" + second + "?wait=120s"), hub.authorization())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            await().atMost(PATIENCE)
                    .until(() ->
                            get(control.resolve("log"), null).path("requests").size() >= 2);
            await().atMost(PATIENCE).until(() -> requestsInside(hub) > 1);

            hub.tellToStop();
            JsonNode asItStands = json.readTree(
                    waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).body());
            assertThat(asItStands.path("state").asText())
                    .as("answered before the order ended")
                    .isIn("accepted", "working", "waiting");
            assertThat(hub.terminate(PATIENCE)).as("ended by itself").isTrue();
            JsonNode requests = get(control.resolve("log"), null).path("requests");
            assertThat(requests.get(0).path("status").asInt())
                    .as("the slow call was not cut")
                    .isEqualTo(200);
            assertThat(Files.readString(hub.log())).doesNotContain("did not end in time");

            hub.start().awaitUp();
            await("the first order").atMost(PATIENCE).until(() -> get(
                            hub.uri("/api/orders/" + first + "?wait=10s"), hub.authorization())
                    .path("state")
                    .asText()
                    .equals("completed"));
            assertThat(get(hub.uri("/api/orders/" + first + "/attempts"), hub.authorization())
                            .findValuesAsText("outcome"))
                    .doesNotContain("unsure");
        }
    }

    /** HTTP calls that the hub has taken and not answered yet; the question for them is one. */
    private long requestsInside(HubProcess hub) throws IOException, InterruptedException {
        String metrics = http.send(
                        request(hub.uri("/actuator/prometheus"), hub.authorization())
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        return metrics.lines()
                .filter(line -> line.startsWith("http_server_requests_active_seconds_active_count")
                        || line.startsWith("http_server_requests_active_seconds_count"))
                .mapToLong(line -> Math.round(Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))))
                .sum();
    }

    private static Map<String, String> settings(Sandbox sandbox) {
        return Map.of(
                "hub.n3.base-url",
                sandbox.uri().resolve("n3/").toString(),
                "hub.n3.token",
                HubProcess.TOKEN,
                "hub.n3.poll-pause",
                "1s",
                "hub.jms.user",
                "");
    }

    private String order(HubProcess hub, String family) throws Exception {
        return post(hub.uri("/api/orders/n3.snils"), hub.authorization(), PATIENT.formatted(family))
                .path("id")
                .asText();
    }

    private JsonNode post(URI uri, String authorization, String body) throws Exception {
        return send(request(uri, authorization).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode get(URI uri, String authorization) throws IOException, InterruptedException {
        return send(request(uri, authorization));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        return json.readTree(answer.body());
    }

    private static HttpRequest.Builder request(URI uri, String authorization) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Content-Type", "application/json");
        return authorization == null ? request : request.header("Authorization", authorization);
    }
}
