package org.hospitalhub.service.definition;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The authentication of a door. Texts may name settings, including secrets. */
public sealed interface Authentication {

    /** Returns the word for it in a definition. */
    String kind();

    /** No authentication beyond TLS. */
    record None() implements Authentication {
        @Override
        public String kind() {
            return "none";
        }
    }

    /** Constant headers. */
    record Header(Map<String, String> headers) implements Authentication {
        @Override
        public String kind() {
            return "header";
        }
    }

    /** HTTP Basic (RFC 7617). */
    record Basic(String user, String password) implements Authentication {
        @Override
        public String kind() {
            return "basic";
        }
    }

    /** A bearer token that does not change (RFC 6750). */
    record Bearer(String token) implements Authentication {
        @Override
        public String kind() {
            return "bearer";
        }
    }

    /**
     * OAuth 2 (RFC 6749) with client credentials (§4.4), or with a refresh token (§6) when there is one.
     *
     * @param scope empty for none
     * @param style {@code basic}: id and secret as HTTP Basic, {@code body}: as form parameters, {@code json}: all parameters as
     *     a JSON object
     * @param dialect how the service deviates from RFC 6749
     * @param parameters further parameters of the token request
     * @param renewBefore how long before it expires a token is renewed
     * @param refreshToken first refresh token; the ledger stores later ones; null for client credentials
     */
    record OAuth2(
            String tokenUrl,
            String clientId,
            String clientSecret,
            String scope,
            String style,
            Dialect dialect,
            Map<String, String> parameters,
            String renewBefore,
            @Nullable String refreshToken)
            implements Authentication {
        @Override
        public String kind() {
            return refreshToken == null ? "oauth2-client-credentials" : "oauth2-refresh";
        }
    }

    /**
     * The fields in requests and answers of a token service. Expressions are JSLT on the answer.
     *
     * @param inside field of a JSON request that holds the parameters, empty for none
     * @param find JSLT of the token
     * @param expires JSLT of the lifetime in seconds, or of the time of expiry
     * @param refresh JSLT of the next refresh token
     */
    record Dialect(String inside, String find, String expires, String refresh) {}

    /** Authentication by the client certificate of the TLS connection. */
    record ClientCertificate() implements Authentication {
        @Override
        public String kind() {
            return "client-certificate";
        }
    }

    /**
     * A token that is issued for a signed challenge.
     *
     * @param headers headers of later requests, in which {@code {token}} is replaced by the token
     */
    record ChallengeSignToken(Challenge challenge, Sign sign, TokenRequest token, Map<String, String> headers)
            implements Authentication {
        @Override
        public String kind() {
            return "challenge-sign-token";
        }
    }

    /**
     * The request for a challenge.
     *
     * @param request method and address
     * @param find JSLT that finds the challenge in the answer
     */
    record Challenge(String request, String find) {}

    /**
     * The request for a token.
     *
     * @param request method and address
     * @param media media type of the body, null for the door's
     * @param body body as in a step; {@code $signed} is the signed challenge, {@code $challenge} the challenge
     * @param find JSLT that finds the token in the answer
     * @param expires JSLT of the lifetime in seconds or the time of expiry, null when the answer does not contain it
     */
    record TokenRequest(
            String request,
            @Nullable String media,
            @Nullable YamlValue body,
            String find,
            @Nullable String expires) {}
}
