package org.hospitalhub.tls.keys;

import org.jspecify.annotations.Nullable;

/** An identity that cannot be used; the message names it and says what to do. */
public final class IdentityException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Makes an exception that names the identity. */
    public IdentityException(String identity, Reason reason, String what, @Nullable Throwable cause) {
        super("Identity " + identity + ": " + what, cause);
        this.reason = reason;
    }

    /** Returns the kind of trouble, for findings that are named after it. */
    public Reason reason() {
        return reason;
    }

    /** The kinds of trouble. */
    public enum Reason {
        /** No identity of that name is configured. */
        UNKNOWN,
        /** The file cannot be read. */
        FILE_MISSING,
        /** The file is not what its type says. */
        FILE_BROKEN,
        /** Wrong password or PIN, or none was given. */
        PASSWORD_WRONG,
        /** There is a certificate, but no private key. */
        KEY_MISSING,
        /** There is a key, but no certificate that belongs to it. */
        CERTIFICATE_MISSING,
        /** Several keys may be meant; an alias must say which. */
        SEVERAL_KEYS,
        /** No key has the configured alias. */
        ALIAS_UNKNOWN,
        /** No token is in the reader, or its library cannot be loaded. */
        TOKEN_ABSENT,
        /** The token is locked after too many wrong PINs. */
        TOKEN_LOCKED
    }
}
