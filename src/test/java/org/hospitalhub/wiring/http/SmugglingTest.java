package org.hospitalhub.wiring.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.hospitalhub.FreePort;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;

/**
 * Requests that a proxy and a server could cut differently, sent through a real nginx (Debian) to the hub's Tomcat: what the hub
 * sees is checked, not what nginx answers. Skipped where there is no nginx.
 */
class SmugglingTest {

    private static final Path NGINX = Path.of("/usr/sbin/nginx");
    private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nX: ";
    private static final List<String> SEEN = new CopyOnWriteArrayList<>();

    private static WebServerLimits limits;
    private static WebServer hub;
    private static Process nginx;
    private static int port;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(NGINX), "nginx is not there: apt-get install nginx");
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
        limits = new WebServerLimits(100, 80, Duration.ofSeconds(5), List.of("127.0.0.1"));
        limits.customize(factory);
        hub = factory.getWebServer(
                context -> context.addServlet("seen", new Seeing()).addMapping("/*"));
        hub.start();
        port = FreePort.next();
        // As docs/operations.md says: connections to the hub are kept, bodies are passed on as they come.
        Path configuration =
                Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events {}
                http {
                  access_log off;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  upstream hub { server 127.0.0.1:%2$d; keepalive 1; }
                  server {
                    listen 127.0.0.1:%3$d;
                    location / {
                      proxy_pass http://hub;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                      proxy_request_buffering off;
                    }
                  }
                }
                """.formatted(folder, hub.getPort(), port));
        nginx = new ProcessBuilder(NGINX.toString(), "-c", configuration.toString(), "-p", folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.out").toFile())
                .start();
        for (int tries = 0; tries < 100 && nginx.isAlive(); tries++) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        throw new IllegalStateException(Files.readString(folder.resolve("nginx.out")));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (nginx != null) {
            nginx.destroy();
            nginx.waitFor(10, TimeUnit.SECONDS);
        }
        if (hub != null) {
            limits.close();
            hub.stop();
        }
    }

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    /** Notes what reaches the hub. */
    private static final class Seeing extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            SEEN.add(request.getMethod() + " " + request.getRequestURI());
            request.getInputStream().readAllBytes();
            response.getWriter().print(request.getRequestURI());
        }
    }

    private static String say(String text) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(1_500);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            StringBuilder all = new StringBuilder();
            try {
                InputStream in = socket.getInputStream();
                for (int read = in.read(); read >= 0; read = in.read()) {
                    all.append((char) read);
                }
            } catch (IOException silence) {
                // nothing more comes
            }
            return all.toString();
        }
    }

    /** {@code ~} ends a line, {@code ^} is a bare line feed, {@code _} a tab; {@code HIDDEN} is a request in a body. */
    private static String request(String form) {
        return "POST /first HTTP/1.1\r\nHost: hub\r\n"
                + form.replace("HIDDEN", HIDDEN)
                        .replace("~", "\r\n")
                        .replace("^", "\n")
                        .replace("_", "\t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // CL.TE, TE.CL, TE.TE
                "Content-Length: 44~Transfer-Encoding: chunked~~0~~HIDDEN",
                "Transfer-Encoding: chunked~Content-Length: 4~~5c~HIDDEN~0~~",
                "Transfer-Encoding: chunked~Transfer-Encoding: x~~0~~HIDDEN",
                "Transfer-Encoding: x~Transfer-Encoding: chunked~~0~~HIDDEN",
                "Transfer-Encoding: chunked, identity~~0~~HIDDEN",
                "Transfer-Encoding: identity, chunked~~0~~HIDDEN",
                "Transfer-Encoding: xchunked~Content-Length: 4~~0~~HIDDEN",
                "Transfer-Encoding : chunked~Content-Length: 4~~0~~HIDDEN",
                "Transfer-Encoding:_chunked~Content-Length: 4~~0~~HIDDEN",
                "X: y^Transfer-Encoding: chunked~Content-Length: 4~~0~~HIDDEN",
                "Transfer-Encoding: \u000bchunked~Content-Length: 4~~0~~HIDDEN",
                // lengths
                "Content-Length: 4~Content-Length: 44~~0~~HIDDEN",
                "Content-Length: 44~Content-Length: 4~~0~~HIDDEN",
                "Content-Length: 4, 44~~0~~HIDDEN",
                "Content-Length: +4~~0~~HIDDEN",
                "Content-Length: 0x4~~0~~HIDDEN",
                "Content-Length: 4 4~~0~~HIDDEN",
                "Content-Length:~~0~~HIDDEN",
                "Content_Length: 4~~0~~HIDDEN",
                // folded lines, bare line feeds, colons
                "X: y~ Content-Length: 44~Content-Length: 4~~0~~HIDDEN",
                "Content-Length: 4~ 4~~0~~HIDDEN",
                "Content-Length: 4^^0~~HIDDEN",
                "X: y^Content-Length: 4~~0~~HIDDEN",
                "Content-Length\u0000: 4~~0~~HIDDEN",
                // chunks
                "Transfer-Encoding: chunked~~5;x=\"~\"~hello~0~~HIDDEN",
                "Transfer-Encoding: chunked~~5;^hello~0~~HIDDEN",
                "Transfer-Encoding: chunked~~5 ~hello~0~~HIDDEN",
                "Transfer-Encoding: chunked~~0x5~hello~0~~HIDDEN",
                "Transfer-Encoding: chunked~~-5~hello~0~~HIDDEN",
                "Transfer-Encoding: chunked~~5^hello^0^^HIDDEN",
                "Transfer-Encoding: chunked~~5~helloXX0~~HIDDEN",
                "Transfer-Encoding: chunked~~100000000000000005~hello~0~~HIDDEN",
                "Transfer-Encoding: chunked~~5~hello~0~Content-Length: 44~~HIDDEN"
            })
    void theHubSeesTheRequestsThatTheProxySawAndNobodyGetsAnothersAnswer(String form) throws IOException {
        String answers = say(request(form) + "\r\n\r\n");
        String next = say("GET /second HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n");
        assertThat(next).as("seen: " + SEEN).startsWith("HTTP/1.1 200").endsWith("/second");
        SEEN.remove("GET /second");
        // What nginx cut into two requests itself are two requests of one caller, and two answers.
        assertThat(answers.split("HTTP/1.1 200", -1)).as(answers).hasSize(1 + SEEN.size());
    }
}
