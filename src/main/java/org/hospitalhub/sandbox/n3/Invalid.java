package org.hospitalhub.sandbox.n3;

/** A body the service does not take. The description names fields, never their values. */
final class Invalid extends Exception {

    private static final long serialVersionUID = 1L;

    final String code;
    final String description;

    Invalid(String code, String description) {
        super(code);
        this.code = code;
        this.description = description;
    }
}
