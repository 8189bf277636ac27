package org.hospitalhub.cms;

import static org.hospitalhub.cms.CmsException.Reason.CERTIFICATE_NOT_TRUSTED;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathBuilderResult;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;

/** Finds a path from a certificate to a trust anchor (RFC 5280 §6), also over DSTU certificates. */
final class CertificatePaths {

    private final Provider provider;

    CertificatePaths(Provider provider) {
        this.provider = provider;
    }

    /**
     * Returns the path from the certificate, which is its first, to the trust anchor, which is its last.
     *
     * @throws CmsException when no path is valid at that moment
     */
    List<X509CertificateHolder> path(
            X509CertificateHolder certificate, List<X509CertificateHolder> embedded, Trust trust, Instant moment) {
        if (trust.anchors().isEmpty()) {
            throw new CmsException(CERTIFICATE_NOT_TRUSTED, "No certificate authority is trusted for signatures.");
        }
        if (trust.anchors().stream()
                .anyMatch(anchor -> anchor.getTrustedCert() != null && same(anchor.getTrustedCert(), certificate))) {
            checkDates(certificate, moment);
            return List.of(certificate);
        }
        try {
            X509CertSelector target = new X509CertSelector();
            target.setCertificate(readable(certificate));
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors(trust), target);
            parameters.setDate(Date.from(moment));
            parameters.setRevocationEnabled(!trust.revocations().isEmpty());
            parameters.addCertStore(CertStore.getInstance(
                    "Collection", new CollectionCertStoreParameters(onTheWay(embedded, trust)), provider));
            return holders(CertPathBuilder.getInstance("PKIX", provider).build(parameters));
        } catch (CertPathBuilderException noWay) {
            Throwable cause = noWay.getCause() == null ? noWay : noWay.getCause();
            throw new CmsException(
                    CERTIFICATE_NOT_TRUSTED,
                    "The signer's certificate is not trusted: "
                            + cause.getClass().getSimpleName()
                            + ". It is expired, revoked, or its authority is not among the trusted ones.",
                    noWay);
        } catch (GeneralSecurityException broken) {
            throw new CmsException(CERTIFICATE_NOT_TRUSTED, "The signer's certificate cannot be checked.", broken);
        }
    }

    private static List<X509CertificateHolder> holders(CertPathBuilderResult built) throws GeneralSecurityException {
        List<X509CertificateHolder> path = new ArrayList<>();
        for (Certificate each : built.getCertPath().getCertificates()) {
            path.add(new JcaX509CertificateHolder((X509Certificate) each));
        }
        if (built instanceof PKIXCertPathBuilderResult pkix
                && pkix.getTrustAnchor().getTrustedCert() != null) {
            path.add(new JcaX509CertificateHolder(pkix.getTrustAnchor().getTrustedCert()));
        }
        return path;
    }

    private static boolean same(X509Certificate trusted, X509CertificateHolder certificate) {
        try {
            return Arrays.equals(trusted.getEncoded(), certificate.getEncoded());
        } catch (CertificateEncodingException | IOException unreadable) {
            return false;
        }
    }

    private static void checkDates(X509CertificateHolder certificate, Instant moment) {
        if (!certificate.isValidOn(Date.from(moment))) {
            throw new CmsException(CERTIFICATE_NOT_TRUSTED, "The signer's certificate is expired or not yet valid.");
        }
    }

    private List<Object> onTheWay(List<X509CertificateHolder> embedded, Trust trust) throws GeneralSecurityException {
        List<Object> all = new ArrayList<>(trust.revocations());
        for (X509CertificateHolder each : embedded) {
            all.add(readable(each));
        }
        for (X509Certificate each : trust.intermediates()) {
            all.add(readable(each));
        }
        return all;
    }

    private Set<TrustAnchor> anchors(Trust trust) throws GeneralSecurityException {
        Set<TrustAnchor> anchors = new HashSet<>();
        for (TrustAnchor anchor : trust.anchors()) {
            anchors.add(
                    anchor.getTrustedCert() == null
                            ? anchor
                            : new TrustAnchor(readable(anchor.getTrustedCert()), anchor.getNameConstraints()));
        }
        return anchors;
    }

    /** Returns the certificate as Bouncy Castle's type, because the JDK's cannot verify a DSTU signature. */
    private X509Certificate readable(X509CertificateHolder certificate) throws GeneralSecurityException {
        return new JcaX509CertificateConverter().setProvider(provider).getCertificate(certificate);
    }

    private X509Certificate readable(X509Certificate certificate) throws GeneralSecurityException {
        try {
            return readable(new X509CertificateHolder(certificate.getEncoded()));
        } catch (IOException unreadable) {
            throw new GeneralSecurityException(unreadable);
        }
    }
}
