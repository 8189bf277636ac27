package org.hospitalhub.tls.keys;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.hospitalhub.tls.certificate.CertificateDescription;
import org.jspecify.annotations.Nullable;

/**
 * A private key with its certificates, as they were when the file was read.
 *
 * @param name name in the configuration
 * @param key private key; of a token only a handle
 * @param chain own certificate first, then those of its authorities as far as the file has them
 */
public record Identity(String name, PrivateKey key, List<X509Certificate> chain) {

    /** Copies the chain. */
    public Identity {
        chain = List.copyOf(chain);
    }

    /** Returns the own certificate. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** Returns the description of the certificate. */
    public CertificateDescription description() {
        return CertificateDescription.of(certificate());
    }

    /** Compares names and certificates: a key of a token is another handle each time the token is opened. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Identity known && known.name.equals(name) && known.chain.equals(chain);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, chain);
    }

    /** Returns only the name. */
    @Override
    public String toString() {
        return "Identity[" + name + "]";
    }
}
