package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.hospitalhub.dispatch.Failures;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that drips or never ends costs the hub neither its thread nor its memory. */
class WholeAnswerTest {

    private static final CallLimits LIMITS =
            new CallLimits(Duration.ofSeconds(2), Duration.ofMillis(600), Duration.ofMillis(1_200), 10_000);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private HttpServer server;
    private CloseableHttpClient client;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(workers);
        server.createContext("/good", exchange -> {
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("whole".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            exchange.close();
        });
        server.createContext("/drip", exchange -> flow(exchange, 1, 100));
        server.createContext("/endless", exchange -> flow(exchange, 4_000, 1));
        server.createContext("/silent", exchange -> pause(5_000));
        server.createContext("/redirect", exchange -> {
            exchange.getResponseHeaders().add("Location", "/good");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
        HttpClientBuilder builder = HttpClientBuilder.create();
        new WholeAnswer(LIMITS, timer).configureHttpClient(builder);
        client = builder.build();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.stop(0);
        workers.shutdownNow();
        timer.shutdownNow();
    }

    private static void flow(HttpExchange exchange, int bytes, long everyMillis) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; i < 1_000; i++) {
                out.write(new byte[bytes]);
                out.flush();
                pause(everyMillis);
            }
        } catch (IOException cut) {
            exchange.close();
        }
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private String ask(String path) throws IOException {
        return client.execute(
                new HttpGet("http://127.0.0.1:" + server.getAddress().getPort() + path),
                answer -> answer.getCode() + " "
                        + (answer.getEntity() == null ? "" : EntityUtils.toString(answer.getEntity())));
    }

    @Test
    void aGoodAnswerIsReadWhole() throws IOException {
        assertThat(ask("/good")).isEqualTo("200 whole");
    }

    @Test
    void anAnswerThatDripsIsEndedAtTheTotalTime() {
        Instant before = Instant.now();
        assertThatThrownBy(() -> ask("/drip")).isInstanceOf(SocketTimeoutException.class);
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void anAnswerWithoutEndIsLeftAtTheLimit() {
        assertThatThrownBy(() -> ask("/endless")).isInstanceOf(Failures.AnswerTooLarge.class);
    }

    @Test
    void silenceIsEndedAtTheResponseTime() {
        assertThatThrownBy(() -> ask("/silent")).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void noRedirectIsFollowed() throws IOException {
        assertThat(ask("/redirect")).startsWith("302");
    }

    @Test
    void theClientGoesOnAfterATimeOut() throws IOException {
        assertThatThrownBy(() -> ask("/drip")).isInstanceOf(IOException.class);
        assertThat(ask("/good")).isEqualTo("200 whole");
    }
}
