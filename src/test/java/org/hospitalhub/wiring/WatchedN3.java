package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.hospitalhub.sandbox.Sandbox;
import org.hospitalhub.sandbox.n3.N3SandboxSettings;
import org.hospitalhub.sandbox.n3.N3Simulator;

/** N3's simulator on a real port, with its log of the requests. */
final class WatchedN3 implements AutoCloseable {

    private final Sandbox sandbox;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();

    WatchedN3() throws Exception {
        N3SandboxSettings settings = N3SandboxSettings.completingAfter(Duration.ofSeconds(3));
        sandbox = new Sandbox(List.of(new N3Simulator(Clock.systemUTC(), settings, HubProcess.TOKEN))).start(0, 0);
    }

    /** A request as it arrived; the order is empty when it was never known. */
    record Arrival(Instant at, boolean question, String order, int status) {}

    /** The log of the requests. */
    record Log(
            List<Arrival> arrivals,
            int maxInWindow,
            int limitViolations,
            int pauseViolations,
            int duplicates,
            int posts) {

        /** The newest question of each order: the one that had the answer, once all orders have theirs. */
        Map<String, Instant> lastQuestions() {
            Map<String, Instant> last = new HashMap<>();
            arrivals.stream().filter(Arrival::question).forEach(one -> last.put(one.order(), one.at()));
            return last;
        }

        Map<String, Instant> submissions() {
            Map<String, Instant> first = new HashMap<>();
            arrivals.stream().filter(one -> !one.question()).forEach(one -> first.put(one.order(), one.at()));
            return first;
        }
    }

    String baseUrl() {
        return sandbox.uri().resolve("n3/").toString();
    }

    void set(String settings) throws Exception {
        control("POST", "settings", settings);
    }

    void mischief(String mischief) throws Exception {
        control("POST", "mischief", mischief);
    }

    Log log() throws Exception {
        JsonNode log = json.readTree(control("GET", "log", null));
        List<Arrival> arrivals = StreamSupport.stream(log.path("requests").spliterator(), false)
                .map(line -> new Arrival(
                        Instant.parse(line.path("at").asText()),
                        line.path("method").asText().equals("GET"),
                        line.path("order").asText(""),
                        line.path("status").asInt()))
                .toList();
        return new Log(
                arrivals,
                log.path("maxInWindow").asInt(),
                log.path("limitViolations").size(),
                log.path("pauseViolations").size(),
                log.path("duplicateOrders").asInt(),
                log.path("counts").path("post").asInt());
    }

    private String control(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(sandbox.uri().resolve("/sandbox/n3/" + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        return answer.body();
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
