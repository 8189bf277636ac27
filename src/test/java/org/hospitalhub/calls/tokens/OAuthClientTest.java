package org.hospitalhub.calls.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.hospitalhub.calls.RawServer;
import org.hospitalhub.calls.tokens.NoTokenException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages of RFC 6749, and what servers make of them. */
class OAuthClientTest {

    private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");
    private static final String SECRET = "s%c r+t";
    private static final String GOOD = "{\"access_token\":\"2YotnFZFEjr1zCsicMWpAA\",\"token_type\":\"example\"}";

    private static OAuthClient client(TokenServer server, OAuthSettings.Style style) {
        return client(server, style, SECRET);
    }

    private static OAuthClient client(TokenServer server, OAuthSettings.Style style, String secret) {
        return new OAuthClient(
                new OAuthSettings(
                        server.at("/token"),
                        "s6BhdRkqt3:x",
                        secret,
                        "read write",
                        style,
                        Map.of("audience", "https://a&b")),
                server.door(),
                () -> NOW);
    }

    private static IssuedToken granted(byte[] answer) throws IOException {
        try (TokenServer server = new TokenServer((request, out) -> out.write(answer))) {
            return client(server, OAuthSettings.Style.BASIC).clientCredentials().fetch();
        }
    }

    private static NoTokenException failure(RawServer.Script script, Duration total) throws IOException {
        try (TokenServer server = new TokenServer(script, total)) {
            OAuthClient client = client(server, OAuthSettings.Style.BODY);
            NoTokenException none = catchThrowableOfType(NoTokenException.class, () -> client.refresh("first-refresh"));
            for (Throwable cause = none; cause != null; cause = cause.getCause()) {
                assertThat(String.valueOf(cause.getMessage()))
                        .doesNotContain("/token")
                        .doesNotContain(SECRET)
                        .doesNotContain("first-refresh");
            }
            return none;
        }
    }

    private static NoTokenException failure(byte[] answer) throws IOException {
        return failure((request, out) -> out.write(answer), Duration.ofMinutes(1));
    }

    @Test
    void theExampleOfTheStandardIsReadToItsEnd() throws IOException {
        IssuedToken granted = granted(TokenServer.json(
                200,
                "Cache-Control: no-store\r\n",
                "{\"access_token\":\"2YotnFZFEjr1zCsicMWpAA\",\"token_type\":\"Bearer\",\"expires_in\":3600,"
                        + "\"refresh_token\":\"tGzv3JOkF0XG5Qx2TlKWIA\",\"example_parameter\":\"example_value\"}"));
        assertThat(granted)
                .isEqualTo(new IssuedToken("2YotnFZFEjr1zCsicMWpAA", Duration.ofHours(1), "tGzv3JOkF0XG5Qx2TlKWIA"));
    }

    @ParameterizedTest
    @CsvSource({
        "3600, PT1H",
        "\"3600\", PT1H",
        "3599.9, PT59M59S",
        "0, PT0S",
        "99999999999, ",
        "-1, ",
        "\"soon\", ",
        "null, "
    })
    void theLifeOfATokenIsReadHoweverItIsWritten(String expires, Duration lives) throws IOException {
        String body = "{\"access_token\":\"a\",\"token_type\":\"bearer\",\"expires_in\":" + expires + "}";
        assertThat(granted(TokenServer.json(200, "", body)).lives()).isEqualTo(lives);
    }

    @Test
    void clientAndSecretStandInTheHeaderAsTheStandardEncodesThem() throws IOException {
        AtomicReference<String> body = new AtomicReference<>();
        try (TokenServer server = new TokenServer((request, out) -> {
            body.set(new String(request.body(), StandardCharsets.UTF_8));
            out.write(TokenServer.json(200, "", GOOD.replace("example", "bearer")));
        })) {
            client(server, OAuthSettings.Style.BASIC).clientCredentials().fetch();
            assertThat(server.server().requests()).containsExactly("POST /token");
            assertThat(body.get())
                    .isEqualTo("grant_type=client_credentials&scope=read+write&audience=https%3A%2F%2Fa%26b");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BASIC", "BODY"})
    void aPublicClientNamesItselfInTheBody(OAuthSettings.Style style) throws IOException {
        AtomicReference<String> body = new AtomicReference<>();
        try (TokenServer server = new TokenServer((request, out) -> {
            body.set(new String(request.body(), StandardCharsets.UTF_8));
            out.write(TokenServer.json(200, "", GOOD.replace("example", "bearer")));
        })) {
            client(server, style, "").refresh("first");
            assertThat(body.get()).endsWith("&client_id=s6BhdRkqt3%3Ax").doesNotContain("client_secret");
        }
    }

    @Test
    void clientAndSecretStandInTheBodyWhereTheServiceWantsIt() throws IOException {
        AtomicReference<String> body = new AtomicReference<>();
        try (TokenServer server = new TokenServer((request, out) -> {
            body.set(new String(request.body(), StandardCharsets.UTF_8));
            out.write(TokenServer.json(200, "", GOOD.replace("example", "bearer")));
        })) {
            client(server, OAuthSettings.Style.BODY).refresh("tGzv3+OkF0");
            assertThat(body.get())
                    .isEqualTo("grant_type=refresh_token&refresh_token=tGzv3%2BOkF0&scope=read+write"
                            + "&audience=https%3A%2F%2Fa%26b&client_id=s6BhdRkqt3%3Ax&client_secret=s%25c+r%2Bt");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_client, REFUSED",
        "401, invalid_client, REFUSED",
        "400, unauthorized_client, REFUSED",
        "400, invalid_grant, LOG_IN_AGAIN",
        "400, invalid_scope, REFUSED",
        "400, invalid_request, REFUSED",
        "400, unsupported_grant_type, REFUSED",
        "200, invalid_grant, LOG_IN_AGAIN",
        "400, temporarily_unavailable, RETRY",
        "500, server_error, RETRY",
        "400, slow_down, RETRY",
        "400, unheard_of, REFUSED",
        "503, unheard_of, RETRY"
    })
    void anErrorOfTheStandardSaysWhetherAPersonIsNeeded(int status, String error, Kind kind) throws IOException {
        NoTokenException none = failure(
                TokenServer.json(status, "", "{\"error\":\"" + error + "\",\"error_description\":\"" + SECRET + "\"}"));
        assertThat(none.kind()).isEqualTo(kind);
        assertThat(none.status()).isEqualTo(status);
        assertThat(none.passes()).isEqualTo(kind == Kind.RETRY);
    }

    @Test
    void anInvalidGrantIsNamedAsWhatWasPresented() throws IOException {
        try (TokenServer server = new TokenServer(
                (request, out) -> out.write(TokenServer.json(400, "", "{\"error\":\"invalid_grant\"}")))) {
            OAuthClient client = client(server, OAuthSettings.Style.BODY);
            assertThatThrownBy(() -> client.refresh("first")).hasMessageContaining("the refresh token");
            assertThatThrownBy(() -> client.code("c", "https://his.example/", "", ""))
                    .hasMessageContaining("the code of the log-in");
            assertThatThrownBy(() -> client.clientCredentials().fetch()).hasMessageContaining("check parameters");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "429, RETRY, PT7S",
        "500, RETRY, PT7S",
        "503, RETRY, PT7S",
        "403, RETRY, PT7S",
        "408, RETRY, PT7S",
        "404, REFUSED, ",
        "405, REFUSED, ",
        "302, REFUSED, ",
        "200, RETRY, PT7S",
        "204, RETRY, PT7S"
    })
    void anAnswerWithoutAnErrorIsReadByItsStatus(int status, Kind kind, Duration wait) throws IOException {
        NoTokenException none = failure(TokenServer.json(
                status, "Retry-After: 7\r\nLocation: /other\r\n", status == 204 ? "" : "<html>Busy</html>"));
        assertThat(none.kind()).isEqualTo(kind);
        assertThat(none.retryAfter()).isEqualTo(wait);
    }

    @Test
    void aPauseOfYearsIsBoundedToADay() throws IOException {
        assertThat(failure(TokenServer.json(503, "Retry-After: 999999999\r\n", ""))
                        .retryAfter())
                .isEqualTo(Duration.ofHours(24));
    }

    @Test
    void aTokenOfAnotherTypeIsNotSent() throws IOException {
        assertThat(failure(TokenServer.json(200, "", GOOD)).kind()).isEqualTo(Kind.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\\r\\nX: 1", "a b", "токен"})
    void aTokenThatCannotBeSentIsNone(String token) throws IOException {
        assertThat(failure(TokenServer.json(200, "", "{\"access_token\":\"" + token + "\",\"token_type\":\"Bearer\"}"))
                        .kind())
                .isEqualTo(Kind.RETRY);
    }

    @Test
    void surplusBytesAreNobodysToken() throws IOException {
        String stranger =
                "HTTP/1.1 200 OK\r\nContent-Length: 47\r\n\r\n{\"access_token\":\"stranger\",\"token_type\":\"Bearer\"}";
        try (TokenServer server = new TokenServer((request, out) -> {
            out.write(TokenServer.json(200, "", "{\"access_token\":\"own\",\"token_type\":\"Bearer\"}"));
            out.write(stranger.getBytes(StandardCharsets.UTF_8));
        })) {
            TokenSource source = client(server, OAuthSettings.Style.BASIC).clientCredentials();
            assertThat(source.fetch().token()).isEqualTo("own");
            assertThat(source.fetch().token()).isEqualTo("own");
            assertThat(server.server().connections()).isEqualTo(2);
        }
    }

    @Test
    void aTokenThatIsCutOffIsNone() throws IOException {
        byte[] whole = TokenServer.json(200, "", "{\"access_token\":\"own\",\"token_type\":\"Bearer\"}");
        NoTokenException none = failure(
                (request, out) -> {
                    out.write(whole, 0, whole.length - 4);
                    out.flush();
                    out.close();
                },
                Duration.ofMinutes(1));
        assertThat(none.kind()).isEqualTo(Kind.RETRY);
    }

    @Test
    void aTokenServiceThatDripsIsEndedAtTheTotalTime() throws IOException {
        NoTokenException none = failure(
                (request, out) -> {
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                    for (int i = 0; i < 9_000; i++) {
                        out.write('x');
                        out.flush();
                        TimeUnit.MILLISECONDS.sleep(20);
                    }
                },
                Duration.ofMillis(500));
        assertThat(none.kind()).isEqualTo(Kind.RETRY);
    }

    @Test
    void aSignedStatementIsSentInPlaceOfASecret() throws IOException {
        AtomicReference<String> body = new AtomicReference<>();
        try (TokenServer server = new TokenServer((request, out) -> {
            body.set(new String(request.body(), StandardCharsets.UTF_8));
            out.write(TokenServer.json(200, "", GOOD.replace("example", "bearer")));
        })) {
            OAuthClient client = new OAuthClient(
                    new OAuthSettings(
                            server.at("/token"),
                            "hospital",
                            "",
                            "",
                            OAuthSettings.Style.PRIVATE_KEY_JWT,
                            Map.of(),
                            Map.of(),
                            OAuthSettings.Dialect.STANDARD,
                            () -> "head.claims.signature"),
                    server.door(),
                    () -> NOW);
            client.clientCredentials().fetch();
        }
        assertThat(body.get())
                .isEqualTo("grant_type=client_credentials&client_id=hospital&client_assertion_type="
                        + "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
                        + "&client_assertion=head.claims.signature");
    }

    @Test
    void aTokenServiceThatIsNotThereIsTriedAgain() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (TokenServer server = new TokenServer((request, out) -> {})) {
            OAuthClient client = new OAuthClient(
                    new OAuthSettings(
                            URI.create("http://127.0.0.1:" + port + "/token"),
                            "id",
                            SECRET,
                            "",
                            OAuthSettings.Style.BASIC,
                            Map.of()),
                    server.door(),
                    () -> NOW);
            NoTokenException none = catchThrowableOfType(
                    NoTokenException.class, () -> client.clientCredentials().fetch());
            assertThat(none.kind()).isEqualTo(Kind.RETRY);
            assertThat(none).hasMessage("The token service cannot be reached.");
        }
    }
}
