package org.hospitalhub.calls.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.DoorClient;
import org.hospitalhub.calls.Request;
import org.hospitalhub.calls.media.Body;
import org.hospitalhub.calls.media.BodyReader;
import org.hospitalhub.calls.media.BodyWriter;
import org.hospitalhub.calls.media.Media;
import org.hospitalhub.calls.media.ReadingOptions;
import org.hospitalhub.calls.tokens.NoTokenException.Kind;
import org.jspecify.annotations.Nullable;

/** Client of an OAuth 2 token endpoint (RFC 6749 §4.4, §6). */
public final class OAuthClient {

    private static final int LARGEST = 1_000_000;
    private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /** Errors that may pass by themselves (RFC 6749 §4.1.2.1, RFC 8628 §3.5). */
    private static final Set<String> PASSING = Set.of("temporarily_unavailable", "server_error", "slow_down");

    private final OAuthSettings settings;
    private final InstantSource clock;
    private final TokenCalls calls;
    private final @Nullable DpopProofs proofs;
    private final BodyReader reader = new BodyReader(ReadingOptions.plain(Media.JSON, LARGEST));

    /** Creates a client that calls through this door. */
    public OAuthClient(OAuthSettings settings, DoorClient door, InstantSource clock) {
        this(settings, door, null, clock);
    }

    /**
     * Creates a client that calls through this door.
     *
     * @param proofs of the key to which tokens shall be bound (RFC 9449 §5); null for bearer tokens
     */
    public OAuthClient(OAuthSettings settings, DoorClient door, @Nullable DpopProofs proofs, InstantSource clock) {
        this.proofs = proofs;
        this.settings = settings;
        this.clock = clock;
        this.calls = new TokenCalls(door, clock);
    }

    /**
     * Returns a source of tokens by the client credentials grant (RFC 6749 §4.4), or by the one that the parameters name, such
     * as a password (§4.3) or the exchange of another token (RFC 8693).
     */
    public TokenSource clientCredentials() {
        String grant = settings.parameters().getOrDefault("grant_type", "client_credentials");
        return () -> grant(Map.of("grant_type", grant));
    }

    /**
     * Returns new tokens for a refresh token (RFC 6749 §6).
     *
     * @throws NoTokenException with {@link Kind#LOG_IN_AGAIN} when the refresh token does not work
     */
    public IssuedToken refresh(String refreshToken) {
        Map<String, String> grant = new LinkedHashMap<>();
        grant.put("grant_type", "refresh_token");
        grant.put("refresh_token", refreshToken);
        return grant(grant);
    }

    /**
     * Asks for tokens by the code of a log-in in the browser (RFC 6749 §4.1.3).
     *
     * @param verifier proves that the code was asked for here (RFC 7636 §4.5), empty for a client with a secret
     * @throws NoTokenException when the code does not work
     */
    public IssuedToken code(String code, String redirect, String scope, String verifier) {
        Map<String, String> grant = new LinkedHashMap<>();
        grant.put("grant_type", "authorization_code");
        grant.put("code", code);
        grant.put("redirect_uri", redirect);
        if (!scope.isEmpty()) {
            grant.put("scope", scope);
        }
        if (!verifier.isEmpty()) {
            grant.put("code_verifier", verifier);
        }
        return grant(grant);
    }

    private IssuedToken grant(Map<String, String> grant) {
        Answer answer = sent(grant);
        if (proofs != null && DpopProofs.challenged(answer)) {
            answer = sent(grant);
        }
        Body body = reader.read(answer);
        String error = body.tree().path("error").asText("");
        if (!answer.success() || !error.isEmpty()) {
            throw refused(answer, error, String.valueOf(grant.get("grant_type")));
        }
        String wanted = proofs == null ? "Bearer" : "DPoP";
        if (!body.tree().path("token_type").asText(wanted).equalsIgnoreCase(wanted)) {
            throw new NoTokenException(
                    Kind.REFUSED,
                    proofs == null
                            ? "The token service gives tokens of a type that is no bearer token."
                            : "The token service does not bind its tokens to a key: dpop is not for this service.",
                    answer.status(),
                    null,
                    null);
        }
        OAuthSettings.Dialect dialect = settings.dialect();
        JsonNode refresh = dialect.refresh().apply(body.tree());
        return calls.granted(
                answer,
                dialect.token().apply(body.tree()).asText(""),
                Lifetimes.read(dialect.expires().apply(body.tree()), clock.instant()),
                refresh.isTextual() && !refresh.textValue().isEmpty() ? refresh.textValue() : null);
    }

    private Answer sent(Map<String, String> grant) {
        Answer answer = calls.send(request(grant));
        if (proofs != null) {
            proofs.learn(answer);
        }
        return answer;
    }

    private Request request(Map<String, String> grant) {
        Map<String, String> form = new LinkedHashMap<>(grant);
        if (!settings.scope().isEmpty()) {
            form.putIfAbsent("scope", settings.scope());
        }
        settings.parameters().forEach(form::putIfAbsent);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "application/json");
        headers.putAll(settings.headers());
        if (proofs != null) {
            headers.put("DPoP", proofs.make("POST", settings.tokenUrl(), null));
        }
        if (settings.style() == OAuthSettings.Style.BASIC
                && !settings.clientSecret().isEmpty()) {
            String secret = encoded(settings.clientSecret());
            headers.putAll(Authentication.basic(encoded(settings.clientId()), secret)
                    .credentials()
                    .headers());
        } else {
            form.put("client_id", settings.clientId());
            Supplier<String> assertion = settings.assertion();
            if (assertion != null) {
                form.put("client_assertion_type", JWT_BEARER);
                form.put("client_assertion", assertion.get());
            } else if (!settings.clientSecret().isEmpty()) {
                form.put("client_secret", settings.clientSecret());
            }
        }
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        form.forEach(fields::put);
        Media media = settings.style() == OAuthSettings.Style.JSON ? Media.JSON : Media.FORM;
        String inside = media == Media.JSON ? settings.dialect().inside() : "";
        JsonNode sent = inside.isEmpty()
                ? fields
                : JsonNodeFactory.instance.objectNode().set(inside, fields);
        byte[] body = BodyWriter.write(sent, media, StandardCharsets.UTF_8);
        return Request.post(settings.tokenUrl(), media.type(), body).with(headers);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private NoTokenException refused(Answer answer, String error, String grant) {
        if (PASSING.contains(error)) {
            return calls.failed(answer, "is out of order");
        }
        return switch (error) {
            case "invalid_client", "unauthorized_client" ->
                refused(
                        answer,
                        "does not accept the client: check client-id, and client-secret or the key that signs",
                        error,
                        Kind.REFUSED);
            case "invalid_grant" -> refused(answer, "does not accept " + presented(grant), error, Kind.LOG_IN_AGAIN);
            case "invalid_scope" ->
                refused(answer, "does not give what is asked for: check scope", error, Kind.REFUSED);
            case "invalid_request", "unsupported_grant_type" ->
                refused(answer, "does not know this kind of log-in: check token-url and kind", error, Kind.REFUSED);
            default -> calls.refusal(answer);
        };
    }

    /** Returns what a grant presents to the token service. */
    private static String presented(String grant) {
        return switch (grant) {
            case "refresh_token" -> "the refresh token, or no more";
            case "authorization_code" -> "the code of the log-in, or no more";
            case "password" -> "the name or the password of the user";
            default -> "what it was sent: check parameters";
        };
    }

    private static NoTokenException refused(Answer answer, String why, String error, Kind kind) {
        return new NoTokenException(
                kind,
                "The token service " + why + " (" + error + ", HTTP " + answer.status() + ").",
                answer.status(),
                null,
                null);
    }

    /** Hides everything. */
    @Override
    public String toString() {
        return "OAuthClient[]";
    }
}
