package org.hospitalhub.wiring.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.hospitalhub.calls.NoWholeAnswerException;
import org.hospitalhub.calls.RawServer;
import org.junit.jupiter.api.Test;

class OutgoingHttpTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void aReceiverOfAnswersCannotSendHeadersWithoutEnd() throws IOException {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + "X: a\r\n".repeat(1_001) + "\r\n";
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        HttpClientBuilder builder = HttpClientBuilder.create();
        new OutgoingHttpConfiguration()
                .hubHttp(new CallLimits(LONG, LONG, LONG, 1_000_000), timer)
                .configureHttpClient(builder);
        try (RawServer server =
                        new RawServer(null, (request, out) -> out.write(head.getBytes(StandardCharsets.US_ASCII)));
                CloseableHttpClient client = builder.build()) {
            HttpGet get = new HttpGet("http://127.0.0.1:" + server.port());
            assertThatThrownBy(() -> client.execute(get, answer -> null)).isInstanceOf(NoWholeAnswerException.class);
        } finally {
            timer.shutdownNow();
        }
    }
}
