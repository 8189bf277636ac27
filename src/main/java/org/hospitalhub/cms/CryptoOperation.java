package org.hospitalhub.cms;

/** The operations of the component, named as in the URI. */
public enum CryptoOperation {
    /** Signs the body. */
    sign,
    /** Verifies the signed body. */
    verify
}
