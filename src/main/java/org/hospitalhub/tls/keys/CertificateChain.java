package org.hospitalhub.tls.keys;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Orders certificates as a TLS peer expects them: each is certified by the next one (RFC 5246 §7.4.2). */
final class CertificateChain {

    private CertificateChain() {}

    /** Returns the certificate and those above it; certificates that do not belong to its chain are left out. */
    static List<X509Certificate> from(X509Certificate own, List<X509Certificate> all) {
        List<X509Certificate> chain = new ArrayList<>(List.of(own));
        Optional<X509Certificate> next = issuer(own, all);
        while (next.isPresent() && !chain.contains(next.get())) {
            chain.add(next.get());
            next = issuer(next.get(), all);
        }
        return chain;
    }

    /** Returns the issuer by its name; of a renewed authority the newest certificate. */
    private static Optional<X509Certificate> issuer(X509Certificate certificate, List<X509Certificate> all) {
        return all.stream()
                .filter(each -> each.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
                .max(Comparator.comparing(X509Certificate::getNotAfter));
    }
}
