package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hospitalhub.sandbox.Sandbox;
import org.hospitalhub.support.ManualClock;
import org.jspecify.annotations.Nullable;

/** The simulator on a free port, called over real HTTP. */
final class RunningSandbox implements AutoCloseable {

    /** An answer with its JSON, a missing node when it has none. */
    record Answer(int status, JsonNode json, HttpResponse<byte[]> raw) {
        String text(String pointer) {
            return json.at(pointer).asText();
        }
    }

    static final Map<String, String> MIS =
            Map.of("API-key", "sandbox-api-key", "X-Custom-PSK", "5a".repeat(32), "Content-Type", "application/json");

    static final Instant START = Instant.parse("2026-06-15T10:00:00Z");

    final ManualClock clock = new ManualClock(START);
    final Path data;
    private final Sandbox sandbox;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectNode shipped;

    RunningSandbox(Path data) throws Exception {
        this(data, Duration.ZERO, null);
    }

    RunningSandbox(Path data, Duration autopilot, @Nullable Path stateFile) throws Exception {
        this.data = data;
        sandbox = new Sandbox(List.of(new EhealthSimulator(clock, data, autopilot, stateFile))).start(0, 0);
        shipped = (ObjectNode) call("GET", "/sandbox/ehealth/registry", Map.of(), new byte[0]).json;
    }

    /** The shipped registry, to be changed at will. */
    ObjectNode shipped() {
        return shipped.deepCopy();
    }

    TestKey identity(String name) throws Exception {
        return TestKey.load(data.resolve("sandbox/ehealth/" + name + ".p12"));
    }

    URI uri(String path) {
        return path.startsWith("http") ? URI.create(path) : sandbox.uri().resolve(path);
    }

    Answer call(String method, String path, Map<String, String> headers, byte[] body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofMinutes(2))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(
                response.statusCode(), Json.parse(response.body()).orElse(MissingNode.getInstance()), response);
    }

    /** A call of the control API. */
    Answer control(String method, String path, @Nullable JsonNode body) throws Exception {
        return call(method, "/sandbox/ehealth/" + path, Map.of(), body == null ? new byte[0] : Json.bytes(body));
    }

    /** A call of the service as the MIS of the shipped registry, with the shipped token of this legal entity. */
    Answer api(String method, String path, String who, @Nullable JsonNode body) throws Exception {
        Map<String, String> headers = new HashMap<>(MIS);
        headers.put("Authorization", "Bearer sandbox-" + who + "-token");
        return call(method, "/ehealth/api/" + path, headers, body == null ? new byte[0] : Json.bytes(body));
    }

    void reset() throws Exception {
        control("POST", "registry", shipped);
        control("DELETE", "mischief", null);
        control(
                "POST",
                "settings",
                EhealthSandboxSettings.defaults(Duration.ZERO).json());
        clock.set(START);
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
