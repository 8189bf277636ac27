package org.hospitalhub.cms;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Trust anchors, intermediate certificates and revocation lists of a verifier.
 *
 * @param anchors certificates at which paths may end: authorities, and signers that are trusted directly, such as a time-stamp
 *     authority
 * @param intermediates further certificates for paths, beside those in the signature
 * @param revocations revocation lists; when there are any, every certificate of a path must be covered by one
 */
public record Trust(Set<TrustAnchor> anchors, List<X509Certificate> intermediates, List<X509CRL> revocations) {

    /** Copies the collections. */
    public Trust {
        anchors = Set.copyOf(anchors);
        intermediates = List.copyOf(intermediates);
        revocations = List.copyOf(revocations);
    }

    /** Returns the certificates of anchors and intermediates, among which a signer may be looked up, too. */
    List<X509CertificateHolder> holders() {
        List<X509CertificateHolder> holders = new ArrayList<>();
        Stream.concat(anchors.stream().map(TrustAnchor::getTrustedCert), intermediates.stream())
                .filter(Objects::nonNull)
                .forEach(each -> holders.add(holder(each)));
        return holders;
    }

    private static X509CertificateHolder holder(X509Certificate certificate) {
        try {
            return new JcaX509CertificateHolder(certificate);
        } catch (CertificateEncodingException unreadable) {
            throw new CmsException(
                    CmsException.Reason.CERTIFICATE_NOT_TRUSTED, "A trusted certificate cannot be read.", unreadable);
        }
    }

    /** Returns trust in these authorities, without revocation lists. */
    public static Trust in(Collection<X509Certificate> authorities) {
        return new Trust(
                authorities.stream().map(each -> new TrustAnchor(each, null)).collect(Collectors.toSet()),
                List.of(),
                List.of());
    }

    /** Trusts the certificates of a file in PEM (or one in DER), those of DSTU 4145 included. */
    public static Trust inPem(byte[] file) throws IOException {
        return in(certificates(file));
    }

    /** Trusts the self-signed certificates of a file in PEM; the others of it are on the way to them. */
    public static Trust inRootsOfPem(byte[] file) throws IOException {
        List<X509Certificate> all = certificates(file);
        return new Trust(
                in(all.stream().filter(Trust::isSelfSigned).toList()).anchors(),
                all.stream().filter(each -> !isSelfSigned(each)).toList(),
                List.of());
    }

    private static boolean isSelfSigned(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    private static List<X509Certificate> certificates(byte[] file) throws IOException {
        try {
            List<X509Certificate> authorities = new ArrayList<>();
            for (var each : CertificateFactory.getInstance("X.509", new BouncyCastleProvider())
                    .generateCertificates(new ByteArrayInputStream(file))) {
                authorities.add((X509Certificate) each);
            }
            if (authorities.isEmpty()) {
                throw new IOException("no certificate in it");
            }
            return authorities;
        } catch (GeneralSecurityException broken) {
            throw new IOException("it contains no PEM certificates", broken);
        }
    }
}
