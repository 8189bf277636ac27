package org.hospitalhub.calls;

import java.io.IOException;

/** Thrown when a call may have arrived and no whole answer that can be read came back. */
public final class NoWholeAnswer extends IOException {
    private static final long serialVersionUID = 1L;

    /** How the call ended. */
    public enum Kind {
        /** The time of the whole call was over, or the service was silent for too long. */
        TIMED_OUT,
        /** The connection ended without a byte of an answer. */
        NOTHING_ANSWERED,
        /** The answer is cut off, or is no HTTP. */
        BROKEN
    }

    private final Kind kind;

    NoWholeAnswer(Kind kind, Throwable cause) {
        super("no whole answer came", cause);
        this.kind = kind;
    }

    NoWholeAnswer(String why) {
        super(why);
        this.kind = Kind.BROKEN;
    }

    /** Returns how the call ended. */
    public Kind kind() {
        return kind;
    }
}
