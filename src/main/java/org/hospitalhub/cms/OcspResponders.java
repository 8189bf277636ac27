package org.hospitalhub.cms;

import java.io.IOException;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * The signers that may answer OCSP about certificates of an authority (RFC 6960 §4.2.2.2): the authority, those it made a
 * responder, and responders that are trusted as they are.
 */
final class OcspResponders {

    private final SignatureOperators operators;
    private final RevocationListClient lists;

    OcspResponders(SignatureOperators operators, RevocationListClient lists) {
        this.operators = operators;
        this.lists = lists;
    }

    /** Throws when nobody who may has signed the answer. */
    void check(BasicOCSPResp answer, RevocationQuestion question) throws IOException {
        if (!Algorithms.allowedSignature(answer.getSignatureAlgorithmID())) {
            throw new IOException("its answer is signed with an algorithm that is not accepted");
        }
        List<X509CertificateHolder> candidates = Stream.of(
                        Stream.of(question.authority()),
                        question.responders().stream(),
                        Arrays.stream(answer.getCerts()))
                .flatMap(each -> each)
                .toList();
        for (X509CertificateHolder candidate : candidates) {
            // The responder's id in the answer only helps to find the certificate, and not all compute it alike.
            if (signed(answer, candidate)) {
                checkMaySign(candidate, question);
                return;
            }
        }
        throw new IOException("its answer is signed by somebody unknown");
    }

    private boolean signed(BasicOCSPResp answer, X509CertificateHolder candidate) {
        try {
            return answer.isSignatureValid(operators.verifiers(candidate));
        } catch (OCSPException | OperatorCreationException | RuntimeException otherKey) {
            // Bouncy Castle throws several exceptions when key and algorithm do not fit, or the key cannot be read.
            return false;
        }
    }

    private void checkMaySign(X509CertificateHolder responder, RevocationQuestion question) throws IOException {
        if (responder.equals(question.authority())) {
            return;
        }
        if (!hasPurpose(responder)) {
            throw new IOException("the certificate that signed its answer is not one for OCSP");
        }
        if (!responder.isValidOn(Date.from(question.now()))) {
            throw new IOException("the responder's certificate is expired or not yet valid");
        }
        if (question.responders().contains(responder)) {
            return;
        }
        if (!isOf(responder, question.authority())) {
            throw new IOException("the responder's certificate is not of the authority that issued the signer's");
        }
        if (responder.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck) == null) {
            checkNotRevoked(responder, question);
        }
    }

    /** Any purpose is not enough (RFC 6960 §4.2.2.2). */
    static boolean hasPurpose(X509CertificateHolder certificate) {
        try {
            Extension purposes = certificate.getExtension(Extension.extendedKeyUsage);
            return purposes != null
                    && ExtendedKeyUsage.getInstance(purposes.getParsedValue())
                            .hasKeyPurposeId(KeyPurposeId.id_kp_OCSPSigning);
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    private boolean isOf(X509CertificateHolder certificate, X509CertificateHolder authority) {
        return certificate.getIssuer().equals(authority.getSubject())
                && RevocationQuestion.signed(certificate, authority, operators);
    }

    /** Without the mark that it need not be looked up, a list must say that the authority has not taken it back. */
    private void checkNotRevoked(X509CertificateHolder responder, RevocationQuestion question) throws IOException {
        RevocationResult.Status status;
        try {
            status = lists.ask(question.about(responder)).result().status();
        } catch (IOException failed) {
            throw new IOException(
                    "the responder's certificate may be revoked, and the list that says so cannot be read: "
                            + failed.getMessage(),
                    failed);
        }
        if (status != RevocationResult.Status.GOOD) {
            throw new IOException("the responder's certificate is revoked");
        }
    }
}
