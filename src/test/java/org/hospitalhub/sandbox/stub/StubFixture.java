package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.hospitalhub.sandbox.Sandbox;

/** A running sandbox with the stubs of the jar and of a folder, a clock that is set by hand, and a plain client. */
final class StubFixture implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    final Map<String, String> configuration = new HashMap<>();
    final Sandbox sandbox;
    private final Path folder;
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-30T09:00:00Z"));
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMinutes(1))
            .build();

    StubFixture(Path folder) {
        this.folder = folder;
        sandbox = new Sandbox(java.util.List.of(new StubSimulator(now::get, folder, configuration::get))).start(0, 0);
    }

    /** Writes a definition into the folder. */
    StubFixture with(String service, String yaml) throws IOException {
        Path own = Files.createDirectories(folder.resolve(service));
        Files.writeString(own.resolve("service.yaml"), yaml);
        return this;
    }

    void pass(Duration duration) {
        now.updateAndGet(instant -> instant.plus(duration));
    }

    HttpResponse<String> call(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofMinutes(1));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(
                request.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return call("GET", path, "", headers);
    }

    URI uri(String path) {
        return sandbox.uri().resolve(path);
    }

    JsonNode log(String service) throws IOException, InterruptedException {
        return tree(get("/sandbox/stub/" + service + "/log"));
    }

    static JsonNode tree(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }

    /** Asks for a token of the client-credentials kind, with the settings that the stub offers. */
    String bearer(String service) throws IOException, InterruptedException {
        String pair = "stub-client-id:stub-client-secret";
        HttpResponse<String> token = call(
                "POST",
                "/stub/" + service + "/oauth/token",
                "grant_type=client_credentials",
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Authorization",
                "Basic "
                        + java.util.Base64.getEncoder()
                                .encodeToString(pair.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        return "Bearer " + tree(token).path("access_token").asText();
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
