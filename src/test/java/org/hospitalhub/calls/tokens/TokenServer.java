package org.hospitalhub.calls.tokens;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.hospitalhub.calls.DoorClient;
import org.hospitalhub.calls.GuardedHttpClient;
import org.hospitalhub.calls.RawServer;

/** A token service that sends the answers of a test, and a door to it. */
final class TokenServer implements AutoCloseable {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final RawServer server;
    private final DoorClient door;

    TokenServer(RawServer.Script script) throws IOException {
        this(script, LONG);
    }

    TokenServer(RawServer.Script script, Duration total) throws IOException {
        this.server = new RawServer(null, script);
        this.door = new DoorClient(
                new DoorClient.Settings(
                        new GuardedHttpClient.Limits(LONG, LONG, total, 100_000, false, false), null, null, 4),
                timer);
    }

    DoorClient door() {
        return door;
    }

    RawServer server() {
        return server;
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    static byte[] json(int status, String headers, String body) {
        return ("HTTP/1.1 " + status + " Said\r\nContent-Type: application/json;charset=UTF-8\r\n" + headers
                        + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        door.close();
        server.close();
        timer.shutdownNow();
    }
}
