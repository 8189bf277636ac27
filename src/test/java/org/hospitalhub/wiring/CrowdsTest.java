package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Slow and many connections from another address, while somebody works. Linux has all of 127.0.0.0/8. */
@Tag("slow")
class CrowdsTest {

    private final RunningHub hub = RunningHub.shared();
    private final List<Socket> sockets = new ArrayList<>();
    private final List<Future<?>> dripping = new ArrayList<>();
    private final ScheduledExecutorService drops = Executors.newSingleThreadScheduledExecutor();

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", hub.uri("/").getPort()));
        sockets.add(socket);
        return socket;
    }

    /** A connection that says this and then one byte a second. */
    private void drip(String beginning) throws IOException {
        OutputStream out = connect().getOutputStream();
        out.write(beginning.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        dripping.add(drops.scheduleAtFixedRate(() -> drop(out), 1, 1, TimeUnit.SECONDS));
    }

    private static void drop(OutputStream out) {
        try {
            out.write('a');
            out.flush();
        } catch (IOException cutOff) {
            throw new IllegalStateException(cutOff); // ends this drip
        }
    }

    private void theHubServes() {
        assertThat(hub.get("operator", "/api/services").statusCode()).isEqualTo(200);
        String order = hub.order(hub.patient("Терпелин", "Иван"));
        assertThat(hub.ended(order).path("state").asText()).isEqualTo("completed");
    }

    @AfterEach
    void hangUp() throws IOException {
        dripping.forEach(drip -> drip.cancel(true));
        drops.shutdownNow();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void aThousandIdleConnectionsKeepNobodyOut() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            connect();
        }
        theHubServes();
    }

    @Test
    void headersThatNeverEndKeepNobodyOut() throws IOException {
        for (int i = 0; i < 300; i++) {
            drip("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
        }
        theHubServes();
    }

    @Test
    void bodiesThatNeverEndKeepNobodyOut() throws IOException {
        // More than the share of one address.
        for (int i = 0; i < 1_100; i++) {
            drip("POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                    + "Content-Length: 100000\r\n\r\nusername=");
        }
        theHubServes();
    }
}
