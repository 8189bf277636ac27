package org.hospitalhub.wiring.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.hospitalhub.sandbox.nhif.NhifSimulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServer;

/** The hub's own TLS ({@code server.ssl}): old versions, and handshakes that never end. */
class OwnTlsTest {

    private static WebServerLimits limits;
    private static WebServer server;

    private final List<Socket> sockets = new ArrayList<>();

    @BeforeAll
    static void start(@TempDir Path folder) {
        Ssl ssl = new Ssl();
        ssl.setKeyStore(new NhifSimulator(folder, InstantSource.system())
                .clientFile("server")
                .toString());
        ssl.setKeyStorePassword("sandbox");
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
        factory.setSsl(ssl);
        limits = new WebServerLimits(100, 40, Duration.ofSeconds(2), List.of());
        limits.customize(factory);
        server = factory.getWebServer(
                context -> context.addServlet("answers", new Answers()).addMapping("/*"));
        server.start();
    }

    @AfterAll
    static void stop() {
        limits.close();
        server.stop();
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private static final class Answers extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("answered");
        }
    }

    private static String ask(String... protocols) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new Anyone()}, null);
        try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", server.getPort())) {
            socket.setSoTimeout(20_000);
            socket.setEnabledProtocols(protocols);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static final class Anyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {
            // Who it is does not matter here.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private Socket begin(String from, byte[] bytes) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", server.getPort()));
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        sockets.add(socket);
        return socket;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void todaysVersionsAreSpoken(String version) throws Exception {
        assertThat(ask(version)).startsWith("HTTP/1.1 200").endsWith("answered");
    }

    /** The client's own JDK refuses these versions too: the server is asked by bytes. */
    @ParameterizedTest
    @ValueSource(ints = {0x0300, 0x0301, 0x0302})
    void oldVersionsAreRefused(int version) throws Exception {
        byte[] hello = new byte[4 + 2 + 32 + 1 + 2 + 4 + 2];
        hello[0] = 1;
        hello[3] = (byte) (hello.length - 4);
        hello[4] = (byte) (version >> 8);
        hello[5] = (byte) version;
        // After 32 bytes of time and chance and no session: TLS_RSA_WITH_AES_128_CBC_SHA and ECDHE_RSA with it, no
        // compression.
        int at = 4 + 2 + 32 + 1;
        byte[] suites = {0, 4, 0, 0x2F, (byte) 0xC0, 0x13, 1, 0};
        System.arraycopy(suites, 0, hello, at, suites.length);
        byte[] packet = new byte[5 + hello.length];
        packet[0] = 0x16;
        packet[1] = (byte) (version >> 8);
        packet[2] = (byte) version;
        packet[4] = (byte) hello.length;
        System.arraycopy(hello, 0, packet, 5, hello.length);
        int first;
        try {
            first = begin("127.0.0.2", packet).getInputStream().read();
        } catch (IOException reset) {
            first = -1;
        }
        // An alert, or the end; 0x16 would be the server's part of the handshake.
        assertThat(first).isIn(-1, 0x15);
    }

    @Test
    void handshakesThatNeverEndKeepNobodyOut() throws Exception {
        byte[] half = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3};
        for (int i = 0; i < 300; i++) {
            begin("127.0.0.2", i % 2 == 0 ? half : new byte[0]);
        }
        assertThat(ask("TLSv1.3")).endsWith("answered");
    }

    @Test
    void aHandshakeHasOneTime() throws Exception {
        Socket silent = begin("127.0.0.3", new byte[0]);
        Socket half = begin("127.0.0.3", new byte[] {0x16, 3, 1, 2, 0, 1});
        long began = System.nanoTime();
        for (Socket socket : List.of(silent, half)) {
            int read;
            try {
                read = socket.getInputStream().read();
            } catch (java.net.SocketException reset) {
                read = -1;
            }
            assertThat(read).isIn(-1, 0x15);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void plainHttpIsNotAnsweredThere() {
        assertThatThrownBy(() -> {
                    Socket plain = begin(
                            "127.0.0.4", "GET / HTTP/1.1\r\nHost: hub\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    String answer = new String(plain.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                    if (!answer.contains("answered")) {
                        throw new SSLException("refused");
                    }
                })
                .isInstanceOf(IOException.class);
    }
}
