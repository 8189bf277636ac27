package org.hospitalhub.operations;

/** A parameter cannot be read. */
final class BadQuestionException extends RuntimeException {
    BadQuestionException(String message) {
        super(message);
    }
}
