package org.hospitalhub.operations.actions;

/** Thrown when something does not exist, or may not be seen by this user. */
public final class NotFoundException extends RuntimeException {
    /** Makes an exception with a message for the user. */
    public NotFoundException(String message) {
        super(message);
    }
}
