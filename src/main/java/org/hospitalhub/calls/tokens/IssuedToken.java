package org.hospitalhub.calls.tokens;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A token that a token service issued.
 *
 * @param token token as it is sent
 * @param lives lifetime from the moment of the request, null when the service does not say it
 * @param refresh newest refresh token, null when none was issued
 */
public record IssuedToken(
        String token, @Nullable Duration lives, @Nullable String refresh) {

    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,100000}");

    /**
     * Checks the token (RFC 6749 appendix A.12: visible characters only).
     *
     * @throws IllegalArgumentException when it cannot be sent in a header; the message does not contain it
     */
    public IssuedToken {
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
