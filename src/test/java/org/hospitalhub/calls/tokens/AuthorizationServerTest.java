package org.hospitalhub.calls.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.hospitalhub.calls.DoorClient;
import org.hospitalhub.calls.GuardedHttpClient;
import org.hospitalhub.calls.tokens.NoTokenException.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.HttpEncodingAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.ServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.web.SecurityFilterChain;

/** The token keepers against the authorization server of the Spring project, which knows nothing of the hub. */
class AuthorizationServerTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String ID = "hospital:7 %x+";
    private static final String SECRET = "p%c r+t&ж";

    private static AnnotationConfigServletWebServerApplicationContext server;
    private static ScheduledExecutorService timer;
    private static DoorClient door;

    @Configuration(proxyBeanMethods = false)
    @EnableWebSecurity
    @ImportAutoConfiguration({
        SecurityAutoConfiguration.class,
        SecurityFilterAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        HttpEncodingAutoConfiguration.class,
        HttpMessageConvertersAutoConfiguration.class,
        WebMvcAutoConfiguration.class
    })
    static class Server {

        @Bean
        ServletWebServerFactory tomcat() {
            return new TomcatServletWebServerFactory(0);
        }

        @Bean
        SecurityFilterChain security(HttpSecurity http) throws Exception {
            OAuth2AuthorizationServerConfigurer oauth = new OAuth2AuthorizationServerConfigurer();
            return http.securityMatcher(oauth.getEndpointsMatcher())
                    .with(oauth, settings -> {})
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .build();
        }

        @Bean
        RegisteredClientRepository clients() {
            return new InMemoryRegisteredClientRepository(
                    client("1", ID, SECRET), client("2", "client-2", "client-2-secret"));
        }

        private static RegisteredClient client(String key, String id, String secret) {
            return RegisteredClient.withId(key)
                    .clientId(id)
                    .clientSecret("{noop}" + secret)
                    .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                    .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                    .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                    .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                    .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
                    .redirectUri("https://hospital.example/back")
                    .scope("read")
                    .scope("write")
                    .tokenSettings(TokenSettings.builder()
                            .accessTokenFormat(OAuth2TokenFormat.REFERENCE)
                            .accessTokenTimeToLive(Duration.ofMinutes(10))
                            .reuseRefreshTokens(false)
                            .build())
                    .build();
        }

        @Bean
        OAuth2AuthorizationService authorizations() {
            return new InMemoryOAuth2AuthorizationService();
        }

        @Bean
        AuthorizationServerSettings settings() {
            return AuthorizationServerSettings.builder()
                    .issuer("http://127.0.0.1")
                    .build();
        }
    }

    @BeforeAll
    static void start() {
        server = new AnnotationConfigServletWebServerApplicationContext();
        server.register(Server.class);
        server.refresh();
        timer = Executors.newSingleThreadScheduledExecutor();
        door = new DoorClient(
                new DoorClient.Settings(
                        new GuardedHttpClient.Limits(LONG, LONG, LONG, 100_000, false, false), null, null, 4),
                timer);
    }

    @AfterAll
    static void stop() throws IOException {
        door.close();
        timer.shutdownNow();
        server.close();
    }

    private static URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getWebServer().getPort() + path);
    }

    private static OAuthClient client(String id, String secret, String scope, OAuthSettings.Style style) {
        return new OAuthClient(
                new OAuthSettings(at("/oauth2/token"), id, secret, scope, style, Map.of()),
                door,
                InstantSource.system());
    }

    private static JsonNode introspected(String token) throws IOException {
        String basic = Base64.getEncoder().encodeToString("client-2:client-2-secret".getBytes(StandardCharsets.UTF_8));
        return new JsonMapper()
                .readTree(door.send(org.hospitalhub.calls.Request.post(
                                        at("/oauth2/introspect"),
                                        "application/x-www-form-urlencoded",
                                        ("token=" + token).getBytes(StandardCharsets.UTF_8))
                                .with(Map.of("Authorization", "Basic " + basic)))
                        .body());
    }

    @Test
    void clientCredentialsGiveATokenThatTheServerKnows() throws IOException {
        for (OAuthSettings.Style style : List.of(OAuthSettings.Style.BASIC, OAuthSettings.Style.BODY)) {
            IssuedToken granted =
                    client(ID, SECRET, "read write", style).clientCredentials().fetch();
            assertThat(granted.lives()).isBetween(Duration.ofSeconds(590), Duration.ofSeconds(600));
            JsonNode known = introspected(granted.token());
            assertThat(known.path("active").asBoolean()).isTrue();
            assertThat(known.path("client_id").asText()).isEqualTo(ID);
            assertThat(known.path("scope").asText()).contains("read", "write");
        }
    }

    @Test
    void aWrongSecretAndAWrongScopeNeedAPerson() {
        for (OAuthSettings.Style style : List.of(OAuthSettings.Style.BASIC, OAuthSettings.Style.BODY)) {
            assertThat(failure(client(ID, "wrong", "", style).clientCredentials()))
                    .isEqualTo(Kind.REFUSED);
            assertThat(failure(client("nobody", SECRET, "", style).clientCredentials()))
                    .isEqualTo(Kind.REFUSED);
            assertThat(failure(client(ID, SECRET, "all", style).clientCredentials()))
                    .isEqualTo(Kind.REFUSED);
        }
    }

    private static Kind failure(TokenSource source) {
        return catchThrowableOfType(NoTokenException.class, source::fetch).kind();
    }

    @Test
    void aRotatingRefreshTokenIsFollowedOverRenewalsAndNodes() throws IOException {
        TokenStore store = new MemoryTokens();
        String first = loggedIn();
        Instant[] now = {Instant.now()};
        String last = "";
        for (int renewal = 0; renewal < 4; renewal++) {
            SharedToken node = new SharedToken(
                    new SharedToken.Settings("token", first, Duration.ofSeconds(30), LONG),
                    client(ID, SECRET, "", OAuthSettings.Style.BASIC)::refresh,
                    token -> Map.of("Authorization", token),
                    store,
                    () -> now[0]);
            String token = node.credentials().headers().get("Authorization");
            assertThat(token).isNotEqualTo(last);
            assertThat(introspected(token).path("active").asBoolean()).isTrue();
            last = token;
            now[0] = now[0].plus(Duration.ofMinutes(10));
        }
        NoTokenException twice =
                catchThrowableOfType(NoTokenException.class, () -> client(ID, SECRET, "", OAuthSettings.Style.BASIC)
                        .refresh(first));
        assertThat(twice.kind()).isEqualTo(Kind.LOG_IN_AGAIN);
    }

    /** Somebody has logged in with a browser: the server holds a refresh token. */
    private static String loggedIn() {
        RegisteredClient client =
                server.getBean(RegisteredClientRepository.class).findByClientId(ID);
        Instant issued = Instant.now();
        String refresh = UUID.randomUUID().toString();
        server.getBean(OAuth2AuthorizationService.class)
                .save(OAuth2Authorization.withRegisteredClient(client)
                        .principalName("user")
                        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                        .authorizedScopes(java.util.Set.of("read"))
                        .attribute(java.security.Principal.class.getName(), new TestingAuthenticationToken("user", ""))
                        .accessToken(new OAuth2AccessToken(
                                OAuth2AccessToken.TokenType.BEARER,
                                "x",
                                issued,
                                issued.plusSeconds(60),
                                java.util.Set.of("read")))
                        .refreshToken(new OAuth2RefreshToken(refresh, issued, issued.plusSeconds(3600)))
                        .build());
        return refresh;
    }
}
