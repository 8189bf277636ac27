package org.hospitalhub.cms;

import static org.hospitalhub.cms.CmsException.Reason.TIME_STAMP_WRONG;

import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.MessageImprint;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TSPUtil;
import org.bouncycastle.tsp.TimeStampToken;
import org.jspecify.annotations.Nullable;

/** Checks content time-stamps (RFC 3161, RFC 5126 §5.11.4). */
final class TimeStampCheck {

    private final SignatureOperators operators;
    private final SignatureCheck signatures;
    private final CertificatePaths paths;

    TimeStampCheck(SignatureOperators operators, SignatureCheck signatures, CertificatePaths paths) {
        this.operators = operators;
        this.signatures = signatures;
        this.paths = paths;
    }

    /**
     * Returns the time of a signer's content time-stamp. Null when there is none, and when it cannot be verified because the
     * authority's certificate is not known and no trust is given.
     *
     * @param others certificates of the message, which may include the authority's
     */
    @Nullable
    Instant check(SignerInformation signer, byte[] content, List<X509CertificateHolder> others, @Nullable Trust trust)
            throws CMSException, OperatorCreationException {
        Attribute attribute = signer.getSignedAttributes().get(PKCSObjectIdentifiers.id_aa_ets_contentTimestamp);
        if (attribute == null) {
            return null;
        }
        try {
            TimeStampToken token =
                    new TimeStampToken(ContentInfo.getInstance(attribute.getAttributeValues()[0]));
            checkImprint(token, content);
            Instant time = token.getTimeStampInfo().getGenTime().toInstant();
            return checkAuthority(token, time, others, trust) == null ? null : time;
        } catch (TSPException | IOException | IllegalArgumentException | ClassCastException broken) {
            throw new CmsException(TIME_STAMP_WRONG, "The time-stamp does not hold.", broken);
        }
    }

    private void checkImprint(TimeStampToken token, byte[] content) throws OperatorCreationException {
        MessageImprint imprint = token.getTimeStampInfo().toASN1Structure().getMessageImprint();
        if (!Algorithms.allowedDigest(imprint.getHashAlgorithm())) {
            throw new CmsException(
                    TIME_STAMP_WRONG,
                    "The time-stamp uses the digest "
                            + imprint.getHashAlgorithm().getAlgorithm() + ", which is not accepted.");
        }
        if (!MessageDigest.isEqual(imprint.getHashedMessage(), operators.digest(imprint.getHashAlgorithm(), content))) {
            throw new CmsException(TIME_STAMP_WRONG, "The time-stamp belongs to another document.");
        }
    }

    /** Returns the authority's certificate, null when there is none to check the token with; throws when it is not valid. */
    @Nullable
    X509CertificateHolder checkAuthority(
            TimeStampToken token, Instant time, List<X509CertificateHolder> others, @Nullable Trust trust)
            throws TSPException, CMSException, OperatorCreationException, IOException {
        // Trusted certificates first: one in the message may falsely claim the issuer and number of the authority's.
        List<X509CertificateHolder> known = new ArrayList<>(trust == null ? List.of() : trust.holders());
        List<X509CertificateHolder> embedded =
                List.copyOf(token.getCertificates().getMatches(null));
        known.addAll(embedded);
        known.addAll(others);
        List<X509CertificateHolder> candidates = SignerCandidates.of(token.getSID(), known.stream());
        if (candidates.isEmpty() && trust != null) {
            throw new CmsException(
                    TIME_STAMP_WRONG,
                    "The certificate of the time-stamp authority is neither in the document nor among the trusted ones:"
                            + " add it to them.");
        }
        List<X509CertificateHolder> onTheWay = new ArrayList<>(embedded);
        onTheWay.addAll(others);
        CmsException refusal = null;
        for (X509CertificateHolder own : candidates) {
            try {
                checkToken(token, own);
                if (trust != null) {
                    paths.path(own, onTheWay, trust, time);
                }
                return own;
            } catch (CmsException refused) {
                refusal = refusal == null ? refused : refusal;
            }
        }
        if (refusal != null) {
            throw refusal;
        }
        return null;
    }

    private void checkToken(TimeStampToken token, X509CertificateHolder own)
            throws CMSException, OperatorCreationException, IOException {
        try {
            TSPUtil.validateCertificate(own);
        } catch (TSPException noAuthority) {
            throw new CmsException(TIME_STAMP_WRONG, "The time-stamp does not hold.", noAuthority);
        }
        SignerInformation signer =
                token.toCMSSignedData().getSignerInfos().getSigners().iterator().next();
        try {
            signatures.check(signer, own);
        } catch (CmsException wrong) {
            throw new CmsException(
                    TIME_STAMP_WRONG, "The signature of the time-stamp does not hold: " + wrong.getMessage(), wrong);
        }
    }
}
