package org.hospitalhub.calls;

import java.io.IOException;

/** Thrown when an answer is larger than the hub reads; the rest of it was not read. */
public final class AnswerTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * Creates the exception.
     *
     * @param status HTTP status of the answer
     * @param limit in bytes
     */
    public AnswerTooLargeException(int status, long limit) {
        super("the answer is larger than " + limit + " bytes");
        this.status = status;
    }

    /** Returns the HTTP status of the answer. */
    public int status() {
        return status;
    }
}
