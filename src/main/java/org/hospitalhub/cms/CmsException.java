package org.hospitalhub.cms;

import org.jspecify.annotations.Nullable;

/** Thrown when a signature cannot be made or is not valid; the message contains no personal data. */
public final class CmsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    CmsException(Reason reason, String message) {
        this(reason, message, null);
    }

    CmsException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Returns the exception for a signature whose time-stamp cannot be obtained. */
    public static CmsException noTimeStamp(String message) {
        return new CmsException(Reason.TIME_STAMP_UNAVAILABLE, message);
    }

    /** Returns the exception for a signature whose revocation data cannot be obtained at the moment. */
    public static CmsException noRevocationData(String message) {
        return new CmsException(Reason.REVOCATION_UNAVAILABLE, message);
    }

    /** Returns the kind of failure, for rules that name a finding after it. */
    public Reason reason() {
        return reason;
    }

    /** The kinds of failure. */
    public enum Reason {
        /** The bytes are no CMS SignedData. */
        NOT_SIGNED_DATA,
        /** SignedData without any signer. */
        NO_SIGNER,
        /** A detached signature was given without the signed content. */
        CONTENT_MISSING,
        /** The content is not the one that was signed. */
        CONTENT_CHANGED,
        /** The signature does not belong to the certificate, or signed attributes are missing or wrong. */
        SIGNATURE_WRONG,
        /** An algorithm that is too weak or unknown. */
        ALGORITHM_REFUSED,
        /** The certificate of the signer is not in the SignedData. */
        CERTIFICATE_MISSING,
        /** No path leads from the certificate to a trust anchor at this moment. */
        CERTIFICATE_NOT_TRUSTED,
        /** The content time-stamp is unreadable or belongs to another content. */
        TIME_STAMP_WRONG,
        /** The time-stamp authority gave no time-stamp. */
        TIME_STAMP_UNAVAILABLE,
        /** An authority that was asked whether a certificate is revoked gave no answer that can be used. */
        REVOCATION_UNAVAILABLE,
        /** The validation data are too large for a signature. */
        VALIDATION_DATA_TOO_LARGE,
        /** The private key cannot sign, or does not belong to the certificate. */
        KEY_UNUSABLE
    }
}
