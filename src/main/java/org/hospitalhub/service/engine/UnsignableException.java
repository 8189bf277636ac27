package org.hospitalhub.service.engine;

import org.jspecify.annotations.Nullable;

/** A document that was not signed; the message holds nothing of it. */
final class UnsignableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean passes;

    /**
     * Says why.
     *
     * @param passes whether it may be tried again without a person
     */
    UnsignableException(String message, boolean passes, @Nullable Throwable cause) {
        super(message, cause);
        this.passes = passes;
    }

    boolean passes() {
        return passes;
    }
}
