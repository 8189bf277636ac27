package org.hospitalhub.cms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hospitalhub.cms.DstuVectors.certificate;
import static org.hospitalhub.cms.DstuVectors.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DLSequence;
import org.bouncycastle.asn1.DLSet;
import org.bouncycastle.asn1.DLTaggedObject;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;
import org.hospitalhub.cms.CmsException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verifier against signatures that other implementations made. */
class DstuVectorsTest {

    private final CmsVerifier verifier = new CmsVerifier(InstantSource.fixed(DstuVectors.NOW));

    private static Trust trust(String... more) {
        return Trust.in(Stream.concat(Stream.of("root", "ca"), Stream.of(more))
                .map(DstuVectors::certificate)
                .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a-valid",
                "h-tinua",
                "q-stamp",
                "u-attached",
                "e-tsp-without-cert",
                "e2-tsp-with-cert",
                "u3-content-tsp",
                "m-wrapped-signature"
            })
    void aForeignSignatureHoldsUpToItsRoot(String name) {
        VerifiedSignature verified = verifier.verify(file(name + ".p7s"), null, trust("tsa"));

        assertThat(verified.content()).isEqualTo(file("content.json"));
        assertThat(verified.signers()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-valid", "u-attached", "e-tsp-without-cert", "e2-tsp-with-cert", "u3-content-tsp"})
    void aForeignSignatureHoldsWithoutTrust(String name) {
        assertThat(verifier.verify(file(name + ".p7s"), null, null).signers()).hasSize(1);
    }

    @Test
    void twoForeignSignersAreBothVerified() {
        assertThat(verifier.verify(file("d-two-signers.p7s"), null, trust()).signers())
                .hasSize(2);
    }

    @Test
    void aForeignDetachedSignatureHolds() {
        assertThat(verifier.verify(file("f-detached.p7s"), file("content.json"), trust())
                        .signers())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "b-flipped-signature, SIGNATURE_WRONG",
        "n-s-before-r,        SIGNATURE_WRONG",
        "c-wrong-content,     CONTENT_CHANGED",
        "e4-tsp-flipped,      TIME_STAMP_WRONG"
    })
    void errorsAreDistinguished(String name, Reason reason) {
        assertThat(refusal(file(name + ".p7s"), trust("tsa"))).isEqualTo(reason);
    }

    @Test
    void aTokenWithoutItsCertificateCannotBeCheckedWithoutTrust() {
        assertThat(verifier.verify(file("e-tsp-without-cert.p7s"), null, null)
                        .signers()
                        .get(0)
                        .timeStampedAt())
                .isNull();
    }

    @Test
    void aTokenWhoseAuthorityIsNotTrustedIsRefused() {
        assertThat(refusal(file("e-tsp-without-cert.p7s"), trust())).isEqualTo(Reason.TIME_STAMP_WRONG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"e-tsp-without-cert", "u3-content-tsp"})
    void theAuthorityOfATokenIsFoundInTheTrust(String name) {
        assertThat(verifier.verify(file(name + ".p7s"), null, trust("tsa"))
                        .signers()
                        .get(0)
                        .timeStampedAt())
                .isNotNull();
    }

    @Test
    void theAuthorityOfATokenIsFoundAmongTheCertificatesOnTheWay() {
        Trust known = new Trust(trust().anchors(), List.of(certificate("tsa")), List.of());

        assertThat(verifier.verify(file("e-tsp-without-cert.p7s"), null, known)
                        .signers()
                        .get(0)
                        .timeStampedAt())
                .isNotNull();
    }

    @Test
    void theAuthorityOfATokenIsFoundInTheMessage() throws Exception {
        byte[] message = withCertificate(file("e-tsp-without-cert.p7s"), "tsa");

        assertThat(verifier.verify(message, null, trust()).signers().get(0).timeStampedAt())
                .isNotNull();
    }

    @Test
    void aSignerNamedByItsKeyIdentifierIsFound() throws Exception {
        byte[] message = changed(file("a-valid.p7s"), DstuVectorsTest::namedByKey);

        assertThat(verifier.verify(message, null, trust()).signers()).hasSize(1);
    }

    @Test
    void attributesThatWereSignedInDerOrderHoldInAnyOrder() throws Exception {
        byte[] message = changed(file("a-valid.p7s"), DstuVectorsTest::withAttributesTurnedAround);

        assertThat(verifier.verify(message, null, trust()).signers()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32, 63, 65, 128})
    void aSignatureOfAnotherLengthIsWrong(int length) throws Exception {
        byte[] message = changed(file("a-valid.p7s"), info -> withSignature(info, length));

        assertThat(refusal(message, null)).isEqualTo(Reason.SIGNATURE_WRONG);
    }

    @Test
    void theCertificateOfTheOtherCurveIsVerified() throws Exception {
        X509CertificateHolder long431 = new X509CertificateHolder(file("certs/uapki431.cer"));

        new CertificatePaths(new org.bouncycastle.jce.provider.BouncyCastleProvider())
                .path(long431, List.of(), trust(), DstuVectors.NOW);
    }

    @Test
    void numbersThatStandOnlyInTheSubjectAreRead() {
        SignerDescription person = SignerDescription.of(certificate("tinua"));

        assertThat(person.drfo()).isEqualTo("1111111111");
        assertThat(person.edrpou()).isEqualTo("99999999");
    }

    @Test
    void aForeignKeySignsUpToItsRoot() {
        byte[] signed = new CmsSigner(InstantSource.fixed(DstuVectors.NOW), null)
                .sign(file("content.json"), true, List.of(person()));

        assertThat(verifier.verify(signed, null, trust()).signers()).hasSize(1);
    }

    /** Writes what the hub signs, for a look with a foreign verifier: {@code -Dhub.write=<folder>}. */
    @Test
    @EnabledIfSystemProperty(named = "hub.write", matches = "/.+")
    void theHubsSignaturesAreWrittenForAForeignVerifier() throws Exception {
        Path folder = Path.of(System.getProperty("hub.write"));
        CmsSigner signer = new CmsSigner(InstantSource.fixed(DstuVectors.NOW), null);
        byte[] content = file("content.json");
        Files.write(folder.resolve("hub-257.p7s"), signer.sign(content, true, List.of(person())));
        Files.write(folder.resolve("hub-detached.p7s"), signer.sign(content, false, List.of(person())));
    }

    private static SigningKey person() {
        return SigningKey.of(DstuVectors.key(), List.of(certificate("person"), certificate("ca"), certificate("root")));
    }

    @Test
    void aForeignStampIsDistinguishedFromAPerson() {
        assertThat(SignerDescription.of(certificate("stamp")).stamp()).isTrue();
        assertThat(SignerDescription.of(certificate("person")).stamp()).isFalse();
    }

    private Reason refusal(byte[] message, @org.jspecify.annotations.Nullable Trust trust) {
        try {
            verifier.verify(message, null, trust);
        } catch (CmsException refused) {
            return refused.reason();
        }
        throw new AssertionError("accepted");
    }

    private interface Change {
        SignerInfo of(SignerInfo info) throws Exception;
    }

    private static byte[] changed(byte[] message, Change change) throws Exception {
        SignedData data =
                SignedData.getInstance(ContentInfo.getInstance(message).getContent());
        SignerInfo info = change.of(SignerInfo.getInstance(data.getSignerInfos().getObjectAt(0)));
        return rebuilt(data, data.getCertificates(), new DLSet(info));
    }

    private static byte[] withCertificate(byte[] message, String name) throws Exception {
        SignedData data =
                SignedData.getInstance(ContentInfo.getInstance(message).getContent());
        ASN1EncodableVector all = new ASN1EncodableVector();
        data.getCertificates().forEach(all::add);
        all.add(ASN1Sequence.getInstance(file("certs/" + name + ".cer")));
        return rebuilt(data, new DLSet(all), data.getSignerInfos());
    }

    /** Puts SignedData together without sorting anything. */
    private static byte[] rebuilt(SignedData data, ASN1Set certificates, ASN1Set infos) throws Exception {
        DLSequence signed = new DLSequence(vector(
                data.getVersion(),
                data.getDigestAlgorithms(),
                data.getEncapContentInfo(),
                new DLTaggedObject(false, 0, certificates),
                infos));
        return new DLSequence(vector(
                        org.bouncycastle.asn1.cms.CMSObjectIdentifiers.signedData, new DLTaggedObject(true, 0, signed)))
                .getEncoded(ASN1Encoding.DL);
    }

    private static ASN1EncodableVector vector(org.bouncycastle.asn1.ASN1Encodable... parts) {
        ASN1EncodableVector all = new ASN1EncodableVector();
        for (var part : parts) {
            all.add(part);
        }
        return all;
    }

    private static SignerInfo namedByKey(SignerInfo info) throws Exception {
        Extension keyId =
                new X509CertificateHolder(file("certs/person.cer")).getExtension(Extension.subjectKeyIdentifier);
        return new SignerInfo(
                new SignerIdentifier(org.bouncycastle.asn1.ASN1OctetString.getInstance(keyId.getParsedValue())),
                info.getDigestAlgorithm(),
                info.getAuthenticatedAttributes(),
                info.getDigestEncryptionAlgorithm(),
                info.getEncryptedDigest(),
                null);
    }

    private static SignerInfo withSignature(SignerInfo info, int length) {
        return new SignerInfo(
                info.getSID(),
                info.getDigestAlgorithm(),
                info.getAuthenticatedAttributes(),
                info.getDigestEncryptionAlgorithm(),
                new org.bouncycastle.asn1.DEROctetString(
                        java.util.Arrays.copyOf(info.getEncryptedDigest().getOctets(), length)),
                null);
    }

    private static SignerInfo withAttributesTurnedAround(SignerInfo info) {
        ASN1Set attributes = info.getAuthenticatedAttributes();
        ASN1EncodableVector turned = new ASN1EncodableVector();
        for (int i = attributes.size() - 1; i >= 0; i--) {
            turned.add(attributes.getObjectAt(i));
        }
        return new SignerInfo(
                info.getSID(),
                info.getDigestAlgorithm(),
                new DLSet(turned),
                info.getDigestEncryptionAlgorithm(),
                info.getEncryptedDigest(),
                null);
    }
}
