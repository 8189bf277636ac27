package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service is added to a running hub and removed from it by reloads.
 *
 * <p>{@code mvn verify -Dtest=AddedServiceProcessTest -Dhub.test.excluded=none}
 */
@Tag("slow")
class AddedServiceProcessTest {

    private static final String LAB = """
            service: lab
            settings:
              base-url: {type: url, required: true, on-off: true}
            limits: [{requests: 100, window: 60s}]
            doors:
              api: {url: "{settings.base-url}"}
            errors:
              - {when: any, then: park, code: LAB_UNEXPECTED}
            operations:
              lab.ask:
                kind: ask
                step:
                  request: GET /value
                  answer:
                    - {when: {status: 200, is: .value}, then: done, result: {value: .value}}
            """;

    @TempDir
    private Path home;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private HubProcess hub;

    @Test
    void aServiceComesAndGoesWhileTheHubRuns() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", asked -> {
            byte[] answer = "{\"value\":7}".getBytes(StandardCharsets.UTF_8);
            asked.getResponseHeaders().add("Content-Type", "application/json");
            asked.sendResponseHeaders(200, answer.length);
            asked.getResponseBody().write(answer);
            asked.close();
        });
        server.start();
        Files.createDirectories(home.resolve("services"));
        configure("logging.level.lab: INFO\n");
        hub = new HubProcess(
                home,
                Map.of(
                        "hub.services-dir",
                        home.resolve("services").toString(),
                        "hub.routes.reload",
                        "true",
                        "hub.jms.user",
                        "",
                        "spring.config.additional-location",
                        "file:" + home.resolve("config") + "/"));
        try (HubProcess running = hub) {
            running.start().awaitUp();
            call("POST", "/api/orders/lab.ask", "{}", 404);
            write("lab", LAB);
            write("bad", "service: bad\n");
            configure(
                    "hub.lab.base-url: http://127.0.0.1:" + server.getAddress().getPort() + "\n");
            assertThat(reload(200)).contains("RELOADED", "services/lab", "services/bad");
            itWorks();
            call("POST", "/api/services/lab/pause", "{}", 200);
            String waiting = order();
            Files.delete(home.resolve("services/lab/service.yaml"));
            Files.delete(home.resolve("services/lab"));
            assertThat(reload(422)).contains("lab.ask is gone, but 1 of its orders are open");
            call("POST", "/api/services/lab/resume", "{}", 200);
            assertThat(ended(waiting)).isEqualTo("completed");
            assertThat(reload(200)).contains("RELOADED");
            call("POST", "/api/orders/lab.ask", "{}", 404);
            assertThat(ended(waiting)).as("an order of a removed service").isEqualTo("completed");
        } finally {
            server.stop(0);
        }
    }

    private void itWorks() throws Exception {
        assertThat(ended(order())).isEqualTo("completed");
        assertThat(call("GET", "/api/services", null, 200)).contains("\"lab\"", "\"bad\"", "bad/service.yaml:");
        assertThat(call("GET", "/actuator/prometheus", null, 200))
                .contains(
                        "hub_orders{operation=\"lab.ask\"",
                        "hub_service_up{service=\"lab\"",
                        "hub_budget_limit{service=\"lab\"");
        assertThat(call("GET", "/", null, 200)).contains("lab", "bad/service.yaml:");
        Files.writeString(hub.drop().resolve("in/lab.ask/a.json"), "{}");
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(hub.drop().resolve("out/lab.ask/a.result.json"))
                        .content()
                        .contains("completed"));
    }

    private void write(String service, String yaml) throws IOException {
        Files.createDirectories(home.resolve("services").resolve(service));
        Files.writeString(home.resolve("services").resolve(service).resolve("service.yaml"), yaml);
    }

    private void configure(String yaml) throws IOException {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/application.yaml"), yaml);
    }

    private String order() throws Exception {
        return json.readTree(call("POST", "/api/orders/lab.ask", "{}", 202))
                .path("id")
                .asText();
    }

    private String ended(String id) throws Exception {
        return json.readTree(call("GET", "/api/orders/" + id + "?wait=30s", null, 200))
                .path("state")
                .asText();
    }

    private String reload(int status) throws Exception {
        return call("POST", "/api/routes/reload", "", status);
    }

    private String call(String method, String path, String body, int status) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(hub.uri(path))
                        .header("Authorization", hub.authorization())
                        .header("Content-Type", "application/json")
                        .header("Accept-Language", "en")
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(status);
        return answer.body();
    }
}
