package org.hospitalhub.operations.actions;

/** Thrown for a parameter that cannot be read. */
public final class InvalidRequestException extends RuntimeException {
    /** Makes an exception with a message for the user. */
    public InvalidRequestException(String message) {
        super(message);
    }
}
