package org.hospitalhub.service.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.hospitalhub.cms.CmsException;
import org.hospitalhub.cms.LongTermPki;
import org.hospitalhub.cms.RevocationAuthority;
import org.hospitalhub.cms.SignatureScheme;
import org.hospitalhub.service.definition.ServiceFolder;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scheme cades-x-long as a definition and its settings declare it. */
class LongTermTest {

    private static final byte[] CONTENT = "{\"a\":\"ä\"}".getBytes(UTF_8);

    @TempDir
    private Path folder;

    private LongTermPki pki;

    @BeforeEach
    void start() throws Exception {
        pki = new LongTermPki(SignatureScheme.ECDSA);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "key", pki.key().key(), "x".toCharArray(), pki.key().chain().toArray(Certificate[]::new));
        try (OutputStream out = Files.newOutputStream(folder.resolve("doctor.p12"))) {
            store.store(out, "x".toCharArray());
        }
        Files.writeString(folder.resolve("roots.pem"), pem(pki.rootCertificate()));
    }

    @AfterEach
    void stop() throws IOException {
        pki.close();
    }

    private static String pem(X509Certificate certificate) throws Exception {
        return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    private byte[] signed(String revocation, String hosts) {
        String yaml = """
                service: lab
                settings:
                  base-url: {type: url, on-off: true}
                  hosts: {type: text}
                time-stamps: {address: "%s", use: never}
                %s
                doors: {api: {url: "{settings.base-url}"}}
                errors: [{when: any, then: park}]
                operations:
                  lab.one: {kind: ask, step: {request: GET /one, answer: [{when: {status: 200}, then: done, result: {a: .a}}]}}
                """.formatted(pki.stamps(), revocation);
        Identities identities = new Identities(new IdentitySettings(Map.of(
                "doctor",
                new IdentitySettings.Entry(
                        folder.resolve("doctor.p12"), IdentitySettings.Type.PKCS12, "x", null, null))));
        return new Signatures(identities, null, () -> RevocationAuthority.NOW)
                .of(ServiceFixture.of(
                                new ServiceFolder("lab", false, Map.of("service.yaml", yaml)),
                                Map.of("hub.lab.base-url", "http://127.0.0.1:1", "hub.lab.hosts", hosts),
                                () -> RevocationAuthority.NOW)
                        .program())
                .sign("doctor", "cades-x-long", true, CONTENT);
    }

    private String declared() {
        return "revocation: {hosts: \"{settings.hosts}\", trust: \"" + folder.resolve("roots.pem") + "\"}";
    }

    @Test
    void theFourAttributesAreInADetachedSignature() throws Exception {
        SignerInformation signer = new CMSSignedData(signed(declared(), "other.example, " + pki.host()))
                .getSignerInfos()
                .iterator()
                .next();

        assertThat(signer.getUnsignedAttributes().toHashtable().keySet())
                .contains(
                        PKCSObjectIdentifiers.id_aa_signatureTimeStampToken,
                        PKCSObjectIdentifiers.id_aa_ets_certificateRefs,
                        PKCSObjectIdentifiers.id_aa_ets_revocationRefs,
                        PKCSObjectIdentifiers.id_aa_ets_certValues,
                        PKCSObjectIdentifiers.id_aa_ets_revocationValues);
    }

    @Test
    void aHostThatTheSettingsDoNotNameIsNotAsked() {
        assertThatThrownBy(() -> signed(declared(), "other.example"))
                .isInstanceOf(CmsException.class)
                .hasMessageContaining(pki.host() + ", which revocation.hosts does not allow");
    }

    @Test
    void withoutRootsThereIsNoSignature() throws Exception {
        Files.delete(folder.resolve("roots.pem"));

        assertThatThrownBy(() -> signed(declared(), pki.host()))
                .hasMessageContaining("revocation.trust cannot be read");
    }

    @Test
    void withoutRevocationThereIsNoSignature() {
        assertThatThrownBy(() -> signed("", "")).hasMessageContaining("needs revocation in the definition");
    }
}
