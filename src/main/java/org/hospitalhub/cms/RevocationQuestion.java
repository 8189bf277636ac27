package org.hospitalhub.cms;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * One question whether a certificate is revoked.
 *
 * @param authority whose key signed the certificate
 * @param responders certificates for OCSP that are trusted as they are
 * @param addresses where the certificate says that it is answered
 */
record RevocationQuestion(
        X509CertificateHolder certificate,
        X509CertificateHolder authority,
        List<X509CertificateHolder> responders,
        RevocationAddresses addresses,
        Instant now) {

    /** The same question about another certificate of the authority, whose lists are the same. */
    RevocationQuestion about(X509CertificateHolder other) {
        return new RevocationQuestion(other, authority, responders, addresses, now);
    }

    /** Returns the certificate among these whose key signed the first one. */
    static Stream<X509CertificateHolder> issuers(
            X509CertificateHolder certificate, List<X509CertificateHolder> known, SignatureOperators operators) {
        return known.stream()
                .filter(each -> each.getSubject().equals(certificate.getIssuer()))
                .filter(each -> signed(certificate, each, operators));
    }

    static boolean signed(
            X509CertificateHolder certificate, X509CertificateHolder authority, SignatureOperators operators) {
        try {
            return Algorithms.allowedSignature(certificate.getSignatureAlgorithm())
                    && certificate.isSignatureValid(operators.verifiers(authority));
        } catch (CertException | OperatorCreationException | RuntimeException otherKey) {
            // Bouncy Castle throws several exceptions when key and algorithm do not fit, or the key cannot be read.
            return false;
        }
    }
}
