package org.hospitalhub.cms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OpensslTest {

    private static final byte[] CONTENT = "{\"contract\":\"договір\"}\r\n".getBytes(UTF_8);

    private Path folder;

    @BeforeEach
    void opensslMustBeThere(@TempDir Path temporary) {
        folder = temporary;
        assumeTrue(isThere(), "openssl is not installed");
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA", "RSA_PSS", "ECDSA"})
    void opensslAcceptsAnAttachedSignatureAndGivesTheSameBytes(SignatureScheme scheme) throws Exception {
        Signers signers = Signers.shared(scheme);
        write("ca.pem", pem(signers));
        write("signed.der", signer().sign(CONTENT, true, List.of(signers.person())));

        String said = openssl(List.of("-in", "signed.der", "-out", "content"));

        assertThat(said).contains("Verification successful");
        assertThat(folder.resolve("content")).hasBinaryContent(CONTENT);
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA", "RSA_PSS", "ECDSA"})
    void opensslAcceptsADetachedSignature(SignatureScheme scheme) throws Exception {
        Signers signers = Signers.shared(scheme);
        write("ca.pem", pem(signers));
        write("content", CONTENT);
        write("signed.der", signer().sign(CONTENT, false, List.of(signers.person())));

        assertThat(openssl(List.of("-in", "signed.der", "-content", "content", "-out", "out")))
                .contains("Verification successful");
    }

    /** Prints how signing compares with the private-key operation alone; the mark is at most twice of it. */
    @Tag("slow")
    @ParameterizedTest
    @EnumSource(names = {"RSA", "ECDSA"})
    void signingTakesAboutAsLongAsThePrivateKeyOperation(SignatureScheme scheme) throws Exception {
        SigningKey key = Signers.shared(scheme).person();
        CmsSigner signer = signer();
        byte[] content = new byte[10_000];
        String name = scheme == SignatureScheme.RSA ? "SHA256withRSA" : "SHA256withECDSA";

        double raw = perSecond(() -> {
            Signature signature = Signature.getInstance(name);
            signature.initSign(key.key());
            signature.update(content);
            signature.sign();
        });
        double whole = perSecond(() -> signer.sign(content, true, List.of(key)));
        String speed = run(
                List.of("openssl", "speed", "-seconds", "2", scheme == SignatureScheme.RSA ? "rsa2048" : "ecdsap256"));

        System.out.printf(
                "%s: CMS %.0f/s, JDK signature alone %.0f/s, ratio %.2f%n%s%n",
                scheme, whole, raw, raw / whole, speed.lines().reduce("", (a, b) -> b));
        assertThat(whole).isGreaterThan(raw / 2);
    }

    @Test
    void opensslRefusesWhatWasChanged() throws Exception {
        Signers signers = Signers.shared(SignatureScheme.ECDSA);
        write("ca.pem", pem(signers));
        byte[] signed = signer().sign(CONTENT, true, List.of(signers.person()));
        signed[signed.length - 3] ^= 1;
        write("signed.der", signed);

        assertThat(openssl(List.of("-in", "signed.der", "-out", "out"))).contains("Verification failure");
    }

    private static CmsSigner signer() {
        return new CmsSigner(InstantSource.fixed(Signers.NOW), null);
    }

    private String openssl(List<String> more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "openssl",
                "cms",
                "-verify",
                "-binary",
                "-inform",
                "DER",
                "-CAfile",
                "ca.pem",
                "-purpose",
                "any",
                "-attime",
                String.valueOf(Signers.NOW.getEpochSecond())));
        command.addAll(more);
        return run(command);
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        return said;
    }

    private boolean isThere() {
        try {
            return run(List.of("openssl", "version")).startsWith("OpenSSL");
        } catch (IOException | InterruptedException absent) {
            return false;
        }
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
    }

    private static byte[] pem(Signers signers) throws Exception {
        String base64 =
                Base64.getMimeEncoder().encodeToString(signers.authority().getEncoded());
        return ("-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n").getBytes(UTF_8);
    }

    /** The best of many short rounds: what other programs on the machine take is not the signature's. */
    private static double perSecond(Work work) throws Exception {
        int times = 50;
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 60; round++) {
            long begin = System.nanoTime();
            for (int i = 0; i < times; i++) {
                work.run();
            }
            best = Math.min(best, System.nanoTime() - begin);
        }
        return times * 1e9 / best;
    }

    private interface Work {
        void run() throws Exception;
    }
}
