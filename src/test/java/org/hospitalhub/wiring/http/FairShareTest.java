package org.hospitalhub.wiring.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;

/** A wave of one caller against a real Tomcat, while others call. Linux has all of 127.0.0.0/8. */
@Timeout(60)
class FairShareTest {

    private final List<Socket> sockets = new ArrayList<>();
    private final Semaphore may = new Semaphore(0);
    private final AtomicInteger working = new AtomicInteger();
    private WebServer server;

    @BeforeEach
    void start() {
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
        new FairShare(new FairTurns.Limits(4, 3, 2, 12, 8)).customize(factory);
        server = factory.getWebServer(
                context -> context.addServlet("answers", new Answers()).addMapping("/*"));
        server.start();
    }

    /** {@code /hold} ends when the test lets it; a body is read to its end. */
    private final class Answers extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getRequestURI().equals("/hold")) {
                working.incrementAndGet();
                may.acquireUninterruptibly();
            }
            response.getWriter().print(request.getInputStream().readAllBytes().length);
        }
    }

    @AfterEach
    void stop() throws IOException {
        may.release(1_000);
        for (Socket socket : sockets) {
            socket.close();
        }
        server.stop();
    }

    private Socket say(String from, String text) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", server.getPort()));
        socket.setSoTimeout(20_000);
        sockets.add(socket);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private Socket hold(String from) throws IOException {
        return say(from, "GET /hold HTTP/1.1\r\nHost: hub\r\nAuthorization: Basic YTph\r\nConnection: close\r\n\r\n");
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private void waitForWorking(int number) {
        await().until(() -> working.get() >= number);
    }

    @Test
    void anotherAddressIsAnsweredWhileAWaveWaits() throws Exception {
        for (int i = 0; i < 8; i++) {
            hold("127.0.0.2");
        }
        waitForWorking(2);
        assertThat(answer(say("127.0.0.3", "GET / HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n")))
                .startsWith("HTTP/1.1 200");
        assertThat(working).hasValue(2);
    }

    @Test
    void anotherUserOfTheAddressIsAnsweredWhileAWaveWaits() throws Exception {
        for (int i = 0; i < 8; i++) {
            hold("127.0.0.2");
        }
        waitForWorking(2);
        assertThat(answer(say("127.0.0.2", "GET / HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n")))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void theRestOfAWaveIsAskedToTryAgain() throws Exception {
        assertThat(refusedOfAWave())
                .startsWith("HTTP/1.1 503")
                .containsIgnoringCase("\r\nRetry-After: 2\r\n")
                .containsIgnoringCase("\r\nContent-Type: application/problem+json\r\n");
    }

    /** Sends calls of one user until one is refused; the others wait for their turn meanwhile. */
    private String refusedOfAWave() throws IOException {
        List<Socket> wave = new ArrayList<>();
        while (true) {
            Socket next = hold("127.0.0.2");
            next.setSoTimeout(100);
            wave.add(next);
            for (Socket socket : wave) {
                try {
                    return answer(socket);
                } catch (SocketTimeoutException inside) {
                    assertThat(wave).hasSizeLessThan(100);
                }
            }
        }
    }

    @Test
    void aBodyThatDoesNotArriveTakesNoTurn() throws Exception {
        for (int i = 0; i < 8; i++) {
            say("127.0.0.2", "POST / HTTP/1.1\r\nHost: hub\r\nContent-Length: 100\r\n\r\na");
        }
        assertThat(
                        answer(
                                say(
                                        "127.0.0.2",
                                        "POST / HTTP/1.1\r\nHost: hub\r\nAuthorization: Basic YTph\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc")))
                .startsWith("HTTP/1.1 200")
                .endsWith("3");
    }

    /** Otherwise Tomcat would wait for it, in the thread that is to be saved. */
    @Test
    void aRefusedCallWhoseBodyDoesNotArriveIsDisconnected() throws Exception {
        assertThat(refusedOfAWave()).isNotEmpty();
        Socket late = say(
                "127.0.0.2",
                "POST / HTTP/1.1\r\nHost: hub\r\nAuthorization: Basic YTph\r\nContent-Length: 100\r\n\r\n");
        assertThat(answer(late)).startsWith("HTTP/1.1 503").containsIgnoringCase("\r\nConnection: close");
    }
}
