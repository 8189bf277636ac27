package org.hospitalhub.calls;

import java.io.IOException;

/** Thrown when a request may have arrived but no complete, readable answer came back. */
public final class NoWholeAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The end of a call without a complete answer. */
    public enum Kind {
        /** The total time-out was reached, or the service was silent for too long. */
        TIMED_OUT,
        /** The connection ended without a byte of an answer. */
        NOTHING_ANSWERED,
        /** The answer is cut off or is not HTTP. */
        BROKEN
    }

    private final Kind kind;

    NoWholeAnswerException(Kind kind, Throwable cause) {
        super("no whole answer came", cause);
        this.kind = kind;
    }

    NoWholeAnswerException(String why) {
        super(why);
        this.kind = Kind.BROKEN;
    }

    /** Returns how the call ended. */
    public Kind kind() {
        return kind;
    }
}
