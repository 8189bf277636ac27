package org.hospitalhub.calls.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A client of an OAuth 2 token endpoint (RFC 6749).
 *
 * @param tokenUrl the token endpoint
 * @param clientId client's id
 * @param clientSecret client's secret, empty for none
 * @param scope what is asked for, empty for the service's default
 * @param style where id and secret stand
 * @param headers of the request
 * @param parameters further ones of the request ({@code audience}, {@code resource})
 * @param dialect how the service writes
 */
public record OAuthSettings(
        URI tokenUrl,
        String clientId,
        String clientSecret,
        String scope,
        Style style,
        Map<String, String> parameters,
        Map<String, String> headers,
        Dialect dialect) {

    /** Where a client's id and secret stand (RFC 6749 §2.3.1). */
    public enum Style {
        /** In the header Authorization. */
        BASIC,
        /** In the body, a form. */
        BODY,
        /** In the body, a JSON object. */
        JSON
    }

    /**
     * How a token service writes.
     *
     * @param inside name under which a JSON request holds the parameters, empty for none
     * @param token finds the token in an answer
     * @param expires finds seconds, a Unix time or a moment
     * @param refresh finds the next refresh token
     */
    public record Dialect(
            String inside,
            UnaryOperator<JsonNode> token,
            UnaryOperator<JsonNode> expires,
            UnaryOperator<JsonNode> refresh) {

        /** As RFC 6749 §5.1 says. */
        public static final Dialect STANDARD = new Dialect(
                "",
                answer -> answer.path("access_token"),
                answer -> answer.path("expires_in"),
                answer -> answer.path("refresh_token"));
    }

    /** Makes settings of a service that writes as RFC 6749 says. */
    public OAuthSettings(
            URI tokenUrl,
            String clientId,
            String clientSecret,
            String scope,
            Style style,
            Map<String, String> parameters) {
        this(tokenUrl, clientId, clientSecret, scope, style, parameters, Map.of(), Dialect.STANDARD);
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
