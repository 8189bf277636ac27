package org.hospitalhub.operations;

/** What was asked for does not exist, or may not be seen by who asked. */
final class NotFoundException extends RuntimeException {
    NotFoundException(String message) {
        super(message);
    }
}
