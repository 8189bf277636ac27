package org.hospitalhub.calls.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A client of an OAuth 2 token endpoint (RFC 6749).
 *
 * @param tokenUrl the token endpoint
 * @param clientId client's id
 * @param clientSecret client's secret, empty for a public client, which names its id in the body
 * @param scope what is asked for, empty for the service's default
 * @param style where id and secret stand
 * @param headers of the request
 * @param parameters further ones of the request ({@code audience}, {@code resource})
 * @param dialect how the service writes
 * @param assertion returns a new signed statement of who the client is; null for a client with a secret
 */
public record OAuthSettings(
        URI tokenUrl,
        String clientId,
        String clientSecret,
        String scope,
        Style style,
        Map<String, String> parameters,
        Map<String, String> headers,
        Dialect dialect,
        @Nullable Supplier<String> assertion) {

    /** The place of a client's id and secret in a request (RFC 6749 §2.3.1). */
    public enum Style {
        /** In the header Authorization, as HTTP Basic. */
        BASIC,
        /** In the body, a form. */
        BODY,
        /** In the body, a JSON object. */
        JSON,
        /** No secret: a signed statement in the body (RFC 7523 §2.2). */
        PRIVATE_KEY_JWT
    }

    /**
     * The names of the fields in requests and answers of a token service.
     *
     * @param inside field of a JSON request that holds the parameters, empty for none
     * @param token returns the token in an answer
     * @param expires returns the lifetime or time of expiry in an answer
     * @param refresh returns the next refresh token in an answer
     */
    public record Dialect(
            String inside,
            UnaryOperator<JsonNode> token,
            UnaryOperator<JsonNode> expires,
            UnaryOperator<JsonNode> refresh) {

        /** The fields of RFC 6749 §5.1. */
        public static final Dialect STANDARD = new Dialect(
                "",
                answer -> answer.path("access_token"),
                answer -> answer.path("expires_in"),
                answer -> answer.path("refresh_token"));
    }

    /** Creates settings of a service that follows RFC 6749. */
    public OAuthSettings(
            URI tokenUrl,
            String clientId,
            String clientSecret,
            String scope,
            Style style,
            Map<String, String> parameters) {
        this(tokenUrl, clientId, clientSecret, scope, style, parameters, Map.of(), Dialect.STANDARD, null);
    }

    /** Copies parameters and headers. */
    public OAuthSettings {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        headers = Map.copyOf(headers);
    }

    /** Hides address, id and secret. */
    @Override
    public String toString() {
        return "OAuthSettings[]";
    }
}
