package org.hospitalhub.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that drips or never ends costs the hub neither its thread nor its memory. */
class GuardedHttpClientTest {

    /** However slow this machine is, a good answer comes. */
    private static final Duration LONG = Duration.ofMinutes(2);

    private static final Duration PATIENT = LONG;
    private static final Duration SHORT_IN_ALL = Duration.ofMillis(1_200);

    private static final ThrowingConsumer<Throwable> TIMED_OUT = thrown -> assertThat(thrown)
            .isInstanceOfSatisfying(NoWholeAnswerException.class, ended -> assertThat(ended.kind())
                    .isEqualTo(NoWholeAnswerException.Kind.TIMED_OUT));

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private HttpServer server;
    private CloseableHttpClient client;
    private final AtomicBoolean largeAsked = new AtomicBoolean();
    private final AtomicBoolean flowedWhole = new AtomicBoolean();

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
        server.createContext("/large", exchange -> {
            largeAsked.set(true);
            exchange.sendResponseHeaders(200, 2L * LargeData.large());
            exchange.getResponseBody().write(new byte[2 * LargeData.large()]);
            exchange.close();
        });
        server.createContext("/packed", exchange -> {
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = new GZIPOutputStream(exchange.getResponseBody())) {
                out.write(new byte[2 * LargeData.large()]);
            }
        });
        server.createContext("/part", exchange -> {
            exchange.getResponseHeaders().add("Content-Range", "bytes 0-4/500");
            exchange.sendResponseHeaders(206, 5);
            exchange.getResponseBody().write("whole".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            exchange.close();
        });
        server.createContext("/page", exchange -> {
            exchange.getResponseHeaders().add("Content-Range", "0-47/480");
            exchange.sendResponseHeaders(206, 5);
            exchange.getResponseBody().write("whole".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            exchange.close();
        });
        server.createContext("/redirect", exchange -> {
            exchange.getResponseHeaders().add("Location", "/good");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
    }

    private void within(Duration total) {
        within(total, LONG, timer);
    }

    private void within(Duration total, Duration silence, ScheduledExecutorService deadlines) {
        within(total, silence, deadlines, 10_000);
    }

    private void within(Duration total, Duration silence, ScheduledExecutorService deadlines, int bytes) {
        HttpClientBuilder builder = HttpClientBuilder.create();
        new GuardedHttpClient(new GuardedHttpClient.Limits(LONG, silence, total, bytes, false, false), deadlines)
                .join(builder);
        client = builder.build();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.stop(0);
        workers.shutdownNow();
        timer.shutdownNow();
    }

    private void flow(HttpExchange exchange, int bytes, long everyMillis) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; i < 1_000; i++) {
                out.write(new byte[bytes]);
                out.flush();
                pause(everyMillis);
            }
            flowedWhole.set(true);
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
        within(PATIENT);
        assertThat(ask("/good")).isEqualTo("200 whole");
    }

    @Test
    void aPartThatNobodyAskedForIsNoWholeAnswer() {
        within(PATIENT);
        assertThatThrownBy(() -> ask("/part")).isInstanceOf(NoWholeAnswerException.class);
    }

    @Test
    void aPageOfALongerListIsAnAnswer() throws IOException {
        within(PATIENT);
        assertThat(ask("/page")).isEqualTo("206 whole");
    }

    @Test
    void anAnswerThatDripsIsEndedAtTheTotalTime() {
        within(SHORT_IN_ALL);
        assertThatThrownBy(() -> ask("/drip")).satisfies(TIMED_OUT);
        assertThat(flowedWhole).as("the server was left to drip").isFalse();
    }

    @Test
    void anAnswerWithoutEndIsLeftAtTheLimit() {
        within(PATIENT);
        assertThatThrownBy(() -> ask("/endless")).isInstanceOf(AnswerTooLargeException.class);
    }

    @Test
    void theTimeOfACallDoesNotRunWhileItsLargeAnswerWaitsForRoom() throws Exception {
        ScheduledThreadPoolExecutor deadlines = new ScheduledThreadPoolExecutor(1);
        deadlines.setRemoveOnCancelPolicy(true);
        within(PATIENT, LONG, deadlines, 4 * LargeData.large());
        LargeData place = new LargeData(512L << 20);
        CompletableFuture<String> answer;
        try (LargeData.Work other = place.during()) {
            LargeData.hold(2L * LargeData.large());
            answer = CompletableFuture.supplyAsync(() -> askLarge("/large", place));
            await().atMost(LONG).until(largeAsked::get);
            await().atMost(LONG).until(() -> deadlines.getQueue().isEmpty());
            assertThat(answer).isNotDone();
        }
        assertThat(answer.get(20, TimeUnit.SECONDS)).hasSize("200 ".length() + 2 * LargeData.large());
        deadlines.shutdownNow();
    }

    @Test
    void anAnswerThatWaitsForRoomIsNotLostWhenOthersNeedLong() throws Exception {
        within(PATIENT, LONG, timer, 4 * LargeData.large());
        LargeData place = new LargeData(512L << 20, Duration.ZERO);
        CompletableFuture<String> answer;
        try (LargeData.Work other = place.during()) {
            LargeData.hold(2L * LargeData.large());
            answer = CompletableFuture.supplyAsync(() -> askLarge("/large", place));
            await().atMost(LONG).until(largeAsked::get);
            assertThatThrownBy(() -> answer.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        }
        assertThat(answer.get(20, TimeUnit.SECONDS)).hasSize("200 ".length() + 2 * LargeData.large());
    }

    private String askLarge(String path, LargeData place) {
        try (LargeData.Work work = place.during()) {
            return ask(path);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Test
    void fewBytesThatUnpackToManyWaitForRoomToo() throws Exception {
        HttpClientBuilder builder = HttpClientBuilder.create();
        new GuardedHttpClient(new GuardedHttpClient.Limits(LONG, LONG, LONG, 4 * LargeData.large(), false, true), timer)
                .join(builder);
        client = builder.build();
        LargeData place = new LargeData(512L << 20);
        CompletableFuture<String> answer;
        try (LargeData.Work other = place.during()) {
            LargeData.hold(2L * LargeData.large());
            answer = CompletableFuture.supplyAsync(() -> askLarge("/packed", place));
            assertThatThrownBy(() -> answer.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        }
        assertThat(answer.get(20, TimeUnit.SECONDS)).hasSize("200 ".length() + 2 * LargeData.large());
    }

    @Test
    void silenceIsEndedAtTheResponseTime() {
        within(LONG, Duration.ofMillis(600), timer);
        assertThatThrownBy(() -> ask("/silent")).satisfies(TIMED_OUT);
    }

    @Test
    void noRedirectIsFollowed() throws IOException {
        within(PATIENT);
        assertThat(ask("/redirect")).startsWith("302");
    }

    @Test
    void theClientGoesOnAfterATimeOut() {
        within(SHORT_IN_ALL);
        assertThatThrownBy(() -> ask("/drip")).isInstanceOf(IOException.class);
        await().atMost(LONG).ignoreExceptions().until(() -> ask("/good"), "200 whole"::equals);
    }

    @Test
    void aTimeThatIsOverBeforeThereIsAConnectionEndsTheCallToo() {
        ScheduledThreadPoolExecutor atOnce = new ScheduledThreadPoolExecutor(1) {
            @Override
            public ScheduledFuture<?> schedule(Runnable deadline, long delay, TimeUnit unit) {
                deadline.run();
                return super.schedule(() -> {}, 0, unit);
            }
        };
        within(PATIENT, LONG, atOnce);
        assertThatThrownBy(() -> ask("/good")).isInstanceOf(NothingSentException.class);
        atOnce.shutdownNow();
    }
}
