package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.hospitalhub.ledger.State;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.SelfSigned;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signatures over parts of a form and over files, which Bouncy Castle verifies over the bytes that Tomcat's reader finds. */
class SignedPartsTest {

    private static final String YAML = """
            service: lab
            settings: {base-url: {type: url, required: true, on-off: true}, signer: {type: identity}}
            doors: {api: {url: "{settings.base-url}"}}
            errors: [{when: any, then: park}]
            operations:
              lab.report:
                kind: submission
                attachments: {report: {required: false}}
                submit:
                  request: POST /reports
                  %s
                  unsure: park
                  answer: [{when: {status: 201}, then: done, result: {id: .id}}]
            """;
    private static final byte[] PDF = "%PDF-1.7\r\n\u0000\u00ff\r\n".getBytes(StandardCharsets.ISO_8859_1);

    @TempDir
    private Path folder;

    private X509Certificate certificate;
    private Identities identities;

    @BeforeEach
    void keys() throws Exception {
        SelfSigned signer = SelfSigned.of("RSA");
        certificate = signer.certificate();
        Path file = signer.write(folder.resolve("doctor.p12"), "x");
        identities = new Identities(new IdentitySettings(
                Map.of("doctor", new IdentitySettings.Entry(file, IdentitySettings.Type.PKCS12, "x", null, null))));
    }

    /** Returns the request of an order with a file. */
    private LabFixture.Asked sent(String step) throws Exception {
        List<LabFixture.Asked> asked = new ArrayList<>();
        LabFixture.Server created = request -> {
            asked.add(request);
            return new LabFixture.Answer(201, "{\"id\":7}", Map.of("Content-Type", "application/json"));
        };
        try (LabFixture lab =
                new LabFixture(folder, YAML.formatted(step), created, identities, Map.of("hub.lab.signer", "doctor"))) {
            String payload = "{\"patient\":\"Їжак\",\"report\":{\"name\":\"r.pdf\",\"base64\":\""
                    + Base64.getEncoder().encodeToString(PDF) + "\"}}";
            assertThat(lab.end(lab.accept("lab.report", payload)).state()).isEqualTo(State.COMPLETED);
        }
        return asked.get(0);
    }

    private boolean holds(CMSSignedData signed) throws Exception {
        return signed.getSignerInfos()
                .getSigners()
                .iterator()
                .next()
                .verify(new JcaSimpleSignerInfoVerifierBuilder().build(certificate));
    }

    @Test
    void aDetachedSignatureOfADocumentIsAPartBesideIt() throws Exception {
        List<FormParts.Part> parts = FormParts.of(sent("""
                media: multipart/form-data
                      body: {number: $order.key, document: {patient: .patient}}
                      sign: {identity: $settings.signer, scheme: cades-bes, detached: true, of: '{"patient": .patient}', into: signature}
                """));

        FormParts.Part document = parts.get(1);
        FormParts.Part signature = parts.get(2);
        assertThat(parts).extracting(FormParts.Part::name).containsExactly("number", "document", "signature");
        assertThat(signature.type()).isEqualTo("application/pkcs7-signature");
        assertThat(holds(new CMSSignedData(new CMSProcessableByteArray(document.content()), signature.content())))
                .isTrue();
    }

    @Test
    void aDetachedSignatureOfAFileIsOverItsBytes() throws Exception {
        List<FormParts.Part> parts = FormParts.of(sent("""
                media: multipart/form-data
                      body: {report: .report}
                      sign: {identity: $settings.signer, scheme: cades-bes, detached: true, of: .report, into: signature}
                """));

        assertThat(parts.get(0).content()).isEqualTo(PDF);
        assertThat(holds(new CMSSignedData(
                        new CMSProcessableByteArray(PDF), parts.get(1).content())))
                .isTrue();
    }

    @Test
    void aSignedFileAloneHoldsItsBytes() throws Exception {
        LabFixture.Asked asked = sent("""
                media: application/octet-stream
                      body: .report.base64
                      sign: {identity: $settings.signer, scheme: cades-bes}
                """);

        CMSSignedData signed = new CMSSignedData(asked.body());
        assertThat(signed.getSignedContent().getContent()).isEqualTo(PDF);
        assertThat(holds(signed)).isTrue();
    }
}
