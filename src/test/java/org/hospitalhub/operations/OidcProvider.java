package org.hospitalhub.operations;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A log-in service on this machine that knows one person and asks nothing; it holds the hub to PKCE, nonce and secret. */
final class OidcProvider {

    static final String CLIENT = "hospital-hub";
    static final String SECRET = "oidc-secret";

    /** Roles of the user who logs in next. */
    volatile List<String> roles = List.of("operator");

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final HttpServer server;
    private final RSAKey key;

    OidcProvider() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("k").generate();
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/.well-known/openid-configuration", call -> answer(call, metadata()));
        server.createContext("/jwks", call -> answer(call, new JWKSet(key.toPublicJWK()).toJSONObject()));
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.start();
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private Map<String, Object> metadata() {
        return Map.of(
                "issuer",
                issuer(),
                "authorization_endpoint",
                issuer() + "/authorize",
                "token_endpoint",
                issuer() + "/token",
                "jwks_uri",
                issuer() + "/jwks",
                "end_session_endpoint",
                issuer() + "/logout",
                "response_types_supported",
                List.of("code"),
                "subject_types_supported",
                List.of("public"),
                "id_token_signing_alg_values_supported",
                List.of("RS256"));
    }

    private void authorize(HttpExchange call) throws IOException {
        Map<String, String> asked = parameters(call.getRequestURI().getRawQuery());
        String code = UUID.randomUUID().toString();
        codes.put(code, asked);
        call.getResponseHeaders()
                .add("Location", asked.get("redirect_uri") + "?code=" + code + "&state=" + asked.get("state"));
        call.sendResponseHeaders(302, -1);
        call.close();
    }

    private void token(HttpExchange call) throws IOException {
        Map<String, String> given =
                parameters(new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Map<String, String> asked = codes.remove(given.get("code"));
        String basic =
                "Basic " + Base64.getEncoder().encodeToString((CLIENT + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
        boolean right = asked != null
                && basic.equals(call.getRequestHeaders().getFirst("Authorization"))
                && "S256".equals(asked.get("code_challenge_method"))
                && challenge(given.get("code_verifier")).equals(asked.get("code_challenge"));
        if (!right) {
            call.sendResponseHeaders(400, -1);
            call.close();
            return;
        }
        answer(
                call,
                Map.of(
                        "token_type",
                        "Bearer",
                        "expires_in",
                        300,
                        "access_token",
                        bearer(CLIENT, "olga", roles, 300),
                        "id_token",
                        sign(claims(CLIENT, "olga", roles, 300).claim("nonce", asked.get("nonce")))));
    }

    /** A token as a program shows it. */
    String bearer(String audience, String name, List<String> roles, long seconds) {
        return sign(claims(audience, name, roles, seconds));
    }

    /** An unsigned token. */
    String unsigned() {
        return new PlainJWT(claims(CLIENT, "mallory", List.of("ADMIN"), 300).build()).serialize();
    }

    /** A token that is signed with what everybody can read: the public key as the key of an HMAC. */
    String signedWithThePublicKey() throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k").build(),
                claims(CLIENT, "mallory", List.of("ADMIN"), 300).build());
        token.sign(new MACSigner(key.toPublicJWK().toRSAKey().toPublicKey().getEncoded()));
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

    private String sign(JWTClaimsSet.Builder claims) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k").build(), claims.build());
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (com.nimbusds.jose.JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256")
                            .digest(String.valueOf(verifier).getBytes(StandardCharsets.US_ASCII)));
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void answer(HttpExchange call, Map<String, Object> body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        call.getResponseHeaders().add("Content-Type", "application/json");
        call.sendResponseHeaders(200, bytes.length);
        call.getResponseBody().write(bytes);
        call.close();
    }

    private static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            parameters.put(
                    pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return parameters;
    }
}
