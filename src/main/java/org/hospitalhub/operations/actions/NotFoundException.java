package org.hospitalhub.operations.actions;

/** What was asked for does not exist, or may not be seen by who asked. */
public final class NotFoundException extends RuntimeException {
    public NotFoundException(String message) {
        super(message);
    }
}
