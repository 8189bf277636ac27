package org.hospitalhub.sandbox.n3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.hospitalhub.sandbox.Sandbox;
import org.hospitalhub.support.ManualClock;

/** A running sandbox with a clock that is set by hand, and a plain client. */
final class N3SimulatorFixture implements AutoCloseable {

    static final String KEY = "N3 00000000-0000-4000-8000-000000000001";
    static final Instant START = Instant.parse("2026-03-01T09:00:00Z");

    private static final ObjectMapper JSON = new ObjectMapper();

    final Sandbox sandbox;
    private final ManualClock clock = new ManualClock(START);
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMinutes(2))
            .build();

    N3SimulatorFixture(N3SandboxSettings settings) {
        this(settings, "");
    }

    N3SimulatorFixture(N3SandboxSettings settings, String token) {
        sandbox = new Sandbox(List.of(new N3Simulator(clock, settings, token))).start(0, 0);
    }

    static N3SimulatorFixture completingAfterSeconds(int seconds) {
        return new N3SimulatorFixture(N3SandboxSettings.completingAfter(Duration.ofSeconds(seconds)));
    }

    void pass(Duration duration) {
        clock.advance(duration);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofMinutes(2)).header("Authorization", KEY);
    }

    URI uri(String path) {
        return sandbox.uri().resolve(path);
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json;charset=UTF-8")
                .POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE());
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** Sends a request without waiting for its answer. */
    CompletableFuture<HttpResponse<String>> begin(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofString());
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        return JSON.readTree(get(path).body());
    }

    static JsonNode tree(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    /** Orders a SNILS and gives the path of its status. */
    String order(String family) throws IOException, InterruptedException {
        return "/n3" + post("/n3/snils", snils(family, "Иван")).body();
    }

    static String snils(String family, String first) {
        return """
                {"patient":{"familyName":"%s","firstName":"%s","patronymic":"Иванович","birthDate":"1992-10-31","gender":"1"},
                 "patientPersDocs":{"type":"1","series":"0000","number":"000001","issueDate":"2012-11-15","issuer":"ОВД"}}""".formatted(family, first);
    }

    static String policy(String family) {
        return """
                {"patient":{"familyName":"%s","firstName":"Иван","patronymic":"Иванович","birthDate":"1992-10-31"},
                 "patientPersDocs":{"type":"1","series":"0000","number":"000001"}}""".formatted(family);
    }

    static String validate(String family, String snils) {
        return """
                {"patient":{"familyName":"%s","firstName":"Иван","patronymic":"Иванович","snils":"%s","birthDate":"1992-10-31","gender":"1"}}""".formatted(family, snils);
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
