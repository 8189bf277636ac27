package org.hospitalhub.sandbox.n3;

/** Thrown when the service does not accept a body. The message names fields, never their values. */
final class InvalidBodyException extends Exception {

    private static final long serialVersionUID = 1L;

    final String code;
    final String description;

    InvalidBodyException(String code, String description) {
        super(code);
        this.code = code;
        this.description = description;
    }
}
