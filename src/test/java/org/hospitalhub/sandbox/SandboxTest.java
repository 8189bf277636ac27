package org.hospitalhub.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The frame that carries every simulator. */
class SandboxTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private final Sandbox sandbox = new Sandbox(List.of(new Echo())).start(0, 0);

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void theLongestPrefixAnswers() throws Exception {
        assertThat(get("echo/x?a=%D0%96&b=2").body()).isEqualTo("GET /echo/x Ж");
        assertThat(get("echo/deep/x").body()).isEqualTo("deep");
    }

    @Test
    void anUnregisteredPathIsNotFound() throws Exception {
        assertThat(get("nowhere").statusCode()).isEqualTo(404);
    }

    @Test
    void aMethodThatNobodyAnnouncedIsForbidden() throws Exception {
        assertThat(get("only/").statusCode()).isEqualTo(405);
    }

    @Test
    void theIndexListsWhatCanBeCalled() throws Exception {
        assertThat(get("sandbox/").body()).contains("echo");
    }

    @Test
    void aHandlerThatFailsIsA500WithoutItsMessage() throws Exception {
        HttpResponse<String> answer = get("fail/");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void lateAnswersHoldNoThread() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> late = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            late.add(client.sendAsync(HttpRequest.newBuilder(uri("late/")).build(), BodyHandlers.ofString()));
        }

        assertThat(get("echo/x").statusCode()).isEqualTo(200);
        assertThat(late).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void aTakenPortIsReportedInOneLineWithItsSetting() {
        Sandbox second = new Sandbox(List.of());

        assertThatThrownBy(() -> second.start(sandbox.port(), 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("127.0.0.1:" + sandbox.port())
                .hasMessageContaining("hub.sandbox.port");
    }

    private HttpResponse<String> get(String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri(path)).timeout(Duration.ofMinutes(2)).build();
        return client.send(request, BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return sandbox.uri().resolve("/" + path);
    }

    private static final class Echo implements Simulator {
        @Override
        public String name() {
            return "echo";
        }

        @Override
        public void register(Routes routes) {
            routes.on(
                    Routes.ANY,
                    "/echo/",
                    call -> Reply.text(200, (call + " " + call.param("a").orElse("")).strip()));
            routes.on("GET", "/echo/deep/", call -> Reply.text(200, "deep"));
            routes.on("POST", "/only/", call -> Reply.empty(204));
            routes.on("GET", "/late/", call -> Reply.text(200, "late").after(Duration.ofHours(1)));
            routes.on("GET", "/fail/", call -> {
                throw new IllegalArgumentException("Иванов");
            });
        }
    }
}
