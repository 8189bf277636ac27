package org.hospitalhub.cms;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cms.CMSSignedData;
import org.hospitalhub.cms.CmsException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CmsTest {

    private static final byte[] CONTENT = "{\"edrpou\": \"38782323\",  \"назва\":\"Клініка\"}\n".getBytes(UTF_8);

    private final InstantSource clock = InstantSource.fixed(Signers.NOW);
    private final CmsSigner signer = new CmsSigner(clock, null);
    private final CmsVerifier verifier = new CmsVerifier(clock);

    @ParameterizedTest
    @EnumSource
    void signedContentIsVerifiedByteForByteUpToTheAuthority(SignatureScheme scheme) throws Exception {
        byte[] signed = signer.sign(CONTENT, true, List.of(signers(scheme).person()));

        VerifiedSignature verified =
                verifier.verify(signed, null, signers(scheme).trust());

        assertThat(verified.content()).isEqualTo(CONTENT);
        assertThat(verified.signers()).hasSize(1);
        assertThat(verified.signers().get(0).signedAt()).isEqualTo(Signers.NOW);
    }

    @ParameterizedTest
    @EnumSource
    void changedContentIsReportedAsChanged(SignatureScheme scheme) throws Exception {
        byte[] signed = signer.sign(CONTENT, true, List.of(signers(scheme).person()));
        int place = new String(signed, ISO_8859_1).indexOf("38782323");
        signed[place] ^= 1;

        assertThatThrownBy(() -> verifier.verify(signed, null, null)).satisfies(reason(Reason.CONTENT_CHANGED));
    }

    @ParameterizedTest
    @EnumSource
    void aForgedSignatureIsReportedAsWrong(SignatureScheme scheme) throws Exception {
        byte[] signed = signer.sign(CONTENT, true, List.of(signers(scheme).person()));
        signed[signed.length - 3] ^= 1; // the signature value is the last thing in SignedData

        assertThatThrownBy(() -> verifier.verify(signed, null, null)).satisfies(reason(Reason.SIGNATURE_WRONG));
    }

    @Test
    void aSignatureThatCarriesAnotherDocumentThanTheGivenOneIsRefused() throws Exception {
        byte[] signed = new CmsSigner(InstantSource.fixed(Signers.NOW), null)
                .sign(
                        "one".getBytes(UTF_8),
                        true,
                        List.of(Signers.shared(SignatureScheme.ECDSA).person()));
        CmsVerifier verifier = new CmsVerifier(InstantSource.fixed(Signers.NOW));

        assertThat(verifier.verify(signed, "one".getBytes(UTF_8), null).signers())
                .hasSize(1);
        assertThatThrownBy(() -> verifier.verify(signed, "other".getBytes(UTF_8), null))
                .isInstanceOfSatisfying(CmsException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(CmsException.Reason.CONTENT_CHANGED));
    }

    @ParameterizedTest
    @EnumSource
    void aDetachedSignatureBelongsToItsContentOnly(SignatureScheme scheme) throws Exception {
        byte[] signed = signer.sign(CONTENT, false, List.of(signers(scheme).person()));

        assertThat(verifier.verify(signed, CONTENT, null).content()).isEqualTo(CONTENT);
        assertThatThrownBy(() -> verifier.verify(signed, new byte[] {1}, null))
                .satisfies(reason(Reason.CONTENT_CHANGED));
        assertThatThrownBy(() -> verifier.verify(signed, null, null)).satisfies(reason(Reason.CONTENT_MISSING));
    }

    @Test
    void severalSignersAreAllVerified() throws Exception {
        List<SigningKey> keys = new ArrayList<>();
        for (SignatureScheme scheme : SignatureScheme.values()) {
            keys.add(signers(scheme).person());
        }

        VerifiedSignature verified = verifier.verify(signer.sign(CONTENT, true, keys), null, null);

        assertThat(verified.signers()).hasSize(SignatureScheme.values().length);
    }

    @Test
    void aCoSignatureWrapsTheWholeFirstOne() throws Exception {
        byte[] first =
                signer.sign(CONTENT, true, List.of(signers(SignatureScheme.RSA).person()));
        byte[] second = signer.sign(
                first, true, List.of(signers(SignatureScheme.DSTU4145_GOST34311).person()));

        byte[] inner = verifier.verify(second, null, null).content();

        assertThat(inner).isEqualTo(first);
        assertThat(verifier.verify(inner, null, null).content()).isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @EnumSource
    void theSignedDataIsDerWithIdDataAndTheAttributesOfTheContract(SignatureScheme scheme) throws Exception {
        byte[] signed = signer.sign(CONTENT, true, List.of(signers(scheme).person()));

        assertThat(ASN1Primitive.fromByteArray(signed).getEncoded(ASN1Encoding.DER))
                .isEqualTo(signed);
        CMSSignedData data = new CMSSignedData(signed);
        assertThat(data.getSignedContentTypeOID()).isEqualTo(CMSObjectIdentifiers.data.getId());
        assertThat(data.getCertificates().getMatches(null)).hasSize(1);
        var attributes = data.getSignerInfos().iterator().next().getSignedAttributes();
        assertThat(List.of(
                        CMSAttributes.contentType,
                        CMSAttributes.messageDigest,
                        CMSAttributes.signingTime,
                        PKCSObjectIdentifiers.id_aa_signingCertificateV2))
                .allSatisfy(each -> assertThat(attributes.get(each)).isNotNull());
    }

    @Test
    void aDstuSignatureHas64BytesAndTheNamesOfTheContract() throws Exception {
        byte[] signed = signer.sign(
                CONTENT,
                true,
                List.of(signers(SignatureScheme.DSTU4145_GOST34311).person()));

        var info = new CMSSignedData(signed).getSignerInfos().iterator().next();

        assertThat(info.getDigestAlgOID()).isEqualTo("1.2.804.2.1.1.1.1.2.1");
        assertThat(info.getEncryptionAlgOID()).isEqualTo("1.2.804.2.1.1.1.1.3.1.1");
        assertThat(info.getSignature()).hasSize(64);
    }

    @Test
    void aDstuSignatureOfTheLongerCurveHas108Bytes() throws Exception {
        SigningKey key = signers(SignatureScheme.DSTU4145_GOST34311).person("1.2.804.2.1.1.1.1.3.1.1.2.9");

        byte[] signed = signer.sign(CONTENT, true, List.of(key));

        assertThat(new CMSSignedData(signed).getSignerInfos().iterator().next().getSignature())
                .hasSize(108);
        assertThat(verifier.verify(
                                signed,
                                null,
                                signers(SignatureScheme.DSTU4145_GOST34311).trust())
                        .content())
                .isEqualTo(CONTENT);
    }

    @Test
    void algorithmsOfDstuHaveNoParameters() throws Exception {
        byte[] signed = signer.sign(
                CONTENT,
                true,
                List.of(signers(SignatureScheme.DSTU4145_GOST34311).person()));

        CMSSignedData data = new CMSSignedData(signed);
        var info = data.getSignerInfos().iterator().next().toASN1Structure();
        assertThat(data.getDigestAlgorithmIDs())
                .allSatisfy(each -> assertThat(each.getParameters()).isNull());
        assertThat(info.getDigestAlgorithm().getParameters()).isNull();
        assertThat(info.getDigestEncryptionAlgorithm().getParameters()).isNull();
    }

    @Test
    void aDstuSignatureCarriesTheAttributesOfItsNeighboursOnly() throws Exception {
        byte[] signed = signer.sign(
                CONTENT,
                true,
                List.of(signers(SignatureScheme.DSTU4145_GOST34311).person()));

        var attributes =
                new CMSSignedData(signed).getSignerInfos().iterator().next().getSignedAttributes();
        assertThat(attributes.size()).isEqualTo(4);
        var certificate = org.bouncycastle.asn1.ess.SigningCertificateV2.getInstance(
                        attributes.get(PKCSObjectIdentifiers.id_aa_signingCertificateV2)
                                .getAttributeValues()[0])
                .getCerts()[0];
        assertThat(certificate.getHashAlgorithm().getAlgorithm()).isEqualTo(Dstu.GOST34311);
        assertThat(certificate.getIssuerSerial()).isNotNull();
    }

    @Test
    void theMessageCarriesTheSignersCertificateOnly() throws Exception {
        Signers rsa = signers(SignatureScheme.RSA);
        SigningKey leaf = rsa.person();
        SigningKey withIntermediate = new SigningKey(
                leaf.key(), List.of(leaf.certificate(), rsa.stamp().certificate(), rsa.authority()), leaf.scheme());

        byte[] signed = signer.sign(CONTENT, true, List.of(withIntermediate));

        assertThat(new CMSSignedData(signed).getCertificates().getMatches(null))
                .singleElement()
                .satisfies(each -> assertThat(each.getSerialNumber())
                        .isEqualTo(leaf.certificate().getSerialNumber()));
    }

    @ParameterizedTest
    @EnumSource
    void aSignerOfAnotherAuthorityIsNotTrusted(SignatureScheme scheme) throws Exception {
        byte[] signed = signer.sign(CONTENT, true, List.of(signers(scheme).person()));

        assertThatThrownBy(() -> verifier.verify(signed, null, new Signers(scheme).trust()))
                .satisfies(reason(Reason.CERTIFICATE_NOT_TRUSTED));
    }

    @Test
    void anExpiredSignerIsNotTrusted() throws Exception {
        Signers rsa = signers(SignatureScheme.RSA);
        byte[] signed = signer.sign(CONTENT, true, List.of(rsa.expired()));

        assertThatThrownBy(() -> verifier.verify(signed, null, rsa.trust()))
                .satisfies(reason(Reason.CERTIFICATE_NOT_TRUSTED));
    }

    @ParameterizedTest
    @EnumSource
    void aKeyThatIsForEncryptionOnlyIsNotTrusted(SignatureScheme scheme) throws Exception {
        byte[] signed = signer.sign(CONTENT, true, List.of(signers(scheme).forEncryption()));

        assertThatThrownBy(() -> verifier.verify(signed, null, signers(scheme).trust()))
                .satisfies(reason(Reason.CERTIFICATE_NOT_TRUSTED));
    }

    @Test
    void aKeyOfAnotherCertificateIsNoticed() throws Exception {
        Signers rsa = signers(SignatureScheme.RSA);
        SigningKey mixed = SigningKey.of(rsa.person().key(), rsa.person().chain());

        assertThatThrownBy(() -> verifier.verify(signer.sign(CONTENT, true, List.of(mixed)), null, null))
                .satisfies(reason(Reason.SIGNATURE_WRONG));
    }

    @Test
    void nobodyCannotSign() {
        assertThatThrownBy(() -> signer.sign(CONTENT, true, List.of())).satisfies(reason(Reason.NO_SIGNER));
    }

    @Property(tries = 30)
    void anyContentComesBackAsItWas(@ForAll byte[] content) throws Exception {
        byte[] signed = signer.sign(
                content, true, List.of(signers(SignatureScheme.ECDSA).person()));

        assertThat(verifier.verify(signed, null, null).content()).isEqualTo(content);
    }

    @Property(tries = 300)
    void anyBytesAreRefusedWithAReason(@ForAll byte[] bytes) {
        assertThatThrownBy(() -> verifier.verify(bytes, null, null)).isInstanceOf(CmsException.class);
    }

    @Property(tries = 300)
    void aSignatureWithAChangedByteIsNeverValid(@ForAll int where, @ForAll byte by) throws Exception {
        byte[] signed = SIGNED_ONCE.clone();
        int place = Math.floorMod(where, signed.length);
        signed[place] ^= by == 0 ? 1 : by;
        try {
            VerifiedSignature verified =
                    verifier.verify(signed, null, signers(SignatureScheme.ECDSA).trust());
            // Some bytes carry no meaning (version, NULL parameters); the accepted content must be the signed content.
            assertThat(verified.content()).isEqualTo(CONTENT);
        } catch (CmsException refused) {
            assertThat(refused.reason()).isNotNull();
        }
    }

    @Test
    void theSignerIsReadFromTheCertificate() throws Exception {
        SignerDescription person = SignerDescription.of(
                signers(SignatureScheme.DSTU4145_GOST34311).person().certificate());

        assertThat(person.drfo()).isEqualTo(Signers.DRFO);
        assertThat(person.edrpou()).isEqualTo(Signers.EDRPOU);
        assertThat(person.surname()).isEqualTo("Тестенко");
        assertThat(person.maySign()).isTrue();
        assertThat(person.stamp()).isFalse();
        assertThat(Signers.NOW).isBetween(person.validFrom(), person.validUntil());
    }

    @Test
    void aStampIsDistinguishedFromAPerson() throws Exception {
        assertThat(SignerDescription.of(signers(SignatureScheme.RSA).stamp().certificate())
                        .stamp())
                .isTrue();
    }

    @Test
    void aDescriptionShowsNobodyInALog() throws Exception {
        var person = signers(SignatureScheme.RSA).person();

        assertThat(SignerDescription.of(person.certificate()) + " " + person)
                .doesNotContain(Signers.DRFO)
                .doesNotContain("Тестенко");
    }

    private static final byte[] SIGNED_ONCE = signedOnce();

    private static byte[] signedOnce() {
        try {
            return new CmsSigner(InstantSource.fixed(Signers.NOW), null)
                    .sign(CONTENT, true, List.of(signers(SignatureScheme.ECDSA).person()));
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static Signers signers(SignatureScheme scheme) throws Exception {
        return Signers.shared(scheme);
    }

    private static Consumer<Throwable> reason(Reason reason) {
        return failure -> assertThat(failure)
                .isInstanceOfSatisfying(
                        CmsException.class, known -> assertThat(known.reason()).isEqualTo(reason));
    }
}
