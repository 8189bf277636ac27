package org.hospitalhub.calls.tokens;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when no token can be obtained for a call. Nothing of the order was sent, so the outcome is never unsure. Messages are
 * constant, with at most a status and an error code of RFC 6749: no address, no token, no secret.
 */
public final class NoTokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final int status;
    private final @Nullable Duration retryAfter;

    /** The next action. */
    public enum Kind {
        /** The token service is busy, unreachable or failing: try again later. */
        RETRY,
        /** Another step or node is renewing the token: try again in a moment. */
        BUSY,
        /** The account of the order has no settings. */
        NO_ACCOUNT,
        /** It refuses what is configured: a person must look at the settings. */
        REFUSED,
        /** The refresh token is invalid or expired: a person must log in again. */
        LOG_IN_AGAIN
    }

    /**
     * Creates the exception.
     *
     * @param status HTTP status of the token service's answer, 0 when there was none
     * @param retryAfter how long to wait, null if unknown
     * @param cause cause, whose message is not shown to people; null for none
     */
    public NoTokenException(
            Kind kind, String message, int status, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.status = status;
        this.retryAfter = retryAfter;
    }

    /** Returns the next action. */
    public Kind kind() {
        return kind;
    }

    /** Returns whether the step may be tried again automatically. */
    public boolean passes() {
        return kind == Kind.RETRY || kind == Kind.BUSY;
    }

    /** Returns the HTTP status of the token service's answer, 0 when there was none. */
    public int status() {
        return status;
    }

    /** Returns how long to wait, null if unknown. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
