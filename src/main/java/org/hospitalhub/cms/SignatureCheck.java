package org.hospitalhub.cms;

import static org.hospitalhub.cms.CmsException.Reason.ALGORITHM_REFUSED;
import static org.hospitalhub.cms.CmsException.Reason.CERTIFICATE_NOT_TRUSTED;
import static org.hospitalhub.cms.CmsException.Reason.CONTENT_CHANGED;
import static org.hospitalhub.cms.CmsException.Reason.SIGNATURE_WRONG;

import java.io.IOException;
import java.security.MessageDigest;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.ess.ESSCertID;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificate;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignerDigestMismatchException;
import org.bouncycastle.cms.CMSVerifierCertificateNotValidException;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.operator.OperatorCreationException;

/** Checks one SignerInfo against the certificate of its signer (RFC 5652 §5.6, RFC 5035 §4). */
final class SignatureCheck {

    /** Used for the older attribute only, which allows nothing else (RFC 2634 §5.4.1); the signature does not depend on it. */
    private static final AlgorithmIdentifier SHA1 = new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1);

    private final SignatureOperators operators;

    SignatureCheck(SignatureOperators operators) {
        this.operators = operators;
    }

    /** Throws when the signature is not valid. */
    void check(SignerInformation signer, X509CertificateHolder certificate)
            throws CMSException, OperatorCreationException, IOException {
        checkAlgorithms(signer);
        checkSignature(signer, certificate);
        checkSigningCertificate(signer, certificate);
    }

    private static void checkAlgorithms(SignerInformation signer) {
        var info = signer.toASN1Structure();
        if (!Algorithms.allowed(info.getDigestAlgorithm(), info.getDigestEncryptionAlgorithm())) {
            throw new CmsException(
                    ALGORITHM_REFUSED,
                    "The signature uses " + signer.getEncryptionAlgOID() + " with " + signer.getDigestAlgOID()
                            + ", which is not accepted.");
        }
    }

    private void checkSignature(SignerInformation signer, X509CertificateHolder certificate)
            throws CMSException, OperatorCreationException {
        // Without signed attributes, a signature over content could be misused as one over attributes.
        if (signer.getSignedAttributes() == null) {
            throw new CmsException(SIGNATURE_WRONG, "The signature has no signed attributes.");
        }
        try {
            SignerInformationVerifier verifier = verifier(certificate);
            if (!signer.verify(verifier) && !new AsStored(signer).verify(verifier)) {
                throw new CmsException(SIGNATURE_WRONG, "The signature was not made with the signer's key.");
            }
        } catch (CMSVerifierCertificateNotValidException expired) {
            throw new CmsException(
                    CERTIFICATE_NOT_TRUSTED,
                    "The signer's certificate was not valid when the document was signed.",
                    expired);
        } catch (CMSSignerDigestMismatchException changed) {
            throw new CmsException(CONTENT_CHANGED, "The document was changed after it was signed.", changed);
        }
    }

    private SignerInformationVerifier verifier(X509CertificateHolder certificate) throws OperatorCreationException {
        return new SignerInformationVerifier(
                Algorithms.names(),
                Algorithms.finder(),
                operators.verifiers(certificate),
                operators.digestCalculators());
    }

    private void checkSigningCertificate(SignerInformation signer, X509CertificateHolder certificate)
            throws IOException, OperatorCreationException {
        Attribute newer = signer.getSignedAttributes().get(PKCSObjectIdentifiers.id_aa_signingCertificateV2);
        Attribute older = signer.getSignedAttributes().get(PKCSObjectIdentifiers.id_aa_signingCertificate);
        boolean same = true;
        if (newer != null) {
            ESSCertIDv2 first = SigningCertificateV2.getInstance(newer.getAttributeValues()[0])
                    .getCerts()[0];
            same = MessageDigest.isEqual(
                    operators.digest(first.getHashAlgorithm(), certificate.getEncoded()), first.getCertHash());
        }
        if (older != null) {
            ESSCertID first = SigningCertificate.getInstance(older.getAttributeValues()[0])
                    .getCerts()[0];
            same &= MessageDigest.isEqual(operators.digest(SHA1, certificate.getEncoded()), first.getCertHash());
        }
        if (!same) {
            throw new CmsException(SIGNATURE_WRONG, "The signature was made for another certificate.");
        }
    }

    /**
     * The same signature over the attributes in the order in which they are stored. RFC 5652 §5.4 asks for the order of
     * DER, but UAPKI and jkurwa sign what they store.
     */
    private static final class AsStored extends SignerInformation {
        AsStored(SignerInformation signer) {
            super(signer);
        }

        @Override
        public byte[] getEncodedSignedAttributes() throws IOException {
            return signedAttributeSet.getEncoded(ASN1Encoding.DL);
        }
    }
}
