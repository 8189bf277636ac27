package org.hospitalhub.calls.tokens;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a token service granted.
 *
 * @param token as it is sent
 * @param lives how long from the moment of the request, null when the service does not say
 * @param refresh newest refresh token, null when it gave none
 */
public record Granted(
        String token, @Nullable Duration lives, @Nullable String refresh) {

    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,16000}");

    /**
     * Checks the token (RFC 6749 appendix A.12: visible characters only).
     *
     * @throws IllegalArgumentException when it cannot stand in a header; the message does not repeat it
     */
    public Granted {
        if (!TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException("The token has characters that cannot be sent, or none.");
        }
    }

    /** Hides the tokens. */
    @Override
    public String toString() {
        return "Granted[lives=" + lives + "]";
    }
}
