package org.hospitalhub.cms;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key with its certificate and the way it signs.
 *
 * @param key private key; may be in a hardware token
 * @param chain the signer's certificate first, then those of its authorities as far as known
 * @param scheme how it signs
 */
public record SigningKey(PrivateKey key, List<X509Certificate> chain, SignatureScheme scheme) {

    /** Copies the chain and refuses an empty one. */
    public SigningKey {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new CmsException(
                    CmsException.Reason.CERTIFICATE_MISSING, "A key without its certificate cannot sign.");
        }
    }

    /** Returns a key with the usual scheme of its kind. */
    public static SigningKey of(PrivateKey key, List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            throw new CmsException(
                    CmsException.Reason.CERTIFICATE_MISSING, "A key without its certificate cannot sign.");
        }
        return new SigningKey(key, chain, SignatureScheme.usualFor(chain.get(0).getPublicKey()));
    }

    /** Returns the signer's own certificate. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** Returns only the scheme, so that no log shows a key or a name. */
    @Override
    public String toString() {
        return "SigningKey[" + scheme + "]";
    }
}
