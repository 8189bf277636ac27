package org.hospitalhub.cms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.esf.CompleteRevocationRefs;
import org.bouncycastle.asn1.esf.CrlOcspRef;
import org.bouncycastle.asn1.esf.RevocationValues;
import org.bouncycastle.asn1.ess.OtherCertID;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tsp.TimeStampToken;
import org.hospitalhub.cms.CmsException.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** CAdES-X Long from an invented hierarchy, read back with Bouncy Castle's own types. */
class LongTermSignaturesTest {

    private static final byte[] CONTENT = "{\"a\":\"ä\"}".getBytes(UTF_8);
    private static final InstantSource CLOCK = InstantSource.fixed(RevocationAuthority.NOW);

    private LongTermPki pki;

    private void pki(SignatureScheme scheme) throws Exception {
        pki = new LongTermPki(scheme);
    }

    @AfterEach
    void stop() throws Exception {
        pki.close();
    }

    private byte[] completed() throws Exception {
        return pki.completing(pki.host())
                .complete(pki.stamped(CONTENT, true), pki.key().chain());
    }

    private static SignerInformation signer(byte[] signed) throws Exception {
        return new CMSSignedData(signed).getSignerInfos().iterator().next();
    }

    private static ASN1Encodable value(AttributeTable attributes, ASN1ObjectIdentifier type) {
        return Objects.requireNonNull(attributes.get(type)).getAttributeValues()[0];
    }

    private static SignerInformation stampSigner(byte[] signed) throws Exception {
        TimeStampToken token = new TimeStampToken(ContentInfo.getInstance(
                value(signer(signed).getUnsignedAttributes(), PKCSObjectIdentifiers.id_aa_signatureTimeStampToken)));
        return token.toCMSSignedData().getSignerInfos().iterator().next();
    }

    private static List<byte[]> certificateDigests(AttributeTable attributes) {
        List<byte[]> digests = new ArrayList<>();
        for (ASN1Encodable each :
                ASN1Sequence.getInstance(value(attributes, PKCSObjectIdentifiers.id_aa_ets_certificateRefs))) {
            digests.add(OtherCertID.getInstance(each).getCertHash());
        }
        return digests;
    }

    private static List<Certificate> certificates(AttributeTable attributes) {
        List<Certificate> certificates = new ArrayList<>();
        for (ASN1Encodable each :
                ASN1Sequence.getInstance(value(attributes, PKCSObjectIdentifiers.id_aa_ets_certValues))) {
            certificates.add(Certificate.getInstance(each));
        }
        return certificates;
    }

    private static CrlOcspRef[] references(AttributeTable attributes) {
        return CompleteRevocationRefs.getInstance(value(attributes, PKCSObjectIdentifiers.id_aa_ets_revocationRefs))
                .getCrlOcspRefs();
    }

    private static RevocationValues revocations(AttributeTable attributes) {
        return RevocationValues.getInstance(value(attributes, PKCSObjectIdentifiers.id_aa_ets_revocationValues));
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA", "RSA_PSS", "ECDSA", "DSTU4145_GOST34311"})
    void theSignatureHoldsAfterItsCompletion(SignatureScheme scheme) throws Exception {
        pki(scheme);

        CmsVerifier verifier = new CmsVerifier(CLOCK);
        Trust trust = new Trust(pki.roots().anchors(), List.of(pki.authority().certificate()), List.of());

        assertThat(verifier.verify(completed(), null, trust).content()).isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA", "ECDSA", "DSTU4145_GOST34311"})
    void thePathAboveTheSignerIsInTheSignature(SignatureScheme scheme) throws Exception {
        pki(scheme);

        assertThat(certificates(signer(completed()).getUnsignedAttributes()))
                .containsExactly(
                        pki.authority().self().holder().toASN1Structure(),
                        pki.root().self().holder().toASN1Structure());
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA", "ECDSA", "DSTU4145_GOST34311"})
    void referencesAreDigestsOfTheCertificates(SignatureScheme scheme) throws Exception {
        pki(scheme);
        SignerInformation signer = signer(completed());
        SignatureOperators operators = new SignatureOperators(new BouncyCastleProvider());

        List<byte[]> digests = new ArrayList<>();
        for (Certificate each : certificates(signer.getUnsignedAttributes())) {
            digests.add(operators.digest(signer.getDigestAlgorithmID(), each.getEncoded()));
        }

        assertThat(certificateDigests(signer.getUnsignedAttributes())).containsExactlyElementsOf(digests);
    }

    @Test
    void theSignersAnswerComesFirstThenTheListAboutItsAuthority() throws Exception {
        pki(SignatureScheme.ECDSA);
        AttributeTable attributes = signer(completed()).getUnsignedAttributes();

        CrlOcspRef[] references = references(attributes);

        assertThat(references).hasSize(2);
        assertThat(references[0]
                        .getOcspids()
                        .getOcspResponses()[0]
                        .getOcspRepHash()
                        .getHashValue())
                .isEqualTo(MessageDigest.getInstance("SHA-256")
                        .digest(new OCSPRespBuilder()
                                .build(
                                        OCSPRespBuilder.SUCCESSFUL,
                                        new BasicOCSPResp(
                                                revocations(attributes).getOcspVals()[0]))
                                .getEncoded()));
        assertThat(references[1].getCrlids().getCrls()[0].getCrlHash().getHashValue())
                .isEqualTo(sha256(revocations(attributes).getCrlVals()[0]));
    }

    private static byte[] sha256(ASN1Encodable value) throws Exception {
        return MessageDigest.getInstance("SHA-256")
                .digest(value.toASN1Primitive().getEncoded("DER"));
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA", "ECDSA", "DSTU4145_GOST34311"})
    void whatTheTimeStampNeedsIsInItsToken(SignatureScheme scheme) throws Exception {
        pki(scheme);

        AttributeTable attributes = stampSigner(completed()).getUnsignedAttributes();

        assertThat(certificates(attributes)).hasSize(2);
        assertThat(revocations(attributes).getOcspVals()).hasSize(1);
        assertThat(revocations(attributes).getCrlVals()).hasSize(1);
    }

    @Test
    void theTimeStampHoldsAfterItsCompletion() throws Exception {
        pki(SignatureScheme.RSA);
        byte[] signed = completed();

        TimeStampToken token = new TimeStampToken(ContentInfo.getInstance(
                value(signer(signed).getUnsignedAttributes(), PKCSObjectIdentifiers.id_aa_signatureTimeStampToken)));

        BouncyCastleProvider provider = new BouncyCastleProvider();
        SignatureOperators operators = new SignatureOperators(provider);
        assertThat(new TimeStampCheck(operators, new SignatureCheck(operators), new CertificatePaths(provider))
                        .checkAuthority(
                                token,
                                RevocationAuthority.NOW,
                                List.of(pki.authority().self().holder()),
                                pki.roots()))
                .isNotNull();
        assertThat(token.getTimeStampInfo().getMessageImprintDigest())
                .isEqualTo(MessageDigest.getInstance("SHA-256")
                        .digest(signer(signed).getSignature()));
    }

    @Test
    void aListIsTakenWhereOcspDoesNotAnswer() throws Exception {
        pki(SignatureScheme.ECDSA);
        pki.stop("ocsp");

        AttributeTable attributes = signer(completed()).getUnsignedAttributes();

        assertThat(revocations(attributes).getOcspVals()).isEmpty();
        assertThat(Arrays.stream(references(attributes)).map(CrlOcspRef::getCrlids))
                .doesNotContainNull();
    }

    @Test
    void theListAboutTheAuthorityIsFetchedOnceForManySignatures() throws Exception {
        pki(SignatureScheme.ECDSA);
        LongTermSignatures completing = pki.completing(pki.host());
        byte[] stamped = pki.stamped(CONTENT, true);

        completing.complete(stamped, pki.key().chain());
        completing.complete(stamped, pki.key().chain());

        assertThat(pki.asked("root.crl")).isEqualTo(1);
        assertThat(pki.asked("ocsp")).isEqualTo(4);
    }

    private void refused(Reason reason, String words, ThrowingCallable signing) {
        assertThatThrownBy(signing).isInstanceOfSatisfying(CmsException.class, thrown -> {
            assertThat(thrown).hasMessageContaining(words);
            assertThat(thrown.reason()).isEqualTo(reason);
        });
    }

    @Test
    void withoutAnyAnswerAboutTheSignerThereIsNoSignature() throws Exception {
        pki(SignatureScheme.ECDSA);
        pki.stop("ocsp");
        pki.stop("ca.crl");

        // The time-stamp's authority is answered for by the same two.
        refused(Reason.REVOCATION_UNAVAILABLE, "it answered with status 503", this::completed);
    }

    @Test
    void withoutTheListAboutTheAuthorityThereIsNoSignature() throws Exception {
        pki(SignatureScheme.ECDSA);
        pki.stop("root.crl");

        refused(Reason.REVOCATION_UNAVAILABLE, "authority 1 above", this::completed);
    }

    @Test
    void aHostThatIsNotAllowedIsNotAsked() throws Exception {
        pki(SignatureScheme.ECDSA);
        byte[] stamped = pki.stamped(CONTENT, true);

        refused(Reason.CERTIFICATE_NOT_TRUSTED, "which revocation.hosts does not allow", () -> pki.completing(
                        "other.example")
                .complete(stamped, pki.key().chain()));
        assertThat(pki.asked("ocsp")).isZero();
    }

    @Test
    void aRevokedSignerGetsNoSignature() throws Exception {
        pki(SignatureScheme.ECDSA);
        pki.revokePerson();

        refused(Reason.CERTIFICATE_NOT_TRUSTED, "Revoked, says 127.0.0.1: the signer's certificate", this::completed);
    }

    @Test
    void aRevokedTimeStampAuthorityGivesNoSignature() throws Exception {
        pki(SignatureScheme.ECDSA);
        pki.revokeStamper();

        refused(Reason.CERTIFICATE_NOT_TRUSTED, "the certificate of the time-stamp authority", this::completed);
    }

    @Test
    void aRevokedAuthorityGivesNoSignature() throws Exception {
        pki(SignatureScheme.ECDSA);
        pki.revokeAuthority();

        refused(Reason.CERTIFICATE_NOT_TRUSTED, "Revoked", this::completed);
    }

    @Test
    void aPathToNoRootGivesNoSignature() throws Exception {
        pki(SignatureScheme.ECDSA);
        byte[] stamped = pki.stamped(CONTENT, true);

        refused(
                Reason.CERTIFICATE_NOT_TRUSTED,
                "No valid path leads from the signer's certificate to a root",
                () -> pki.completing(pki.host()).ask(List.of(pki.key().certificate())));
        assertThat(stamped).isNotEmpty();
    }

    @Test
    void theDoctorShowsWhoAnswers() throws Exception {
        pki(SignatureScheme.ECDSA);

        assertThat(pki.completing(pki.host()).ask(pki.key().chain()))
                .extracting(RevocationResult::source)
                .containsExactly(RevocationResult.Source.OCSP, RevocationResult.Source.LISTS);
    }
}
