package org.hospitalhub.operations.actions;

/** A parameter cannot be read. */
public final class BadQuestionException extends RuntimeException {
    public BadQuestionException(String message) {
        super(message);
    }
}
