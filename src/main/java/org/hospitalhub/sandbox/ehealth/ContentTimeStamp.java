package org.hospitalhub.sandbox.ehealth;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.MessageImprint;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampToken;

/** The content time-stamp of one signature (RFC 3161, attribute 1.2.840.113549.1.9.16.2.20); refusals are the service's (eHealth contract §5.2). */
final class ContentTimeStamp {

    /** The buffer that the service keeps a token in. */
    private static final int MAX_TOKEN = 4_000;

    /** Verifies one signature over a token's content. */
    interface Check {
        boolean holds(
                SignerInformation info, X509CertificateHolder certificate, ASN1ObjectIdentifier type, byte[] content)
                throws GeneralSecurityException, OperatorCreationException;
    }

    private final boolean required;
    private final Check check;

    ContentTimeStamp(boolean required, Check check) {
        this.required = required;
        this.check = check;
    }

    /**
     * Refuses a token that is missing though required, or does not hold. A token whose authority's certificate is neither in it
     * nor among the known ones cannot be checked and passes.
     *
     * @param known certificates of the message and the trusted ones
     */
    void require(SignerInformation signer, byte[] content, List<X509CertificateHolder> known)
            throws GeneralSecurityException, OperatorCreationException {
        Attribute attribute = signer.getSignedAttributes() == null
                ? null
                : signer.getSignedAttributes().get(PKCSObjectIdentifiers.id_aa_ets_contentTimestamp);
        if (attribute == null) {
            if (required) {
                throw ServiceErrorException.badRequest(
                        "retrieving a timestamp of data from an envelope with signed data failed");
            }
            return;
        }
        try {
            ContentInfo info = ContentInfo.getInstance(attribute.getAttributeValues()[0]);
            if (info.getEncoded().length > MAX_TOKEN) {
                throw ServiceErrorException.badRequest(
                        "loading information about the response with a timestamp failed");
            }
            verify(new TimeStampToken(info), content, known);
        } catch (TSPException | IOException | IllegalArgumentException | CMSException unreadable) {
            throw ServiceErrorException.badRequest("loading information about the response with a timestamp failed");
        }
    }

    private void verify(TimeStampToken token, byte[] content, List<X509CertificateHolder> known)
            throws GeneralSecurityException, OperatorCreationException, CMSException, IOException {
        MessageImprint imprint = token.getTimeStampInfo().toASN1Structure().getMessageImprint();
        ASN1ObjectIdentifier digest = imprint.getHashAlgorithm().getAlgorithm();
        byte[] own = digest.equals(DstuSignature.GOST_34311)
                ? DstuSignature.digest(content)
                : MessageDigest.getInstance(digest.getId()).digest(content);
        if (!MessageDigest.isEqual(own, imprint.getHashedMessage())) {
            throw ServiceErrorException.badRequest("signature timestamp verification failed");
        }
        List<X509CertificateHolder> all = new ArrayList<>(known);
        all.addAll(token.getCertificates().getMatches(null));
        SignerInformation info =
                token.toCMSSignedData().getSignerInfos().getSigners().iterator().next();
        for (X509CertificateHolder each : all) {
            if (token.getSID().match(each)
                    && !check.holds(
                            info,
                            each,
                            PKCSObjectIdentifiers.id_ct_TSTInfo,
                            token.getTimeStampInfo().toASN1Structure().getEncoded())) {
                throw ServiceErrorException.badRequest("checking the signature of a response with a timestamp failed");
            }
        }
    }
}
