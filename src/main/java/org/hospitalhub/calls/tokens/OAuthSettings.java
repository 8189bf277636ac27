package org.hospitalhub.calls.tokens;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A client of an OAuth 2 token endpoint (RFC 6749).
 *
 * @param tokenUrl the token endpoint
 * @param clientId client's id
 * @param clientSecret client's secret, empty for none
 * @param scope what is asked for, empty for the service's default
 * @param style where id and secret stand
 * @param parameters further ones of the request ({@code audience}, {@code resource})
 */
public record OAuthSettings(
        URI tokenUrl, String clientId, String clientSecret, String scope, Style style, Map<String, String> parameters) {

    /** Where a client's id and secret stand (RFC 6749 §2.3.1). */
    public enum Style {
        /** In the header Authorization. */
        BASIC,
        /** In the body. */
        BODY
    }

    /** Copies the parameters. */
    public OAuthSettings {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** Hides address, id and secret. */
    @Override
    public String toString() {
        return "OAuthSettings[]";
    }
}
