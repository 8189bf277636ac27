package org.hospitalhub.cms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Signatures of OpenSSL in the forms that it can write: BER of indefinite length, other digests, keys named by identifier. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-md sha384",
                "-md sha512",
                "-keyid",
                "-stream",
                "-cades",
                "-nosmimecap",
                "-signer ec.pem -md sha512",
                "-signer ec.pem -keyid -stream",
                "-keyopt rsa_padding_mode:pss",
                "-keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:0",
                "-keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:max -md sha384",
            })
    void signaturesOfOpensslAreVerified(String options) throws Exception {
        byte[] signed = signedByOpenssl(options);

        VerifiedSignature verified = new CmsVerifier(InstantSource.system()).verify(signed, null, opensslTrust());

        assertThat(verified.content()).isEqualTo(CONTENT);
        assertThat(verified.signers()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "-noattr, SIGNATURE_WRONG",
        "-md sha1, ALGORITHM_REFUSED",
        "-md md5, ALGORITHM_REFUSED",
        "-keyopt rsa_padding_mode:pss -keyopt rsa_mgf1_md:sha1, SIGNATURE_WRONG"
    })
    void signaturesOfOpensslThatProveLittleAreRefused(String options, CmsException.Reason reason) throws Exception {
        byte[] signed = signedByOpenssl(options);
        Trust trust = opensslTrust();

        assertThatThrownBy(() -> new CmsVerifier(InstantSource.system()).verify(signed, null, trust))
                .isInstanceOfSatisfying(CmsException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(reason));
    }

    private byte[] signedByOpenssl(String options) throws Exception {
        write("content", CONTENT);
        for (String key : List.of("rsa -newkey rsa:2048", "ec -newkey ec -pkeyopt ec_paramgen_curve:P-384")) {
            String name = key.substring(0, key.indexOf(' '));
            run(words("openssl req -x509 -nodes -days 2 -subj /CN=Tester-" + name + key.substring(name.length())
                    + " -keyout " + name + ".pem -out " + name + ".crt"));
            Files.write(
                    folder.resolve(name + ".pem"),
                    Files.readAllBytes(folder.resolve(name + ".crt")),
                    StandardOpenOption.APPEND);
        }
        String signer = options.contains("-signer") ? "" : "-signer rsa.pem ";
        String said = run(words(
                "openssl cms -sign -binary -nodetach -in content -outform DER -out made.der " + signer + options));
        assertThat(folder.resolve("made.der")).as(said).isNotEmptyFile();
        return Files.readAllBytes(folder.resolve("made.der"));
    }

    private static List<String> words(String line) {
        return List.of(line.strip().split(" +"));
    }

    private Trust opensslTrust() throws Exception {
        List<X509Certificate> all = new ArrayList<>();
        for (String name : List.of("rsa.crt", "ec.crt")) {
            try (InputStream in = Files.newInputStream(folder.resolve(name))) {
                all.add((X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(in));
            }
        }
        return Trust.in(all);
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
