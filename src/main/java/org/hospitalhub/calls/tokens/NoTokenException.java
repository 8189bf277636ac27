package org.hospitalhub.calls.tokens;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when there is no token for a call. Nothing of the order was sent, so this is never unsure. Messages are constant words
 * with at most a status and an error code of RFC 6749: no address, no token, no secret.
 */
public final class NoTokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final int status;
    private final @Nullable Duration retryAfter;

    /** What is to be done. */
    public enum Kind {
        /** The token service is busy, out of reach or out of order: try again later. */
        RETRY,
        /** Another step or node renews the token just now: try again in a moment. */
        BUSY,
        /** The account of the order has no settings. */
        NO_ACCOUNT,
        /** It refuses what is configured: a person must look at the settings. */
        REFUSED,
        /** The refresh token does not work, or no more: somebody must log in again. */
        LOG_IN_AGAIN
    }

    /**
     * Returns why.
     *
     * @param status of the token service's answer, 0 when there was none
     * @param retryAfter how long to wait, null if unknown
     * @param cause whose message is not shown to people; null for none
     */
    public NoTokenException(
            Kind kind, String message, int status, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.status = status;
        this.retryAfter = retryAfter;
    }

    /** Returns what is to be done. */
    public Kind kind() {
        return kind;
    }

    /** Returns whether the step may be tried again without a person. */
    public boolean passes() {
        return kind == Kind.RETRY || kind == Kind.BUSY;
    }

    /** Returns the status of the token service's answer, 0 when there was none. */
    public int status() {
        return status;
    }

    /** Returns how long to wait, null if unknown. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
