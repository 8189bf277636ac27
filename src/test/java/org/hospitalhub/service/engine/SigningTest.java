package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.tsp.TimeStampToken;
import org.hospitalhub.cms.CmsException;
import org.hospitalhub.cms.SignatureScheme;
import org.hospitalhub.cms.TimeStampAuthority;
import org.hospitalhub.sandbox.Sandbox;
import org.hospitalhub.sandbox.ehealth.EhealthSimulator;
import org.hospitalhub.service.definition.ServiceFolder;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.SelfSigned;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signatures by hub.identities, which Bouncy Castle's own verifier, the JDK and openssl check. */
class SigningTest {

    private static final Instant NOW = Instant.parse("2026-11-30T09:00:00Z");
    private static final byte[] CONTENT = "{\"a\":\"ä\"}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private X509Certificate certificate;
    private Identities identities;
    private Signatures signatures;

    @BeforeEach
    void keys() throws Exception {
        SelfSigned signer = SelfSigned.of("RSA");
        certificate = signer.certificate();
        signer.write(folder.resolve("doctor.p12"), "x");
        identities = new Identities(new IdentitySettings(Map.of(
                "doctor",
                new IdentitySettings.Entry(
                        folder.resolve("doctor.p12"), IdentitySettings.Type.PKCS12, "x", null, null))));
        signatures = new Signatures(identities, null, () -> NOW);
    }

    @Test
    void anAttachedSignatureHoldsTheContentByteForByte() throws Exception {
        CMSSignedData data = new CMSSignedData(signatures.sign("doctor", "cades-bes", false, CONTENT));

        assertThat(data.getSignedContent().getContent()).isEqualTo(CONTENT);
        assertThat(holds(data)).isTrue();
    }

    @Test
    void aDetachedSignatureHoldsOverTheContentBesideIt() throws Exception {
        byte[] signed = signatures.sign("doctor", "cades-bes", true, CONTENT);

        assertThat(new CMSSignedData(signed).getSignedContent()).isNull();
        assertThat(holds(new CMSSignedData(new CMSProcessableByteArray(CONTENT), signed)))
                .isTrue();
    }

    @Test
    void aTimeStampOverTheValueIsAddedToTheSignature() throws Exception {
        byte[] token = signatures.sign("doctor", "cades-bes", false, new byte[] {1});
        List<byte[]> stamped = new ArrayList<>();
        Signatures stamping = new Signatures(
                identities,
                new TimeStampAuthority() {
                    @Override
                    public byte[] token(String algorithm, byte[] digest) {
                        stamped.add(digest);
                        return token;
                    }

                    @Override
                    public boolean stamps(SignatureScheme scheme) {
                        return false;
                    }
                },
                () -> NOW);

        CMSSignedData data = new CMSSignedData(stamping.sign("doctor", "cades-t", false, CONTENT));

        SignerInformation signer = data.getSignerInfos().getSigners().iterator().next();
        assertThat(holds(data)).isTrue();
        assertThat(stamped).containsExactly(MessageDigest.getInstance("SHA-256").digest(signer.getSignature()));
        assertThat(signer.getUnsignedAttributes()
                        .get(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken)
                        .getAttributeValues()[0]
                        .toASN1Primitive()
                        .getEncoded("DER"))
                .isEqualTo(token);
    }

    private Signatures of(String address) {
        String yaml = """
                service: lab
                settings: {base-url: {type: url, on-off: true}}
                time-stamps: {address: "%s", use: never}
                doors: {api: {url: "{settings.base-url}"}}
                errors: [{when: any, then: park}]
                operations:
                  lab.one: {kind: ask, step: {request: GET /one, answer: [{when: {status: 200}, then: done, result: {a: .a}}]}}
                """.formatted(address);
        return signatures.of(ServiceFixture.of(
                        new ServiceFolder("lab", false, Map.of("service.yaml", yaml)),
                        Map.of("hub.lab.base-url", "http://127.0.0.1:1"),
                        () -> NOW)
                .program());
    }

    @Test
    void aServiceHasATimeStampAuthorityOfItsOwn() throws Exception {
        EhealthSimulator simulator = new EhealthSimulator(() -> NOW, folder.resolve("sandbox"), Duration.ZERO, null);
        try (Sandbox sandbox = new Sandbox(List.of(simulator)).start(0, 0)) {
            byte[] signed =
                    of(sandbox.uri().resolve("ehealth/tsa").toString()).sign("doctor", "cades-t", false, CONTENT);

            CMSSignedData data = new CMSSignedData(signed);
            SignerInformation signer =
                    data.getSignerInfos().getSigners().iterator().next();
            TimeStampToken token = new TimeStampToken(new CMSSignedData(signer.getUnsignedAttributes()
                    .get(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken)
                    .getAttributeValues()[0]
                    .toASN1Primitive()
                    .getEncoded("DER")));
            assertThat(holds(data)).isTrue();
            assertThat(token.getTimeStampInfo().getMessageImprintDigest())
                    .isEqualTo(MessageDigest.getInstance("SHA-256").digest(signer.getSignature()));
        }
    }

    @Test
    void anAuthorityOfAServiceThatDoesNotAnswerSignsNothing() {
        assertThatThrownBy(() -> of("http://127.0.0.1:1/tsa").sign("doctor", "cades-t", false, CONTENT))
                .isInstanceOf(CmsException.class);
    }

    @Test
    void withoutAnAuthorityNothingIsSignedThatNeedsATimeStamp() {
        assertThatThrownBy(() -> signatures.sign("doctor", "cades-t", false, CONTENT))
                .isInstanceOf(UnsignableException.class)
                .hasMessageContaining("hub.ehealth.tsa");
    }

    @Test
    void opensslAcceptsASignature() throws Exception {
        Path openssl = Path.of("/usr/bin/openssl");
        Assumptions.assumeTrue(Files.isExecutable(openssl));
        Path signed = Files.write(folder.resolve("signed.der"), signatures.sign("doctor", "cades-bes", false, CONTENT));
        Process verify = new ProcessBuilder(
                        openssl.toString(),
                        "cms",
                        "-verify",
                        "-noverify",
                        "-binary",
                        "-inform",
                        "DER",
                        "-in",
                        signed.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();

        assertThat(verify.getInputStream().readAllBytes()).isEqualTo(CONTENT);
        assertThat(verify.waitFor()).isZero();
    }

    @Test
    void aRawSignatureIsTheValueAlone() throws Exception {
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(certificate);
        verifier.update(CONTENT);

        assertThat(verifier.verify(signatures.sign("doctor", "raw", false, CONTENT)))
                .isTrue();
    }

    @Test
    void contentThatIsNotXmlCannotBeSignedAsXmlAndIsNotTriedAgain() {
        assertThatExceptionOfType(UnsignableException.class)
                .isThrownBy(() -> signatures.sign("doctor", "xmldsig-enveloped", false, CONTENT))
                .matches(failed -> !failed.passes())
                .withMessageNotContaining("ä");
    }

    private boolean holds(CMSSignedData data) throws Exception {
        return data.getSignerInfos()
                .iterator()
                .next()
                .verify(new JcaSimpleSignerInfoVerifierBuilder().build(certificate));
    }
}
