package org.hospitalhub.cms;

import static org.hospitalhub.cms.CmsException.Reason.CERTIFICATE_MISSING;
import static org.hospitalhub.cms.CmsException.Reason.CERTIFICATE_NOT_TRUSTED;
import static org.hospitalhub.cms.CmsException.Reason.CONTENT_CHANGED;
import static org.hospitalhub.cms.CmsException.Reason.CONTENT_MISSING;
import static org.hospitalhub.cms.CmsException.Reason.NOT_SIGNED_DATA;
import static org.hospitalhub.cms.CmsException.Reason.NO_SIGNER;
import static org.hospitalhub.cms.CmsException.Reason.SIGNATURE_WRONG;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.jspecify.annotations.Nullable;

/**
 * Verifies CMS SignedData (RFC 5652 §5.6): all signatures must be valid.
 *
 * <p>Signed attributes are required; signingCertificateV2 and a content time-stamp are checked when present. Instances may be
 * shared by threads.
 */
public final class CmsVerifier {

    /** Each costs a check of the signature; more of one key are not made by anybody. */
    private static final int MOST_CERTIFICATES = 8;

    private final InstantSource clock;
    private final BouncyCastleProvider provider = new BouncyCastleProvider();
    private final SignatureOperators operators = new SignatureOperators(provider);
    private final CertificatePaths paths = new CertificatePaths(provider);
    private final SignatureCheck signatures = new SignatureCheck(operators);
    private final TimeStampCheck timeStamps = new TimeStampCheck(operators, signatures, paths);

    /** Creates a verifier that checks the validity of certificates at the time of this clock. */
    public CmsVerifier(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Verifies all signatures.
     *
     * @param signedData DER or BER ContentInfo
     * @param detached the signed content when it is not inside, else null; when it is inside too, both must be the same
     * @param trust trusted authorities; null checks the signatures only, not the identity of the signers
     * @throws CmsException when anything is not valid; its reason says what
     */
    public VerifiedSignature verify(byte[] signedData, byte @Nullable [] detached, @Nullable Trust trust) {
        try {
            CMSSignedData data = read(signedData, detached);
            byte[] content = content(data);
            Collection<SignerInformation> signers = data.getSignerInfos().getSigners();
            if (signers.isEmpty()) {
                throw new CmsException(NO_SIGNER, "The document carries no signature.");
            }
            List<X509CertificateHolder> embedded =
                    List.copyOf(data.getCertificates().getMatches(null));
            List<VerifiedSignature.Signer> verified = new ArrayList<>();
            for (SignerInformation signer : signers) {
                verified.add(verify(signer, content, embedded, trust));
            }
            return new VerifiedSignature(content, List.copyOf(verified));
        } catch (CMSException | IOException | CertificateException | OperatorCreationException broken) {
            throw new CmsException(SIGNATURE_WRONG, "The signature cannot be checked.", broken);
        } catch (CmsException known) {
            throw known;
        } catch (RuntimeException malformed) {
            // The parser throws exceptions of every kind for malformed bytes; each must end as a refusal.
            throw new CmsException(NOT_SIGNED_DATA, "The signed document is malformed.", malformed);
        }
    }

    private static CMSSignedData read(byte[] signedData, byte @Nullable [] detached) {
        try {
            CMSSignedData data = new CMSSignedData(signedData);
            if (data.getSignedContent() != null) {
                if (detached != null && !Arrays.equals(detached, content(data))) {
                    throw new CmsException(
                            CONTENT_CHANGED, "The signature carries another document than the one that it came with.");
                }
                return data;
            }
            if (detached == null) {
                throw new CmsException(CONTENT_MISSING, "The signature does not carry its document.");
            }
            ContentInfo info = data.toASN1Structure();
            return new CMSSignedData(new CMSProcessableByteArray(detached), info);
        } catch (CMSException notCms) {
            throw new CmsException(NOT_SIGNED_DATA, "The bytes are no CMS (PKCS#7) SignedData.", notCms);
        }
    }

    private static byte[] content(CMSSignedData data) {
        return (byte[]) data.getSignedContent().getContent();
    }

    private VerifiedSignature.Signer verify(
            SignerInformation signer, byte[] content, List<X509CertificateHolder> embedded, @Nullable Trust trust)
            throws CMSException, OperatorCreationException, IOException, CertificateException {
        CmsException refused =
                new CmsException(CERTIFICATE_MISSING, "The signer's certificate does not travel with the signature.");
        // A key identifier names a renewed certificate and the one before it, which has the same key.
        for (X509CertificateHolder certificate : named(signer, embedded, trust)) {
            try {
                return verify(signer, certificate, content, embedded, trust);
            } catch (CmsException notThis) {
                refused = notThis;
            }
        }
        throw refused;
    }

    private static List<X509CertificateHolder> named(
            SignerInformation signer, List<X509CertificateHolder> embedded, @Nullable Trust trust) {
        return Stream.concat(embedded.stream(), trust == null ? Stream.empty() : trust.holders().stream())
                .filter(signer.getSID()::match)
                .distinct()
                .limit(MOST_CERTIFICATES)
                .toList();
    }

    private VerifiedSignature.Signer verify(
            SignerInformation signer,
            X509CertificateHolder certificate,
            byte[] content,
            List<X509CertificateHolder> embedded,
            @Nullable Trust trust)
            throws CMSException, OperatorCreationException, IOException, CertificateException {
        signatures.check(signer, certificate);
        Instant stamped = timeStamps.check(signer, content, embedded, trust);
        var readable = new JcaX509CertificateConverter().setProvider(provider).getCertificate(certificate);
        SignerDescription description = SignerDescription.of(readable);
        if (trust != null) {
            paths.path(certificate, embedded, trust, clock.instant());
            if (!description.maySign()) {
                throw new CmsException(
                        CERTIFICATE_NOT_TRUSTED,
                        "The signer's certificate is not for signing documents (its key usage).");
            }
        }
        return new VerifiedSignature.Signer(readable, description, signedAt(signer), stamped);
    }

    private static @Nullable Instant signedAt(SignerInformation signer) {
        Attribute attribute = signer.getSignedAttributes().get(CMSAttributes.signingTime);
        return attribute == null
                ? null
                : Time.getInstance(attribute.getAttributeValues()[0]).getDate().toInstant();
    }
}
