package org.hospitalhub.sandbox.ehealth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OAuthTest {

    private static final String REDIRECT = "http://127.0.0.1:8080/callback";

    private static RunningSandbox sandbox;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        sandbox = new RunningSandbox(data);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void reset() throws Exception {
        sandbox.reset();
    }

    private static RunningSandbox.Answer token(String grant, String field, String value) throws Exception {
        ObjectNode token = Json.object()
                .put("client_id", Attempt.legalEntity(1))
                .put("client_secret", "sandbox-clinic-secret")
                .put("grant_type", grant)
                .put("redirect_uri", REDIRECT)
                .put(field, value);
        return sandbox.call(
                "POST",
                "/ehealth/oauth/tokens",
                Map.of("Content-Type", "application/json"),
                Json.bytes(Json.object().set("token", token)));
    }

    private static int list(String accessToken) throws Exception {
        Map<String, String> headers = new HashMap<>(RunningSandbox.MIS);
        headers.put("Authorization", "Bearer " + accessToken);
        return sandbox.call("GET", "/ehealth/api/contract_requests/capitation", headers, new byte[0])
                .status();
    }

    private static String signIn() throws Exception {
        RunningSandbox.Answer answer = sandbox.call(
                "GET",
                "/ehealth/sign-in?response_type=code&state=a%26b&scope=contract_request:read&client_id="
                        + Attempt.legalEntity(1) + "&user_id=" + Attempt.id(0xb1, 1) + "&redirect_uri="
                        + URLEncoder.encode(REDIRECT, StandardCharsets.UTF_8),
                Map.of(),
                new byte[0]);
        return answer.raw().headers().firstValue("Location").orElse("");
    }

    private static String code() throws Exception {
        return signIn().replaceAll(".*code=([^&]+).*", "$1");
    }

    @Test
    void signInRedirectsWithCodeAndState() throws Exception {
        assertThat(signIn()).startsWith(REDIRECT + "?code=").endsWith("&state=a%26b");
    }

    @Test
    void aCodeBecomesATokenThatOpensTheDoor() throws Exception {
        RunningSandbox.Answer answer = token("authorization_code", "code", code());

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text("/data/name")).isEqualTo("access_token");
        assertThat(answer.text("/data/details/refresh_token")).isNotEmpty();
        assertThat(list(answer.text("/data/value"))).isEqualTo(200);
    }

    @Test
    void aCodeWorksOnce() throws Exception {
        String code = code();
        token("authorization_code", "code", code);

        assertThat(token("authorization_code", "code", code).text("/error/type"))
                .isEqualTo("invalid_grant");
    }

    @Test
    void aCodeLivesThreeHundredSeconds() throws Exception {
        String code = code();
        sandbox.clock.advance(Duration.ofMinutes(5));

        assertThat(token("authorization_code", "code", code).status()).isEqualTo(401);
    }

    @Test
    void aNewLogInEndsTheOlderTokens() throws Exception {
        token("authorization_code", "code", code());

        assertThat(list("sandbox-clinic-token")).isEqualTo(401);
    }

    @Test
    void aRefreshTokenStaysUnlessItIsRotated() throws Exception {
        assertThat(token("refresh_token", "refresh_token", "sandbox-clinic-refresh")
                        .text("/data/details/refresh_token"))
                .isEqualTo("sandbox-clinic-refresh");
    }

    @Test
    void aRotatedRefreshTokenWorksOnce() throws Exception {
        sandbox.control("POST", "settings", Json.object().put("rotate_refresh_tokens", true));
        String next = token("refresh_token", "refresh_token", "sandbox-clinic-refresh")
                .text("/data/details/refresh_token");

        assertThat(List.of(
                        token("refresh_token", "refresh_token", "sandbox-clinic-refresh")
                                .text("/error/type"),
                        String.valueOf(
                                token("refresh_token", "refresh_token", next).status())))
                .containsExactly("token_not_found", "201");
    }

    @Test
    void aRevokedTokenIsReplacedByARefresh() throws Exception {
        sandbox.control(
                "POST", "mischief", Json.object().put("name", "token-revoked").put("count", 1));
        int revoked = list("sandbox-clinic-token");
        String fresh = token("refresh_token", "refresh_token", "sandbox-clinic-refresh")
                .text("/data/value");

        assertThat(List.of(revoked, list("sandbox-clinic-token"), list(fresh))).containsExactly(401, 401, 200);
    }

    @Test
    void anAccessTokenExpires() throws Exception {
        String value = token("refresh_token", "refresh_token", "sandbox-clinic-refresh")
                .text("/data/value");
        sandbox.clock.advance(Duration.ofDays(30));

        assertThat(list(value)).isEqualTo(401);
    }

    @Test
    void aWrongSecretIsRefused() throws Exception {
        assertThat(token("refresh_token", "client_secret", "wrong").text("/error/message"))
                .isEqualTo("Invalid client id or secret.");
    }
}
