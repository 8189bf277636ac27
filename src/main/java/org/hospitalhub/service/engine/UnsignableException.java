package org.hospitalhub.service.engine;

import org.jspecify.annotations.Nullable;

/** Thrown when a document cannot be signed; the message contains nothing of it. */
final class UnsignableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean passes;

    /**
     * Creates the exception.
     *
     * @param passes whether the step may be tried again automatically
     */
    UnsignableException(String message, boolean passes, @Nullable Throwable cause) {
        super(message, cause);
        this.passes = passes;
    }

    boolean passes() {
        return passes;
    }
}
