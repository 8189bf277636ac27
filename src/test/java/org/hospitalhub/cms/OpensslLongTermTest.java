package org.hospitalhub.cms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenSSL verifies a signature of CAdES-X Long and its time-stamp, whose unsigned attributes it does not know. */
class OpensslLongTermTest {

    private static final byte[] CONTENT = "{\"a\":\"ä\"}".getBytes(UTF_8);

    @TempDir
    private Path folder;

    private LongTermPki pki;
    private byte[] signed;

    @BeforeEach
    void sign() throws Exception {
        pki = new LongTermPki(SignatureScheme.ECDSA);
        assumeTrue(isThere(), "openssl is not installed");
        signed = pki.completing(pki.host())
                .complete(pki.stamped(CONTENT, true), pki.key().chain());
        Files.writeString(folder.resolve("root.pem"), pem(pki.rootCertificate()));
        Files.writeString(folder.resolve("path.pem"), pem(pki.authority().certificate()) + pem(pki.rootCertificate()));
        Files.writeString(folder.resolve("authority.pem"), pem(pki.authority().certificate()));
    }

    @AfterEach
    void stop() throws IOException {
        pki.close();
    }

    private static boolean isThere() throws InterruptedException {
        try {
            return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
        } catch (IOException none) {
            return false;
        }
    }

    private static String pem(X509Certificate certificate) throws Exception {
        return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    private String openssl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-attime", String.valueOf(RevocationAuthority.NOW.getEpochSecond())));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return said + (process.exitValue() == 0 ? "" : " exit " + process.exitValue());
    }

    @Test
    void theSignatureHolds() throws Exception {
        Files.write(folder.resolve("signed.p7m"), signed);

        assertThat(openssl(
                        "cms",
                        "-verify",
                        "-inform",
                        "DER",
                        "-in",
                        "signed.p7m",
                        "-CAfile",
                        "path.pem",
                        "-purpose",
                        "any",
                        "-binary",
                        "-out",
                        "content"))
                .doesNotContain("exit");
        assertThat(folder.resolve("content")).hasBinaryContent(CONTENT);
    }

    @Test
    void theTimeStampHoldsOverTheSignatureValue() throws Exception {
        SignerInformation signer =
                new CMSSignedData(signed).getSignerInfos().iterator().next();
        Files.write(folder.resolve("value"), signer.getSignature());
        Files.write(
                folder.resolve("token"),
                Objects.requireNonNull(
                                signer.getUnsignedAttributes().get(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken))
                        .getAttributeValues()[0]
                        .toASN1Primitive()
                        .getEncoded());

        assertThat(openssl(
                        "ts",
                        "-verify",
                        "-data",
                        "value",
                        "-in",
                        "token",
                        "-token_in",
                        "-CAfile",
                        "root.pem",
                        "-untrusted",
                        "authority.pem"))
                .contains("Verification: OK");
    }
}
