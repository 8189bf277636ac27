package org.hospitalhub.service.definition;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The authentication of a door. Texts may name settings, including secrets. */
public sealed interface Authentication {

    /** Returns the addresses besides the door's that a log-in calls, as texts with settings. */
    default List<String> elsewhere() {
        return List.of();
    }

    /** Returns the address of a log-in's request that is not below the door's, empty for a path. */
    static List<String> whole(String request) {
        String address = request.strip().replaceFirst("^\\S+\\s*", "");
        return address.startsWith("/") ? List.of() : List.of(address);
    }

    /** No authentication beyond TLS. */
    record None() implements Authentication {}

    /** Constant headers. */
    record Header(Map<String, String> headers) implements Authentication {}

    /** A key in the query of each address: parameters by name. */
    record Query(Map<String, String> parameters) implements Authentication {}

    /** HTTP Basic (RFC 7617). */
    record Basic(String user, String password) implements Authentication {}

    /** A bearer token that does not change (RFC 6750). */
    record Bearer(String token) implements Authentication {}

    /** HTTP Digest (RFC 7616): user and password as an answer to a challenge of the service. */
    record Digest(String user, String password) implements Authentication {}

    /**
     * A user name token in the header of each SOAP envelope (WS-Security UsernameToken profile 1.0).
     *
     * @param hashed whether the password is sent as a digest with nonce and time, else as text
     * @param expires how long a time stamp beside it is valid, empty for none
     */
    record UsernameToken(String user, String password, boolean hashed, String expires) implements Authentication {}

    /**
     * A signature of each SOAP envelope with the certificate in its header (WS-Security X.509 certificate token profile 1.1).
     *
     * @param identity a text that names whose key signs
     * @param sign local names of the signed elements
     * @param expires how long a time stamp beside it is valid
     */
    record X509Token(String identity, List<String> sign, String expires) implements Authentication {}

    /**
     * A JSON Web Token that the hub signs for each request (RFC 7519).
     *
     * @param sign whose key signs, and how; its content are the claims
     * @param claims a tree; the hub adds {@code iat}, {@code exp} and {@code jti}
     * @param headers headers of the request, in which {@code {token}} is replaced by the token
     */
    record Jwt(Sign sign, YamlValue claims, Map<String, String> headers) implements Authentication {}

    /**
     * A signature of each request with a shared secret (HMAC, RFC 2104). Texts may name parts of the request.
     *
     * @param secret key, a text with settings
     * @param secretEncoding {@code text}, {@code base64} or {@code hex}
     * @param derive texts that make the key of the day from the secret, one after the other; empty for the secret itself
     * @param algorithm hash algorithm
     * @param time how times are written
     * @param canonical lines whose hash the signed text may name; empty for none
     * @param sign lines of the signed text
     * @param headers headers of the request, of which one holds the signature
     */
    record Hmac(
            String secret,
            String secretEncoding,
            List<String> derive,
            String algorithm,
            String time,
            List<String> canonical,
            List<String> sign,
            Map<String, String> headers)
            implements Authentication {}

    /**
     * OAuth 2 (RFC 6749) with client credentials (§4.4), or with a refresh token (§6) when there is one.
     *
     * @param scope empty for none
     * @param style {@code basic}: id and secret as HTTP Basic, {@code body}: as form parameters, {@code json}: all parameters as
     *     a JSON object
     * @param dialect how the service deviates from RFC 6749
     * @param parameters further parameters of the token request
     * @param renewBefore how long before its end a token is renewed
     * @param refreshToken the first refresh token; later ones are kept by the ledger; null for client credentials
     * @param headers of the token request
     * @param account whose log-in it is, where the hub has several; null for one
     * @param renewUnless regular expression: a 401 with these words is not about the token; null for none
     * @param logIn where a person logs in, when no refresh token works; null for nowhere
     * @param counted whether its requests count for the limits of the step that needs a token
     * @param assertion how the client proves who it is without a secret ({@code style: private-key-jwt}); null with a secret
     * @param dpop whether tokens are bound to a key of this start, and each call proves that it has the key (RFC 9449)
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
            @Nullable String refreshToken,
            Map<String, String> headers,
            @Nullable Account account,
            @Nullable String renewUnless,
            @Nullable LogIn logIn,
            boolean counted,
            @Nullable Assertion assertion,
            boolean dpop)
            implements Authentication {
        @Override
        public List<String> elsewhere() {
            return List.of(tokenUrl);
        }
    }

    /**
     * A signed statement of who the client is (RFC 7523).
     *
     * @param identity a text that names whose key signs
     * @param keyId name of the key at the service, empty for none
     * @param algorithm empty for the usual one of the key
     * @param audience for whom it is made, empty for the token URL
     * @param type what its header names as its type
     */
    record Assertion(String identity, String keyId, String algorithm, String audience, String type) {}

    /**
     * One of several accounts of the hub at a service; texts of its log-in name its settings: {@code {account.client-id}}.
     *
     * @param of setting of the type {@code keys} that has the accounts by name
     * @param name which one; a text that may name a value of the order
     */
    record Account(String of, String name) {}

    /**
     * The authorization code grant (RFC 6749 §4.1), by a person in the browser.
     *
     * @param page address of the sign-in page
     * @param scope what is asked for
     */
    record LogIn(String page, String scope) {}

    /**
     * How a token service writes. Expressions are JSLT on its answer.
     *
     * @param inside field of a JSON request that holds the parameters, empty for none
     * @param find JSLT of the token
     * @param expires JSLT of the lifetime in seconds, or of the time of expiry
     * @param refresh JSLT of the next refresh token
     */
    record Dialect(String inside, String find, String expires, String refresh) {}

    /** Authentication by the client certificate of the TLS connection. */
    record ClientCertificate() implements Authentication {}

    /**
     * A token that is issued for a signed challenge.
     *
     * @param headers headers of later requests, in which {@code {token}} is replaced by the token
     */
    record ChallengeSignToken(Challenge challenge, Sign sign, TokenRequest token, Map<String, String> headers)
            implements Authentication {
        @Override
        public List<String> elsewhere() {
            return Stream.of(challenge.request(), token.request())
                    .flatMap(request -> whole(request).stream())
                    .toList();
        }
    }

    /**
     * A session: a log-in with name and password, whose answer has the token of the session in a field, a header or a cookie.
     *
     * @param request method and address of the log-in
     * @param media media type of its body
     * @param parameters fields of its body
     * @param inside field of the body that holds the parameters, empty for none
     * @param body a tree instead of parameters, null for none
     * @param find JSLT that finds the token in the answer
     * @param expires JSLT of the lifetime in seconds or the time of expiry, null when nobody knows it
     * @param headers headers of later requests, in which {@code {token}} is replaced by the token
     * @param soapHeader elements with {@code $token} in the header of each later SOAP envelope, null for none
     * @param ended answers that mean that the session has ended, besides 401
     * @param auth how the log-in itself shows who asks; {@link None} for its body alone
     * @param sign what is signed for the body of the log-in, as {@code $signed}; null for nothing
     * @param proof the key that signs each later SOAP envelope, too, because the token names it; null for none
     */
    record Session(
            String request,
            String media,
            Map<String, String> parameters,
            String inside,
            @Nullable YamlValue body,
            String find,
            @Nullable String expires,
            Map<String, String> headers,
            @Nullable YamlValue soapHeader,
            Ended ended,
            Authentication auth,
            @Nullable Sign sign,
            @Nullable X509Token proof)
            implements Authentication {
        @Override
        public List<String> elsewhere() {
            return whole(request);
        }
    }

    /**
     * Answers that mean that a session has ended; all conditions must be true.
     *
     * @param statuses statuses, empty for any
     * @param says regular expression that occurs in the text, null for any
     */
    record Ended(List<String> statuses, @Nullable String says) {
        /** Returns whether it names any answer. */
        public boolean any() {
            return !statuses.isEmpty() || says != null;
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
