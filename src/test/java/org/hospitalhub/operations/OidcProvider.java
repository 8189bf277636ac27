package org.hospitalhub.operations;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The authorization server of the Spring project as the hospital's log-in service. It knows one person, who is logged in there
 * already, and one program; it demands PKCE and the hub's secret. Tokens that it would never give are made with its key.
 */
final class OidcProvider implements AutoCloseable {

    static final String CLIENT = "hospital-hub";
    static final String SECRET = "oidc-secret";
    private static final Pattern TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");

    /** Roles of the user who logs in next. */
    volatile List<String> roles = List.of("operator");

    private final AnnotationConfigServletWebServerApplicationContext server =
            new AnnotationConfigServletWebServerApplicationContext();
    private volatile RSAKey key = newKey("first");

    OidcProvider() {
        server.registerBean(OidcProvider.class, () -> this);
        server.register(Server.class);
        server.refresh();
    }

    /** No configuration by its annotation: the hub that is tested looks for those. */
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
                    .with(oauth, settings -> settings.oidc(Customizer.withDefaults()))
                    .addFilterAfter(new OlgaIsLoggedIn(), SecurityContextHolderFilter.class)
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .build();
        }

        @Bean
        RegisteredClientRepository clients() {
            RegisteredClient hub = RegisteredClient.withId("1")
                    .clientId(CLIENT)
                    .clientSecret("{noop}" + SECRET)
                    .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                    .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                    // Of a loopback address the port does not count (RFC 8252 §7.3).
                    .redirectUri("http://127.0.0.1/login/oauth2/code/hub")
                    .postLogoutRedirectUri("http://127.0.0.1/login?bye")
                    .scope("openid")
                    .scope("profile")
                    .clientSettings(
                            ClientSettings.builder().requireProofKey(true).build())
                    .build();
            RegisteredClient program = RegisteredClient.withId("2")
                    .clientId("his")
                    .clientSecret("{noop}his-secret")
                    .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                    .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                    .build();
            return new InMemoryRegisteredClientRepository(hub, program);
        }

        @Bean
        JWKSource<SecurityContext> keys(OidcProvider provider) {
            return (selector, context) -> selector.select(new JWKSet(provider.key));
        }

        @Bean
        JwtDecoder ownTokens(JWKSource<SecurityContext> keys) {
            return OAuth2AuthorizationServerConfiguration.jwtDecoder(keys);
        }

        @Bean
        OAuth2TokenCustomizer<JwtEncodingContext> claims(OidcProvider provider) {
            return token -> token.getClaims()
                    .audience(List.of(CLIENT))
                    .claim("preferred_username", token.getPrincipal().getName())
                    .claim("hub", Map.of("roles", provider.roles));
        }

        @Bean
        AuthorizationServerSettings settings() {
            return AuthorizationServerSettings.builder().build();
        }
    }

    /** She has logged in there before; the hub's client authenticates itself at the token endpoint. */
    private static final class OlgaIsLoggedIn extends OncePerRequestFilter {
        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            if (SecurityContextHolder.getContext().getAuthentication() == null) {
                SecurityContextHolder.getContext()
                        .setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                                "olga",
                                null,
                                List.of(FactorGrantedAuthority.fromAuthority(
                                        FactorGrantedAuthority.PASSWORD_AUTHORITY))));
            }
            chain.doFilter(request, response);
        }
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getWebServer().getPort();
    }

    private static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Gives up its key; returns a token that was signed with the old one. */
    String rotate() {
        String old = bearer(CLIENT, "his", List.of("OPERATOR"), 300);
        key = newKey("key-" + System.nanoTime());
        return old;
    }

    /** A token as the program {@code his} gets it from the server (RFC 6749 §4.4). */
    String granted() throws IOException, InterruptedException {
        String basic = Base64.getEncoder().encodeToString("his:his-secret".getBytes(StandardCharsets.US_ASCII));
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(issuer() + "/oauth2/token"))
                                .header("Authorization", "Basic " + basic)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        Matcher token = TOKEN.matcher(answer.body());
        if (!token.find()) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return token.group(1);
    }

    /** A token with its key. */
    String bearer(String audience, String name, List<String> roles, long seconds) {
        return sign(key, "JWT", claims(audience, name, roles, seconds));
    }

    /** A token with its key and claims that differ from the usual ones. */
    String with(UnaryOperator<JWTClaimsSet.Builder> change) {
        return sign(key, "JWT", change.apply(claims(CLIENT, "his", List.of("OPERATOR"), 300)));
    }

    /** A token that says what it is (RFC 9068 §2.1, RFC 8417 §2.2). */
    String typed(String type) {
        return sign(key, type, claims(CLIENT, "his", List.of("OPERATOR"), 300));
    }

    /** An unsigned token. */
    String unsigned() {
        return new PlainJWT(claims(CLIENT, "mallory", List.of("ADMIN"), 300).build()).serialize();
    }

    /** A token of another key under the id of the server's. */
    String signedBySomebodyElse() {
        return sign(newKey(key.getKeyID()), "JWT", claims(CLIENT, "mallory", List.of("ADMIN"), 300));
    }

    /** A token that brings its key along (RFC 7515 §4.1.3). */
    String signedByTheKeyInIt() throws JOSEException {
        RSAKey own = newKey("own");
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(own.toPublicJWK()).build(),
                claims(CLIENT, "mallory", List.of("ADMIN"), 300).build());
        token.sign(new RSASSASigner(own));
        return token.serialize();
    }

    /** A token that is signed with what everybody can read: the public key as the key of an HMAC. */
    String signedWithThePublicKey() throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(),
                claims(CLIENT, "mallory", List.of("ADMIN"), 300).build());
        token.sign(new MACSigner(key.toPublicJWK().toRSAPublicKey().getEncoded()));
        return token.serialize();
    }

    private JWTClaimsSet.Builder claims(String audience, String name, List<String> roles, long seconds) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject("subject-of-" + name)
                .audience(audience)
                .issueTime(Date.from(now.minusSeconds(600)))
                .expirationTime(Date.from(now.plusSeconds(seconds)))
                .claim("preferred_username", name)
                .claim("hub", Map.of("roles", roles));
    }

    private static String sign(RSAKey key, String type, JWTClaimsSet.Builder claims) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .type(new JOSEObjectType(type))
                            .build(),
                    claims.build());
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
