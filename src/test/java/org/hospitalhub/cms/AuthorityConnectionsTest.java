package org.hospitalhub.cms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.hospitalhub.calls.RawServer;
import org.junit.jupiter.api.Test;

/** Whatever an authority leaves on a connection, the next question gets its own answer. */
class AuthorityConnectionsTest {

    private static final String STRANGER = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nstranger";

    private static String ask(RawServer server, Duration timeOut, String question) throws IOException {
        LimitedHttpClient http = new LimitedHttpClient(null, timeOut, 1_000);
        return asked(http, server, question);
    }

    private static String asked(LimitedHttpClient http, RawServer server, String question) throws IOException {
        URI address = URI.create("http://127.0.0.1:" + server.port() + "/" + question);
        return new String(http.post(address, "text/plain", new byte[] {1}), StandardCharsets.UTF_8);
    }

    @Test
    void everyRequestGetsItsOwnAnswer() throws IOException {
        LimitedHttpClient http = new LimitedHttpClient(null, Duration.ofMinutes(1), 1_000);
        try (RawServer server = new RawServer(null, (request, out) -> {
            out.write(RawServer.answer(200, request.last()));
            out.write(STRANGER.getBytes(StandardCharsets.UTF_8));
        })) {
            assertThat(asked(http, server, "first")).isEqualTo("first");
            assertThat(asked(http, server, "second")).isEqualTo("second");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void anAnswerThatDripsIsEndedAtTheTotalTime() throws IOException {
        try (RawServer server = new RawServer(null, (request, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 900; i++) {
                out.write('x');
                out.flush();
                TimeUnit.MILLISECONDS.sleep(50);
            }
        })) {
            assertThatThrownBy(() -> ask(server, Duration.ofMillis(700), "slow"))
                    .isInstanceOf(HttpTimeoutException.class);
        }
    }

    @Test
    void aFailureDoesNotRepeatTheAddress() throws IOException {
        try (RawServer server = new RawServer(null, (request, out) -> out.close())) {
            assertThatThrownBy(() -> ask(server, Duration.ofMinutes(1), "secret"))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the call failed")
                    .hasMessageNotContaining("secret");
        }
    }
}
