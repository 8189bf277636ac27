package org.hospitalhub.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a server does, a call says what came and whether anything can have arrived. */
class DoorClientTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String STRANGER = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nstranger";

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private DoorClient client = client(LONG);

    private DoorClient client(Duration total) {
        return new DoorClient(
                new DoorClient.Settings(
                        new GuardedHttpClient.Limits(LONG, LONG, total, 10_000, false, false), null, null, 2),
                timer);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        timer.shutdownNow();
    }

    private static URI at(RawServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void anAnswerIsReadWithItsHeadersWhateverItsStatus() throws IOException {
        String head =
                "HTTP/1.1 303 See\r\nlocation: /x\r\nX-Two: a\r\nX-TWO: b\r\nRetry-After: 7\r\nContent-Length: 3\r\n\r\nown";
        try (RawServer server = new RawServer(null, (request, out) -> out.write(bytes(head)))) {
            Answer answer = client.send(Request.get(at(server, "/a")));
            assertThat(answer.status()).isEqualTo(303);
            assertThat(answer.header("Location")).isEqualTo("/x");
            assertThat(answer.headers().get("x-two")).containsExactly("a", "b");
            assertThat(answer.retryAfter(java.time.Instant.EPOCH)).isEqualTo(Duration.ofSeconds(7));
            assertThat(answer.body()).isEqualTo(bytes("own"));
            assertThat(answer.certificateSent()).isFalse();
            assertThat(server.requests()).containsExactly("GET /a");
        }
    }

    @Test
    void aHeaderWithoutEndIsNoAnswer() throws IOException {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: " + "a".repeat(70_000) + "\r\n\r\n";
        try (RawServer server = new RawServer(null, (request, out) -> out.write(bytes(head)))) {
            assertThatThrownBy(() -> client.send(Request.get(at(server, "/a"))))
                    .isInstanceOf(NoWholeAnswerException.class);
        }
    }

    @Test
    void headersWithoutEndAreNoAnswer() throws IOException {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + "X: a\r\n".repeat(1_001) + "\r\n";
        try (RawServer server = new RawServer(null, (request, out) -> out.write(bytes(head)))) {
            assertThatThrownBy(() -> client.send(Request.get(at(server, "/a"))))
                    .isInstanceOf(NoWholeAnswerException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE"})
    void surplusBytesAreNobodysAnswer(String method) throws IOException {
        try (RawServer server = new RawServer(null, (request, out) -> {
            out.write(RawServer.answer(200, request.last()));
            out.write(bytes(STRANGER.repeat(3)));
        })) {
            for (String call : List.of("one", "two", "three")) {
                byte[] body = method.equals("GET") ? null : bytes("{}");
                Request request = new Request(method, at(server, "/" + call), Map.of(), body, "application/json");
                assertThat(client.send(request).body()).isEqualTo(bytes(call));
            }
            assertThat(server.connections()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void theCallSaysThatItLeavesBeforeItsFirstByteDoes(String method) throws IOException {
        AtomicInteger arrived = new AtomicInteger();
        AtomicInteger left = new AtomicInteger();
        try (RawServer server = new RawServer(null, (request, out) -> {
            arrived.incrementAndGet();
            out.write(RawServer.answer(200, "own"));
        })) {
            byte[] body = method.equals("GET") ? null : bytes("{}");
            client.send(new Request(method, at(server, "/a"), Map.of(), body, null), () -> {
                assertThat(arrived).hasValue(0);
                left.incrementAndGet();
            });
            assertThat(left).hasValue(1);
            assertThat(arrived).hasValue(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void whenTheLedgerIsGoneNothingLeaves(String method) throws IOException {
        try (RawServer server = new RawServer(null, (request, out) -> out.write(RawServer.answer(200, "own")))) {
            byte[] body = method.equals("GET") ? null : bytes("{}");
            Throwable failure = catchThrowable(
                    () -> client.send(new Request(method, at(server, "/a"), Map.of(), body, null), () -> {
                        throw new IllegalStateException("no ledger");
                    }));
            assertThat(failure).isInstanceOf(NothingSentException.class);
            assertThat(FailureClass.of(failure)).isEqualTo(FailureClass.NOTHING_SENT);
            assertThat(server.requests()).isEmpty();
        }
    }

    private FailureClass failure(RawServer.Script script) throws IOException {
        try (RawServer server = new RawServer(null, script)) {
            Throwable failure =
                    catchThrowable(() -> client.send(Request.post(at(server, "/a"), "text/plain", bytes("x"))));
            assertThat(failure).isInstanceOf(IOException.class).hasMessageNotContaining("127.0.0.1");
            return FailureClass.of(new RuntimeException(failure));
        }
    }

    @Test
    void aBodyThatIsCutOffIsNoAnswer() throws IOException {
        assertThat(failure((request, out) -> {
                    out.write(RawServer.answer(200, "half", 8));
                    out.flush();
                    out.close();
                }))
                .isEqualTo(FailureClass.PERHAPS_SENT);
    }

    @Test
    void aConnectionThatEndsWithoutAnAnswerPerhapsBroughtTheRequest() throws IOException {
        assertThat(failure((request, out) -> out.close())).isEqualTo(FailureClass.PERHAPS_SENT);
    }

    @Test
    void aSlowDripIsEndedAtTheTotalTime() throws IOException {
        client = client(Duration.ofMillis(700));
        assertThat(failure((request, out) -> drip(out))).isEqualTo(FailureClass.PERHAPS_SENT);
    }

    private static void drip(OutputStream out) throws IOException, InterruptedException {
        out.write(bytes("HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n"));
        for (int i = 0; i < 9_000; i++) {
            out.write('x');
            out.flush();
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void anAnswerThatIsTooLargeIsAnAnswer() throws IOException {
        assertThat(failure((request, out) -> out.write(RawServer.answer(200, "x".repeat(20_000)))))
                .isEqualTo(FailureClass.ANSWERED);
    }

    @Test
    void aServerThatIsNotThereGotNothing() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Throwable failure =
                catchThrowable(() -> client.send(Request.get(URI.create("http://127.0.0.1:" + port + "/a"))));
        assertThat(FailureClass.of(failure)).isEqualTo(FailureClass.NOTHING_SENT);
    }

    @Test
    void aServerThatSpeaksFirstGotNothing() throws IOException {
        try (RawServer server = new RawServer(null, (request, out) -> out.write(RawServer.answer(200, "own")))) {
            server.greet(STRANGER);
            AtomicInteger left = new AtomicInteger();
            Throwable failure = catchThrowable(() -> client.send(Request.get(at(server, "/a")), left::incrementAndGet));
            // Where the greeting comes after the request has left, the call is an answer of a stranger at worst once.
            assertThat(failure == null || FailureClass.of(failure) == FailureClass.NOTHING_SENT)
                    .isTrue();
            assertThat(failure == null || left.get() == 0).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Evil: 1", "a\nb", "a\u0000b", "имя"})
    void aHeaderThatWouldBeginAnotherIsRefusedAndNotRepeated(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Request.get(URI.create("https://x.example")).with(Map.of("X-Id", value)))
                .withMessageNotContaining(value);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Request.get(URI.create("https://x.example")).with(Map.of(value, "x")));
    }

    @Test
    void neitherRequestNorAnswerShowsItsDataWhenPrinted() {
        Request request = Request.post(URI.create("https://x.example/9876543210"), "text/plain", bytes("9876543210"))
                .with(Map.of("X-Key", "9876543210"));
        Answer answer = new Answer(200, Map.of("X-Id", List.of("9876543210")), bytes("9876543210"), false);
        assertThat(request + " " + answer).doesNotContain("9876543210");
    }
}
