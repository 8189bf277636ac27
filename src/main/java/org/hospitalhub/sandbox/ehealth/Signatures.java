package org.hospitalhub.sandbox.ehealth;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ua.UAObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * The digital signature service: opens attached CMS, layer by layer, and verifies every layer (eHealth contract §5).
 *
 * <p>RSA and ECDSA through Bouncy Castle's CMS, DSTU 4145 with GOST 34.311 through {@link DstuSignature}. Without any trusted
 * root every chain is accepted, but the signature and the certificate's dates are still verified. As the service's open verifier
 * does, the first certificate of the message is taken for the signer's.
 */
final class Signatures {

    /** All signatures of a document, outermost first, and what was signed innermost. */
    record Opened(byte[] content, List<Signer> signers) {
        long stamps() {
            return signers.stream().filter(Signer::stamp).count();
        }

        /** Refuses a document with another number of signatures (400, eHealth contract §5.2). */
        Opened requireCounts(int signatures, int stamps) {
            long signed = signers.size() - stamps();
            if (signed != signatures || stamps() != stamps) {
                throw counts(signatures, stamps, signed, stamps());
            }
            return this;
        }

        Signer outermost() {
            return signers.get(0);
        }
    }

    private static final int MAX_LAYERS = 8;

    private final Provider provider = new BouncyCastleProvider();

    /**
     * Opens and verifies all layers.
     *
     * @param trust PEM roots; empty accepts any chain
     * @param timeStamps whether a content time-stamp is asked for: {@code optional}, {@code dstu} or {@code always}
     * @throws ServiceErrorException 400 with the service's words
     */
    Opened open(byte[] der, Collection<String> trust, String timeStamps, Instant now) {
        List<Signer> signers = new ArrayList<>();
        byte[] content = der;
        for (Optional<CMSSignedData> layer = parse(content);
                layer.isPresent() && signers.size() < MAX_LAYERS;
                layer = parse(content)) {
            signers.add(verified(layer.get(), trust, timeStamps, now));
            content = contentOf(layer.get());
        }
        return new Opened(content, signers);
    }

    /** Returns the content of the outermost layer, unverified. */
    Optional<byte[]> unwrap(byte[] der) {
        return parse(der).map(Signatures::contentOf);
    }

    private static ServiceErrorException counts(long wanted, long wantedStamps, long signed, long stamps) {
        return ServiceErrorException.badRequest("document must contain " + many(wanted, "signature") + " and "
                + many(wantedStamps, "stamp") + " but contains " + many(signed, "signature") + " and "
                + many(stamps, "stamp"));
    }

    private static String many(long count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }

    private static Optional<CMSSignedData> parse(byte[] der) {
        if (der.length == 0 || der[0] != 0x30) {
            return Optional.empty();
        }
        try {
            CMSSignedData data = new CMSSignedData(der);
            return data.getSignedContent() == null ? Optional.empty() : Optional.of(data);
        } catch (CMSException | RuntimeException notSigned) {
            return Optional.empty();
        }
    }

    private static byte[] contentOf(CMSSignedData layer) {
        return (byte[]) layer.getSignedContent().getContent();
    }

    private Signer verified(CMSSignedData layer, Collection<String> trust, String timeStamps, Instant now) {
        Collection<SignerInformation> infos = layer.getSignerInfos().getSigners();
        if (infos.size() != 1) {
            throw counts(1, 0, infos.size(), 0);
        }
        SignerInformation info = infos.iterator().next();
        List<X509CertificateHolder> sent = List.copyOf(layer.getCertificates().getMatches(null));
        X509CertificateHolder holder = sent.stream()
                .findFirst()
                .filter(info.getSID()::match)
                .orElseThrow(() ->
                        ServiceErrorException.badRequest("retrieving certificate from signed data container failed"));
        try {
            X509Certificate certificate = certificate(holder);
            if (!holder.isValidOn(Date.from(now))) {
                throw ServiceErrorException.badRequest("Certificate verificaton failed");
            }
            Set<TrustAnchor> anchors = anchors(trust);
            if (!anchors.isEmpty()) {
                requireChain(certificate, layer, anchors, now);
            }
            byte[] content = contentOf(layer);
            if (!verifies(info, holder, new ASN1ObjectIdentifier(layer.getSignedContentTypeOID()), content)) {
                throw ServiceErrorException.badRequest("verification of data siganture for a given subscriber failed");
            }
            boolean required = timeStamps.equals("always") || (timeStamps.equals("dstu") && isDstu(info));
            new ContentTimeStamp(required, this::verifies).require(info, content, known(sent, anchors));
            return Signer.of(holder);
        } catch (GeneralSecurityException | OperatorCreationException | IllegalArgumentException e) {
            throw ServiceErrorException.badRequest("error processing signed data");
        }
    }

    private static List<X509CertificateHolder> known(List<X509CertificateHolder> sent, Set<TrustAnchor> anchors)
            throws GeneralSecurityException {
        List<X509CertificateHolder> known = new ArrayList<>(sent);
        for (TrustAnchor anchor : anchors) {
            known.add(new JcaX509CertificateHolder(anchor.getTrustedCert()));
        }
        return known;
    }

    private static boolean isDstu(SignerInformation info) {
        return info.getEncryptionAlgOID().startsWith(UAObjectIdentifiers.UaOid.getId());
    }

    private boolean verifies(
            SignerInformation info, X509CertificateHolder holder, ASN1ObjectIdentifier type, byte[] content)
            throws GeneralSecurityException, OperatorCreationException {
        X509Certificate certificate = certificate(holder);
        try {
            return isDstu(info)
                    ? DstuSignature.verifies(info, certificate.getPublicKey(), type, content, provider)
                    : info.verify(new JcaSimpleSignerInfoVerifierBuilder()
                            .setProvider(provider)
                            .build(certificate));
        } catch (CMSException broken) {
            return false;
        }
    }

    private void requireChain(X509Certificate leaf, CMSSignedData layer, Set<TrustAnchor> anchors, Instant now)
            throws GeneralSecurityException {
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(leaf);
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(now));
        List<X509Certificate> sent = new ArrayList<>();
        sent.add(leaf);
        for (X509CertificateHolder other : layer.getCertificates().getMatches(null)) {
            sent.add(certificate(other));
        }
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(sent), provider));
        try {
            CertPathBuilder.getInstance("PKIX", provider).build(parameters);
        } catch (GeneralSecurityException noPath) {
            boolean known = anchors.stream()
                    .anyMatch(anchor ->
                            anchor.getTrustedCert().getSubjectX500Principal().equals(leaf.getIssuerX500Principal()));
            throw ServiceErrorException.badRequest(
                    known ? "ROOT certificate signature verification failed" : "matching ROOT certificate not found");
        }
    }

    private Set<TrustAnchor> anchors(Collection<String> pems) throws CertificateException {
        Set<TrustAnchor> anchors = new HashSet<>();
        CertificateFactory factory = CertificateFactory.getInstance("X.509", provider);
        for (String pem : pems) {
            byte[] text = pem.getBytes(StandardCharsets.US_ASCII);
            try (ByteArrayInputStream in = new ByteArrayInputStream(text)) {
                for (var root : factory.generateCertificates(in)) {
                    anchors.add(new TrustAnchor((X509Certificate) root, null));
                }
            } catch (IOException unreachable) {
                throw new CertificateException(unreachable);
            }
        }
        return anchors;
    }

    private X509Certificate certificate(X509CertificateHolder holder) throws CertificateException {
        return new JcaX509CertificateConverter().setProvider(provider).getCertificate(holder);
    }
}
