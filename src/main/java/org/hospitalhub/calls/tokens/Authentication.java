package org.hospitalhub.calls.tokens;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.function.Supplier;
import org.hospitalhub.calls.Answer;

/** Authentication of the calls to a door. Instances may be shared by threads. */
public interface Authentication {

    /**
     * Returns the headers of the next call; may call a token service first.
     *
     * @throws NoTokenException when no token can be obtained; nothing of the order was sent
     */
    Credentials credentials();

    /**
     * Is called when a call with these credentials was answered with 401.
     *
     * @return whether other credentials can be obtained, so that the call may be repeated once
     */
    default boolean refused(Credentials used) {
        return false;
    }

    /**
     * Returns the headers of one call: the credentials, and what is made for each call.
     *
     * @param address absolute address of the call
     */
    default Map<String, String> headers(Credentials credentials, String method, Supplier<URI> address) {
        return credentials.headers();
    }

    /** Takes note of an answer, and returns whether it asks for the same call once more with the same credentials. */
    default boolean challenged(Answer answer) {
        return false;
    }

    /** Returns whether the next call needs no token service. */
    default boolean ready() {
        return true;
    }

    /** Returns the log-in of doors that need none, or whose client certificate is enough. */
    static Authentication none() {
        return () -> Credentials.NONE;
    }

    /** Returns authentication by constant headers. */
    static Authentication headers(Map<String, String> headers) {
        Credentials credentials = new Credentials(headers);
        return () -> credentials;
    }

    /** Returns authentication by a token that does not change (RFC 6750 §2.1). */
    static Authentication bearer(String token) {
        return headers(Map.of("Authorization", "Bearer " + token));
    }

    /** Returns authentication by user and password, in UTF-8 (RFC 7617). */
    static Authentication basic(String user, String password) {
        if (user.indexOf(':') >= 0) {
            throw new IllegalArgumentException("A user of HTTP Basic has no colon in its name.");
        }
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return headers(Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair)));
    }
}
