package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.hospitalhub.calls.tokens.MemoryTokens;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.service.engine.LabFixture.Answer;
import org.hospitalhub.service.engine.LabFixture.Asked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client of an OAuth server that has no secret (RFC 6749 §2.1). */
class PublicClientTest {

    private static final String LAB = """
            service: lab
            settings: {base-url: {type: url, required: true, on-off: true}, token: {type: secret}}
            doors:
              api:
                url: "{settings.base-url}"
                auth: {token-url: "{settings.base-url}/token", client-id: hospital, %s}
            errors: [{when: any, then: park, code: LAB_UNEXPECTED}]
            operations:
              lab.ask: {kind: ask, step: {request: GET /a, answer: [{when: {status: 200, is: .a}, then: done, result: {a: .a}}]}}
            """;
    private static final String PASSWORD =
            "kind: oauth2-client-credentials, parameters: {grant_type: password, username: ivan, password: x}";
    private static final String CODE = "kind: oauth2-refresh, refresh-token: \"{settings.token}\","
            + " log-in: {page: \"{settings.base-url}/sign-in\", scope: read}";

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<Asked> asked = new ArrayList<>();
    private LabFixture stage;

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        timer.shutdownNow();
        stage.close();
    }

    private void start(String auth) throws Exception {
        stage = new LabFixture(folder, LAB.formatted(auth), request -> {
            asked.add(request);
            return Answer.json("{\"access_token\":\"t\",\"token_type\":\"bearer\",\"refresh_token\":\"r\",\"a\":1}");
        });
    }

    private static Map<String, String> fields(String form) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : form.split("&")) {
            String[] parts = pair.split("=", 2);
            fields.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return fields;
    }

    @Test
    void aPasswordGrantNamesTheClientInTheBodyAlone() throws Exception {
        start(PASSWORD);
        Order order = stage.end(stage.accept("lab.ask", "{}"));
        assertThat(order.problem()).isNull();
        assertThat(fields(asked.get(0).text()))
                .containsEntry("client_id", "hospital")
                .containsEntry("grant_type", "password")
                .doesNotContainKey("client_secret");
        assertThat(asked.get(0).headers()).doesNotContainKey("authorization");
    }

    @Test
    void aCodeIsBoundToTheHubThatAskedForIt() throws Exception {
        start(CODE);
        ServiceProgram program = Objects.requireNonNull(stage.service().program());
        CodeLogIn logIn = new CodeLogIn(
                program,
                Objects.requireNonNull(program.definition().doors().get("api")),
                new DoorExchange(ServiceFixture.clients(timer, Duration.ofSeconds(20)), new DoorConfigurerRepository()),
                new MemoryTokens(),
                stage);
        Map<String, String> page = fields(
                logIn.begin("", "olena", URI.create("http://localhost/back")).getRawQuery());
        logIn.end("", "olena", page.getOrDefault("state", ""), "c0de");
        Map<String, String> sent = fields(asked.get(0).text());
        byte[] hash = MessageDigest.getInstance("SHA-256")
                .digest(sent.getOrDefault("code_verifier", "").getBytes(StandardCharsets.US_ASCII));
        assertThat(page)
                .containsEntry("code_challenge_method", "S256")
                .containsEntry(
                        "code_challenge",
                        Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
        assertThat(sent).containsEntry("client_id", "hospital").doesNotContainKey("client_secret");
        assertThat(sent.get("code_verifier")).hasSizeBetween(43, 128);
    }
}
