package org.hospitalhub.ehealth;

import org.jspecify.annotations.Nullable;

/**
 * One call to the service or its storage, before it is dressed for HTTP.
 *
 * @param method HTTP method
 * @param url whole address
 * @param contentType media type of the body, null without body
 * @param body the bytes as they leave, null for none
 * @param legalEntity name of the legal entity whose token is used; null for links that carry their own right
 * @param token access token, null until it is lent
 * @param requestId own correlation id
 */
record EhealthRequest(
        String method,
        String url,
        @Nullable String contentType,
        byte @Nullable [] body,
        @Nullable String legalEntity,
        @Nullable String token,
        String requestId) {

    static EhealthRequest json(
            String method, String url, byte @Nullable [] body, String legalEntity, String requestId) {
        return new EhealthRequest(
                method, url, body == null ? null : "application/json", body, legalEntity, null, requestId);
    }

    /** A call that needs no token: storage links and the token service. */
    static EhealthRequest withoutToken(
            String method, String url, @Nullable String contentType, byte @Nullable [] body, String requestId) {
        return new EhealthRequest(method, url, contentType, body, null, null, requestId);
    }

    EhealthRequest withToken(@Nullable String lent) {
        return new EhealthRequest(method, url, contentType, body, legalEntity, lent, requestId);
    }

    /** Returns whether a token must be found before it may leave. */
    boolean needsToken() {
        return legalEntity != null && token == null;
    }

    /** Hides links, tokens and bodies. */
    @Override
    public String toString() {
        return "EhealthRequest[" + method + "]";
    }
}
