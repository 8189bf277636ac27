package org.hospitalhub.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Anonymous callers get no session, but return to the requested page after the log-in. */
class AnonymousCallsTest extends SharedHub {

    @LocalServerPort
    private int port;

    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        return browser.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Accept", "text/html")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String token() throws Exception {
        return send("GET", "/login", "").headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("XSRF-TOKEN="))
                .map(cookie -> cookie.substring("XSRF-TOKEN=".length(), cookie.indexOf(';')))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /",
        "GET, /orders",
        "GET, /orders?patient=1",
        "GET, /orders/x",
        "GET, /login",
        "GET, /login?error",
        "GET, /error",
        "GET, /actuator",
        "GET, /actuator/hawtio",
        "GET, /nowhere",
        "GET, /api/orders",
        "GET, /oauth2/authorization/hub",
        "GET, /login/oauth2/code/hub?code=x&state=y",
        "GET, /operations/ehealth/x/log-in/callback?code=x&state=y",
        "POST, /orders/search",
        "POST, /logout",
        "POST, /login",
        "POST, /api/orders/n3.snils",
        "OPTIONS, /orders",
        "HEAD, /orders"
    })
    void makeNoSession(String method, String path) throws Exception {
        assertThat(send(method, path, "username=x&password=y").headers().allValues("Set-Cookie"))
                .noneMatch(cookie -> cookie.startsWith("JSESSIONID"));
    }

    @Test
    void makeNoSessionByAWrongPasswordWithARightToken() throws Exception {
        HttpResponse<String> refused = send("POST", "/login", "username=operator&password=wrong&_csrf=" + token());
        assertThat(refused.headers().firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to).endsWith("/login?error"));
        assertThat(refused.headers().allValues("Set-Cookie")).noneMatch(cookie -> cookie.startsWith("JSESSIONID"));
    }

    @Test
    void aLogInLeadsToThePageThatWasWantedWithoutItsQuery() throws Exception {
        String token = token();
        send("GET", "/parked?secret=1", "");
        HttpResponse<String> welcome = send("POST", "/login", "username=operator&password=operator&_csrf=" + token);
        assertThat(welcome.headers().firstValue("Location")).hasValue("/parked");
        assertThat(welcome.headers().allValues("Set-Cookie")).anyMatch(cookie -> cookie.startsWith("JSESSIONID"));
    }

    @ParameterizedTest
    @CsvSource({"Ly9ldmlsLmV4YW1wbGU", "L1xldmlsLmV4YW1wbGU", "aHR0cHM6Ly9ldmlsLmV4YW1wbGU", "%%%"})
    void aForgedCookieLeadsNowhereElse(String forged) throws Exception {
        String token = token();
        HttpResponse<String> welcome = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/login"))
                                .header("Cookie", "hub-after-log-in=" + forged + "; XSRF-TOKEN=" + token)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "username=operator&password=operator&_csrf=" + token))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(welcome.headers().allValues("Location")).isEqualTo(List.of("/"));
    }
}
