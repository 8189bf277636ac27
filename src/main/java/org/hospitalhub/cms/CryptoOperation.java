package org.hospitalhub.cms;

/** What an endpoint of the component does; the names are those of the URI. */
public enum CryptoOperation {
    /** Signs the body. */
    sign,
    /** Verifies the signed body. */
    verify
}
