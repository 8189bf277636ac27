package org.hospitalhub.wiring.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.valves.RemoteIpValve;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;

/** A real Tomcat under the hub's limits, and raw sockets that try to use it up. Linux has all of 127.0.0.0/8. */
class WebServerLimitsTest {

    private static final Duration HEADER_TIME = Duration.ofSeconds(1);

    private final List<Socket> sockets = new ArrayList<>();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch inside = new CountDownLatch(1);
    private WebServerLimits guard;
    private WebServer server;

    private void start(int max, int perAddress, String... proxies) {
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
        factory.addEngineValves(new RemoteIpValve());
        guard = new WebServerLimits(max, perAddress, HEADER_TIME, List.of(proxies));
        guard.customize(factory);
        server = factory.getWebServer(
                context -> context.addServlet("answers", new Answers()).addMapping("/*"));
        server.start();
    }

    /** Returns the caller's address and scheme; {@code /hold} answers late, a POST is read to its end. */
    private final class Answers extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getRequestURI().equals("/hold")) {
                inside.countDown();
                try {
                    held.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            }
            int length = request.getInputStream().readAllBytes().length;
            response.getWriter()
                    .print(request.getRemoteAddr() + " " + request.getScheme() + " " + request.getServerName() + " "
                            + length);
        }
    }

    @AfterEach
    void stop() throws IOException {
        held.countDown();
        for (Socket socket : sockets) {
            socket.close();
        }
        if (server != null) {
            guard.close();
            server.stop();
        }
    }

    private Socket say(String from, String text) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", server.getPort()));
        socket.setSoTimeout(20_000);
        sockets.add(socket);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return socket;
    }

    private String ask(String from, String path, String... headers) throws IOException {
        String head = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        try (Socket socket =
                say(from, "GET " + path + " HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n" + head + "\r\n")) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static boolean isClosed(Socket socket) {
        try {
            InputStream in = socket.getInputStream();
            return in.read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void halfOpenConnectionsOfOneAddressKeepNobodyOutNotEvenThatAddress() throws IOException {
        start(100, 40);
        for (int i = 0; i < 300; i++) {
            say("127.0.0.2", "GET / HTTP/1.1\r\nHost: hub\r\nX-Slow: ");
        }
        assertThat(ask("127.0.0.3", "/")).startsWith("HTTP/1.1 200");
        assertThat(ask("127.0.0.2", "/")).startsWith("HTTP/1.1 200");
    }

    @Test
    void halfOpenConnectionsOfManyAddressesKeepNobodyOut() throws IOException {
        start(100, 40);
        for (int i = 0; i < 300; i++) {
            say("127.0.1." + (1 + i % 200), "GET / HTTP/1.1\r\nHost: hub\r\nX-Slow: ");
        }
        assertThat(ask("127.0.0.3", "/")).startsWith("HTTP/1.1 200");
    }

    @Test
    void aRequestThatIsWorkedOnIsNeverCutOffForOthers() throws Exception {
        start(50, 20);
        Socket holding = say("127.0.0.2", "GET /hold HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n");
        assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 100; i++) {
            say("127.0.0.2", "GET / HTTP/1.1\r\nX: ");
        }
        held.countDown();
        assertThat(new String(holding.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void headersHaveOneTimeForAllOfTheirBytes() throws Exception {
        start(50, 20);
        Socket slow = say("127.0.0.2", "GET / HTTP/1.1\r\nX-Slow: ");
        Socket silent = say("127.0.0.2", "");
        Thread drops = new Thread(() -> {
            try {
                for (int i = 0; i < 100; i++) {
                    slow.getOutputStream().write('a');
                    TimeUnit.MILLISECONDS.sleep(100);
                }
            } catch (IOException | InterruptedException cutOff) {
                // as wanted
            }
        });
        drops.start();
        long began = System.nanoTime();
        assertThat(isClosed(slow)).isTrue();
        assertThat(isClosed(silent)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
        drops.join();
    }

    @ParameterizedTest
    @CsvSource({"0, 100, false", "21, 100, true", "21, 8192, false", "23, 8192, true", "27, 3, true"})
    void aBodyMayKeepTheHubWaitingForSoLong(long seconds, long bytes, boolean tooSlow) {
        assertThat(RequestBodyTimeout.tooSlow(Duration.ofSeconds(seconds).toNanos(), bytes))
                .isEqualTo(tooSlow);
    }

    @Test
    void aBodyThatIsNoOrderIsBounded() throws IOException {
        start(50, 20);
        try (Socket announced =
                say("127.0.0.2", "POST /login HTTP/1.1\r\nHost: hub\r\nContent-Length: 2000000\r\n\r\n")) {
            assertThat((char) announced.getInputStream().readNBytes(12)[9]).isEqualTo('4');
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//actuator/jolokia",
                "/actuator//jolokia",
                "/actuator/jolokia;x",
                "/orders%00",
                "/a/../b",
                "/a/%2e%2E/b",
                "/%",
                "/%zz",
                "/a%2fb",
                "/a\\b",
                "/a%5cb",
                "/;jsessionid=1",
                "/?q=%ff",
                "/?q=%c3%28",
                "/?q=%zz"
            })
    void anAmbiguousPathIsTurnedAwayBeforeAnybodyReadsIt(String path) throws IOException {
        start(50, 20);
        assertThat(ask("127.0.0.2", path)).startsWith("HTTP/1.1 400");
    }

    /** What a proxy and a server that read lengths differently would make a second, hidden request of. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4|Content-Length: 44",
                "Content-Length: 4|Transfer-Encoding: chunked",
                "Transfer-Encoding: chunked|Transfer-Encoding: identity",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding: chunked, identity",
                "Content-Length: +4",
                "Content-Length: 4, 44"
            })
    void anUnclearLengthHidesNoSecondRequest(String headers) throws IOException {
        start(50, 20);
        String smuggled = "0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: hub\r\n\r\n";
        Socket socket = say(
                "127.0.0.2", "POST / HTTP/1.1\r\nHost: hub\r\n" + headers.replace("|", "\r\n") + "\r\n\r\n" + smuggled);
        socket.setSoTimeout(3_000);
        StringBuilder all = new StringBuilder();
        try {
            InputStream in = socket.getInputStream();
            for (int read = in.read(); read >= 0; read = in.read()) {
                all.append((char) read);
            }
        } catch (IOException silence) {
            // nothing more comes
        }
        assertThat(all.toString().split("HTTP/1.1 ", -1)).hasSize(2);
    }

    /** It was an error of the hub (500): a valve read the length again. */
    @ParameterizedTest
    @ValueSource(strings = {"0x3", "-1", "99999999999999999999", "1\r\n 0", "3\r\nContent-Length: 4"})
    void aLengthThatIsNoNumberIsTheCallersMistake(String length) throws IOException {
        start(50, 20);
        assertThat(ask("127.0.0.2", "/", "Content-Length: " + length)).startsWith("HTTP/1.1 400");
    }

    @Test
    void headersOfAConfiguredProxyAreUsed() throws IOException {
        start(50, 20, "127.0.0.1", "127.0.5.0/24");
        assertThat(ask("127.0.0.1", "/", "X-Forwarded-For: 192.0.2.7", "X-Forwarded-Proto: https"))
                .contains("192.0.2.7 https hub ");
        assertThat(ask("127.0.5.9", "/", "X-Forwarded-For: 192.0.2.7")).contains("192.0.2.7 http hub ");
    }

    @Test
    void headersOfOthersAreIgnored() throws IOException {
        start(50, 20, "127.0.0.1");
        assertThat(ask(
                        "127.0.0.2",
                        "/",
                        "X-Forwarded-For: 192.0.2.7",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: evil"))
                .contains("127.0.0.2 http hub ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-For: 10.9.9.9, 192.0.2.7 | 192.0.2.7",
                "X-Forwarded-For: 10.9.9.9, 192.0.2.7, 127.0.0.1 | 192.0.2.7",
                "X-Forwarded-For: evil, 127.0.0.1 | 127.0.0.1",
                "X-Forwarded-For: 2001:db8::7 | 2001:db8::7",
                "X-Forwarded-Host: evil | 127.0.0.1"
            })
    void theCallerIsTheLastAddressThatIsNoProxy(String header, String caller) throws IOException {
        start(50, 20, "127.0.0.1");
        assertThat(ask("127.0.0.1", "/", header)).contains(caller + " http hub ");
    }

    @Test
    void theConnectionsFitTheHeap() {
        assertThat(WebServerLimits.fitting(512L << 20)).isEqualTo(4096);
        assertThat(WebServerLimits.fitting(16L << 20)).isEqualTo(200);
    }
}
