package org.hospitalhub.calls;

import java.io.IOException;

/** Thrown when a call failed before its first byte was sent, so that it may be repeated without harm. */
public final class NothingSentException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with its cause. */
    public NothingSentException(Throwable cause) {
        super("nothing was sent", cause);
    }
}
