package org.hospitalhub.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import com.nimbusds.jwt.JWTClaimsSet;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.ledger.Order;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** People and programs that the hospital's own log-in service knows. */
class OidcTest extends SharedHub {

    @LocalServerPort
    private int port;

    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @BeforeEach
    void olgaIsAnOperator() {
        OIDC.roles = List.of("operator");
    }

    private URI hub(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private HttpResponse<String> visit(URI address) throws Exception {
        return browser.send(
                HttpRequest.newBuilder(address).header("Accept", "text/html").build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static URI location(HttpResponse<String> answer) {
        return answer.uri().resolve(answer.headers().firstValue("Location").orElseThrow());
    }

    /** From the button to where the hub leads afterwards. */
    private URI logIn() throws Exception {
        URI provider = location(visit(hub("/oauth2/authorization/hub")));
        assertThat(provider.toString()).startsWith(OIDC.issuer()).contains("code_challenge_method=S256", "nonce=");
        return location(visit(location(visit(provider))));
    }

    private int bearer(String token, String path) throws Exception {
        return mvc.perform(get(path).header("Authorization", "Bearer " + token))
                .andReturn()
                .getResponse()
                .getStatus();
    }

    @Test
    void theLogInPageOffersBothWays() throws Exception {
        assertThat(visit(hub("/login")).body()).contains("Log in with Test ID", "name=\"password\"");
    }

    @Test
    void aPersonLogsInThereAndWorksHereUnderTheRolesOfTheToken() throws Exception {
        assertThat(logIn()).isEqualTo(hub("/"));
        HttpResponse<String> overview = visit(hub("/"));
        assertThat(overview.statusCode()).isEqualTo(200);
        assertThat(overview.body()).contains("Log out (olga)");
        assertThat(visit(hub("/audit")).statusCode()).isEqualTo(403);
        assertThat(audit.list(new Audit.Query("olga", null, null), 9))
                .extracting(Audit.Entry::what)
                .contains("log-in", "forbidden");
    }

    @Test
    void theLogOutEndsTheSessionHereAndLeadsToTheLogOutThere() throws Exception {
        logIn();
        Matcher token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"")
                .matcher(visit(hub("/")).body());
        assertThat(token.find()).isTrue();
        HttpResponse<String> out = browser.send(
                HttpRequest.newBuilder(hub("/logout"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("_csrf=" + token.group(1)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(location(out).toString()).startsWith(OIDC.issuer() + "/connect/logout?id_token_hint=");
        assertThat(visit(hub("/")).headers().firstValue("Location").orElseThrow())
                .endsWith("/login");
    }

    @Test
    void aUserWithoutARoleOfTheHubHasNoAccess() throws Exception {
        OIDC.roles = List.of("gardener");
        assertThat(logIn()).isEqualTo(hub("/login?norole"));
        assertThat(visit(hub("/")).statusCode()).isEqualTo(302);
        assertThat(visit(hub("/login?norole")).body()).contains("no role for this hub");
    }

    @Test
    void anAnswerThatNobodyAskedForIsRefused() throws Exception {
        assertThat(location(visit(hub("/login/oauth2/code/hub?code=stolen&state=guessed"))))
                .isEqualTo(hub("/login?error"));
    }

    @ParameterizedTest
    @CsvSource({
        "hospital-hub, OPERATOR, 300, 200",
        "hospital-hub, INTEGRATOR, 300, 403",
        "hospital-hub, OPERATOR, -300, 401",
        "another-program, OPERATOR, 300, 401"
    })
    void aTokenCountsForThisHubInItsTimeAndForItsRoles(String audience, String role, long seconds, int code)
            throws Exception {
        assertThat(bearer(OIDC.bearer(audience, "his", List.of(role), seconds), "/api/services"))
                .isEqualTo(code);
    }

    @Test
    void aProgramWithATokenOfTheLogInServiceIsKnownByItsNameAndRoles() throws Exception {
        OIDC.roles = List.of("INTEGRATOR");
        Order own = parked("his");
        assertThat(bearer(OIDC.granted(), "/api/orders/" + own.id())).isEqualTo(200);
        assertThat(bearer(OIDC.granted(), "/api/services")).isEqualTo(403);
    }

    @Test
    void aTokenOfAnotherMakeIsRefused() throws Exception {
        assertThat(bearer(OIDC.signedBySomebodyElse(), "/api/services")).isEqualTo(401);
        assertThat(bearer(OIDC.signedByTheKeyInIt(), "/api/services")).isEqualTo(401);
        assertThat(bearer(OIDC.unsigned(), "/api/services")).isEqualTo(401);
        assertThat(bearer(OIDC.signedWithThePublicKey(), "/api/services")).isEqualTo(401);
    }

    /** Signed by the right key: what the token says decides. */
    @Test
    void aTokenMustSayWhoGaveItForWhomAndUntilWhen() throws Exception {
        assertThat(bearer(OIDC.with(token -> token), "/api/services")).isEqualTo(200);
        assertThat(bearer(OIDC.with(token -> token.audience(List.of("a", OidcProvider.CLIENT))), "/api/services"))
                .isEqualTo(200);
        Instant soon = Instant.now().plusSeconds(200);
        Map<String, UnaryOperator<JWTClaimsSet.Builder>> wrong = Map.of(
                "another issuer", token -> token.issuer("https://elsewhere.example"),
                "an issuer with a slash", token -> token.issuer(OIDC.issuer() + "/"),
                "no issuer", token -> token.issuer(null),
                "no audience", token -> token.audience((String) null),
                "part of the audience", token -> token.audience(OidcProvider.CLIENT + "-2"),
                "no end", token -> token.expirationTime(null),
                "not yet", token -> token.notBeforeTime(Date.from(soon)));
        for (Map.Entry<String, UnaryOperator<JWTClaimsSet.Builder>> one : wrong.entrySet()) {
            assertThat(bearer(OIDC.with(one.getValue()), "/api/services"))
                    .as(one.getKey())
                    .isEqualTo(401);
        }
    }

    @Test
    void aTokenWithoutARoleOpensNothing() throws Exception {
        assertThat(bearer(OIDC.with(token -> token.claim("hub", null)), "/api/services"))
                .isEqualTo(403);
        assertThat(bearer(OIDC.with(token -> token.claim("hub", "OPERATOR")), "/api/services"))
                .isEqualTo(403);
        assertThat(bearer(
                        OIDC.with(token -> token.claim("hub", null).claim("roles", List.of("ADMIN"))), "/api/services"))
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"at+jwt, 200", "application/at+jwt, 200", "logout+jwt, 401", "secevent+jwt, 401"})
    void aTokenForAnotherUseIsNoAccessToken(String type, int code) throws Exception {
        assertThat(bearer(OIDC.typed(type), "/api/services")).isEqualTo(code);
    }

    @Test
    void keysChangeWhileTheHubRuns() throws Exception {
        String old = OIDC.rotate();
        assertThat(bearer(OIDC.with(token -> token), "/api/services")).isEqualTo(200);
        assertThat(bearer(old, "/api/services")).isEqualTo(401);
        assertThat(logIn()).isEqualTo(hub("/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "JMS", "hub", " file", "jms\u00a0", "fi\u200ble"})
    void nobodyIsCalledLikeATriggerOrTheHub(String name) throws Exception {
        assertThat(bearer(OIDC.bearer(OidcProvider.CLIENT, name, List.of("INTEGRATOR"), 300), "/api/orders"))
                .isEqualTo(401);
    }

    @Test
    void anIntegratorWithATokenReadsItsOwnOrders() throws Exception {
        Order own = parked("his");
        Order other = parked("somebody");
        String token = OIDC.bearer(OidcProvider.CLIENT, "his", List.of("INTEGRATOR"), 300);
        assertThat(bearer(token, "/api/orders/" + own.id())).isEqualTo(200);
        assertThat(bearer(token, "/api/orders/" + other.id())).isEqualTo(404);
    }

    private List<String> cookies(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(hub(path)).header("Accept", "text/html");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString())
                .headers()
                .allValues("Set-Cookie");
    }

    /** The CSRF token's cookie is read by Hawtio. */
    @Test
    void cookiesAreUnseenByScriptsAndGoToNoOtherSite() throws Exception {
        List<String> all = new java.util.ArrayList<>(cookies("/oauth2/authorization/hub"));
        all.addAll(cookies("/orders"));
        assertThat(all).isNotEmpty();
        for (String cookie : all) {
            if (!cookie.startsWith("XSRF-TOKEN")) {
                assertThat(cookie).contains("HttpOnly", "SameSite=Lax");
            }
        }
    }
}
