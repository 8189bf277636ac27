package org.hospitalhub.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.hospitalhub.sandbox.nhif.NhifSimulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a server leaves on a connection, the next call gets its own answer. */
class LeftoverBytesTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String STRANGER = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nstranger";

    private static ScheduledExecutorService timer;
    private static SSLContext serverSide;
    private static SSLContext clientSide;

    private CloseableHttpClient client;

    @BeforeAll
    static void keys(@TempDir Path data) throws Exception {
        timer = Executors.newSingleThreadScheduledExecutor();
        Path file = new NhifSimulator(data, InstantSource.system()).clientFile("server");
        KeyStore store = KeyStore.getInstance(file.toFile(), "sandbox".toCharArray());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "sandbox".toCharArray());
        serverSide = SSLContext.getInstance("TLS");
        serverSide.init(keys.getKeyManagers(), null, null);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        Certificate[] chain = store.getCertificateChain(store.aliases().nextElement());
        trusted.setCertificateEntry("root", chain[chain.length - 1]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        clientSide = SSLContext.getInstance("TLS");
        clientSide.init(null, trust.getTrustManagers(), null);
    }

    @AfterAll
    static void endTimer() {
        timer.shutdownNow();
    }

    @BeforeEach
    void open() {
        HttpClientBuilder builder = HttpClientBuilder.create()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setTlsSocketStrategy(new DefaultClientTlsStrategy(clientSide))
                        .build());
        new GuardedHttpClient(new GuardedHttpClient.Limits(LONG, LONG, LONG, 10_000, false, false), timer)
                .join(builder);
        client = builder.build();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
    }

    /** What the server sends to the request "first", and what the client may read of it. */
    @SuppressWarnings("ImmutableEnumChecker") // Its functions hold nothing.
    private enum Mischief {
        SURPLUS_ANSWER("200 own", (out) -> out.write(join(RawServer.answer(200, "own"), bytes(STRANGER)))),
        SURPLUS_ANSWER_A_MOMENT_LATER("200 own", out -> later(out, RawServer.answer(200, "own"), bytes(STRANGER))),
        TEN_SURPLUS_ANSWERS(
                "200 own", out -> out.write(join(RawServer.answer(200, "own"), bytes(STRANGER.repeat(10))))),
        BLANK_LINE_BEHIND("200 own", out -> out.write(join(RawServer.answer(200, "own"), bytes("\r\n\r\n")))),
        GARBAGE_BEHIND("200 own", out -> out.write(join(RawServer.answer(200, "own"), bytes("garbage")))),
        LENGTH_ZERO_ABOVE_AN_ERROR("400 {\"code\":1}", out -> out.write(RawServer.answer(400, "{\"code\":1}", 0))),
        LENGTH_ZERO_ABOVE_AN_ERROR_IN_TWO_PARTS(
                "500 trouble", out -> later(out, RawServer.answer(500, "", 0), bytes("trouble"))),
        LENGTH_ZERO_ABOVE_GOOD_NEWS("200 ", out -> out.write(RawServer.answer(200, "own", 0))),
        LENGTH_IN_CHARACTERS("200 {\"имя\":\"Ёж\"}", out -> out.write(RawServer.answer(200, "{\"имя\":\"Ёж\"}", 12))),
        LENGTH_IN_CHARACTERS_IN_TWO_PARTS("200 ёжики", out -> {
            byte[] whole = RawServer.answer(200, "ёжики", 5);
            int cut = whole.length - 3;
            later(out, java.util.Arrays.copyOf(whole, cut), java.util.Arrays.copyOfRange(whole, cut, whole.length));
        }),
        LENGTH_TOO_SHORT("200 own", out -> out.write(RawServer.answer(200, "own and more", 3))),
        NO_CONTENT_WITH_A_BODY("204 ", out -> out.write(RawServer.answer(204, "stranger"))),
        NOT_MODIFIED_WITH_A_BODY("304 ", out -> out.write(RawServer.answer(304, "stranger"))),
        BYTES_BEHIND_THE_LAST_CHUNK(
                "200 own",
                out -> out.write(bytes(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nown\r\n0\r\n\r\n" + STRANGER))),
        HINTS_BEFORE_THE_ANSWER(
                "200 own",
                out -> out.write(join(
                        bytes("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"),
                        join(RawServer.answer(200, "own"), bytes(STRANGER))))),
        NONSENSE_LABELS(
                "200 own",
                out -> out.write(bytes("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=\"?? \"\r\n"
                        + "Content-Encoding: text/plain; charset=utf-8\r\nHub-Cut: no\r\nContent-Length: 3\r\n\r\nown"
                        + STRANGER)));

        private final String read;
        private final Sending sending;

        Mischief(String read, Sending sending) {
            this.read = read;
            this.sending = sending;
        }
    }

    private interface Sending {
        void to(OutputStream out) throws IOException, InterruptedException;
    }

    static Stream<Arguments> mischiefs() {
        return Stream.of(Mischief.values())
                .flatMap(mischief -> Stream.of(Arguments.of(mischief, false), Arguments.of(mischief, true)));
    }

    @ParameterizedTest
    @MethodSource("mischiefs")
    void everyCallGetsItsOwnAnswer(Mischief mischief, boolean tls) throws Exception {
        try (RawServer server = new RawServer(tls ? serverSide : null, (request, out) -> {
            if (request.last().equals("first")) {
                mischief.sending.to(out);
            } else {
                out.write(RawServer.answer(200, "own " + request.last()));
            }
        })) {
            List<String> read = new ArrayList<>();
            read.add(ask(server, tls, "first"));
            for (int i = 1; i <= 4; i++) {
                read.add(ask(server, tls, "call-" + i));
            }
            assertThat(read)
                    .containsExactly(
                            mischief.read, "200 own call-1", "200 own call-2", "200 own call-3", "200 own call-4");
            assertThat(server.connections()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void callsBesideEachOtherGetTheirOwnAnswers(boolean tls) throws Exception {
        try (RawServer server = new RawServer(
                tls ? serverSide : null,
                (request, out) -> out.write(join(RawServer.answer(200, "own " + request.last()), bytes(STRANGER))))) {
            List<String> read = IntStream.range(0, 24)
                    .parallel()
                    .mapToObj(i -> {
                        try {
                            return i + "=" + ask(server, tls, "call-" + i);
                        } catch (IOException broken) {
                            return broken.toString();
                        }
                    })
                    .toList();
            assertThat(read)
                    .containsExactlyElementsOf(IntStream.range(0, 24)
                            .mapToObj(i -> i + "=200 own call-" + i)
                            .toList());
        }
    }

    @Test
    void bytesBeforeTheRequestAreNoAnswer() throws Exception {
        try (RawServer server =
                new RawServer(null, (request, out) -> out.write(RawServer.answer(200, "own " + request.last())))) {
            server.greet(STRANGER);
            // The first connection may be faster than the greeting; a few are not.
            for (int i = 0; i < 5; i++) {
                try {
                    ask(server, false, "call");
                } catch (NothingSentException refused) {
                    assertThat(server.requests().size()).isLessThan(i + 1);
                    return;
                }
            }
            throw new AssertionError("a greeting was taken for an answer five times");
        }
    }

    @Test
    void anAnswerShorterThanItSaysIsNoAnswer() throws Exception {
        try (RawServer server = new RawServer(null, (request, out) -> {
            out.write(RawServer.answer(200, "own", 30));
            out.flush();
            throw new IOException("closes");
        })) {
            assertThatThrownBy(() -> ask(server, false, "first")).isInstanceOf(NoWholeAnswerException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ello, I am no HTTP at all and say so for long\r\n\r\n",
                "HTTP/1.1 20x Odd\r\n\r\n",
                "HTTP/9.9 200 Odd\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nown\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nown",
                "HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nown",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nown"
            })
    void bytesThatAreNotHttpAreNoAnswer(String sent) throws Exception {
        try (RawServer server = new RawServer(null, (request, out) -> {
            out.write(bytes(sent));
            out.flush();
            throw new IOException("closes");
        })) {
            assertThatThrownBy(() -> ask(server, false, "first")).isInstanceOf(NoWholeAnswerException.class);
        }
    }

    private String ask(RawServer server, boolean tls, String path) throws IOException {
        HttpGet request = new HttpGet((tls ? "https" : "http") + "://localhost:" + server.port() + "/" + path);
        return client.execute(
                request,
                answer -> answer.getCode() + " "
                        + (answer.getEntity() == null
                                ? ""
                                : new String(EntityUtils.toByteArray(answer.getEntity()), StandardCharsets.UTF_8)));
    }

    private static void later(OutputStream out, byte[] first, byte[] second) throws IOException, InterruptedException {
        out.write(first);
        out.flush();
        TimeUnit.MILLISECONDS.sleep(30);
        out.write(second);
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] joined = java.util.Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, joined, one.length, other.length);
        return joined;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
