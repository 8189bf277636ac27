package org.hospitalhub.calls;

import java.io.IOException;

/** Thrown when a call ended before its first byte left: it may be repeated without harm. */
public final class NothingSent extends IOException {
    private static final long serialVersionUID = 1L;

    /** Keeps the cause, which says why. */
    public NothingSent(Throwable cause) {
        super("nothing was sent", cause);
    }
}
