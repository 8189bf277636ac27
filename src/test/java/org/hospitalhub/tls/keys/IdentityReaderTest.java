package org.hospitalhub.tls.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.hospitalhub.cms.DstuVectors;
import org.hospitalhub.tls.keys.IdentityException.Reason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Key files of other programs (src/test/resources/dstu/README.md), and kinds of keys that are rare. */
class IdentityReaderTest {

    @TempDir
    Path folder;

    private Path copy(String resource) throws IOException {
        try (InputStream in = IdentityReaderTest.class.getResourceAsStream("/dstu/" + resource)) {
            return Files.write(folder.resolve(Path.of(resource).getFileName()), in.readAllBytes());
        }
    }

    private static Identity read(
            Path file,
            IdentitySettings.Type type,
            @Nullable String password,
            @Nullable String alias,
            @Nullable Path certificate) {
        return new IdentityReader(
                        "signer",
                        new IdentitySettings.Entry(file, type, password, null, alias, certificate),
                        new VerifiedPins())
                .read();
    }

    private static void refused(
            Path file,
            IdentitySettings.Type type,
            @Nullable String password,
            @Nullable Path certificate,
            Reason reason,
            String words) {
        assertThatThrownBy(() -> read(file, type, password, null, certificate))
                .isInstanceOfSatisfying(IdentityException.class, known -> assertThat(known.reason())
                        .isEqualTo(reason))
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"uapki", "uapki431"})
    void aPkcs12OfUkrainianAlgorithmsOpensWithTheCertificateBesideIt(String name) throws Exception {
        Path certificate = copy("certs/" + name + ".cer");

        Identity identity =
                read(copy("keys/uapki-gost.p12"), IdentitySettings.Type.PKCS12, "testpassword", null, certificate);

        assertThat(identity.certificate().getEncoded()).isEqualTo(Files.readAllBytes(certificate));
    }

    @Test
    void aWrongPasswordOfAUkrainianPkcs12IsSaid() throws Exception {
        refused(
                copy("keys/uapki-gost.p12"),
                IdentitySettings.Type.PKCS12,
                "wrong",
                null,
                Reason.PASSWORD_WRONG,
                "password is wrong");
        refused(
                copy("keys/uapki-gost.p12"),
                IdentitySettings.Type.PKCS12,
                null,
                null,
                Reason.PASSWORD_WRONG,
                "needs a password");
    }

    @Test
    void aUkrainianPkcs12WithoutCertificateSaysWhatToSet() throws Exception {
        refused(
                copy("keys/uapki-gost.p12"),
                IdentitySettings.Type.PKCS12,
                "testpassword",
                null,
                Reason.CERTIFICATE_MISSING,
                "set certificate to the file");
    }

    @Test
    void theAliasChoosesAmongUkrainianKeys() throws Exception {
        assertThat(read(
                        copy("keys/uapki-gost.p12"),
                        IdentitySettings.Type.PKCS12,
                        "testpassword",
                        "vec",
                        copy("certs/uapki.cer")))
                .isNotNull();
        assertThatThrownBy(() -> read(
                        copy("keys/uapki-gost.p12"),
                        IdentitySettings.Type.PKCS12,
                        "testpassword",
                        "other",
                        copy("certs/uapki.cer")))
                .hasMessageContaining("It has: vec, vec431");
    }

    @Test
    void aPlainPkcs8KeyOfAnotherProgramIsRead() throws Exception {
        Path pem = copy("keys/person.pkcs8.pem");
        Path certificate = copy("certs/person.cer");
        String base64 = Files.readString(pem).replaceAll("-----[^-]+-----", "");
        Path der =
                Files.write(folder.resolve("key.pk8"), Base64.getMimeDecoder().decode(base64));

        assertThat(read(pem, IdentitySettings.Type.PEM, null, null, certificate).key())
                .isNotNull();
        assertThat(read(pem, IdentitySettings.Type.PKCS8, null, null, certificate)
                        .key())
                .isNotNull();
        assertThat(read(der, IdentitySettings.Type.PKCS8, null, null, certificate)
                        .key())
                .isNotNull();
        refused(
                der,
                IdentitySettings.Type.PKCS8,
                null,
                copy("certs/second.cer"),
                Reason.CERTIFICATE_MISSING,
                "no certificate belongs");
    }

    @Test
    void aKey6IsReadAsItsPublishedStructureSays() throws Exception {
        Path key = copy("keys/Key-6.dat");

        assertThat(read(key, IdentitySettings.Type.KEY6, "testpassword", null, copy("certs/person.cer"))
                        .key())
                .isNotNull();
        refused(
                key,
                IdentitySettings.Type.KEY6,
                "wrong",
                copy("certs/person.cer"),
                Reason.PASSWORD_WRONG,
                "password is wrong");
        refused(key, IdentitySettings.Type.PKCS12, "testpassword", null, Reason.FILE_BROKEN, "set type to KEY6");
    }

    @Test
    void aJavaKeyStoreHoldsUkrainianKeysToo() throws Exception {
        Path file = folder.resolve("keys.jks");
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        PrivateKey key = DstuVectors.key();
        store.setKeyEntry("person", key, "right".toCharArray(), new Certificate[] {DstuVectors.certificate("person")});
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "right".toCharArray());
        }

        Identity identity = read(file, IdentitySettings.Type.JKS, "right", null, null);

        assertThat(identity.key().getAlgorithm()).startsWith("DSTU");
        refused(file, IdentitySettings.Type.JKS, "wrong", null, Reason.PASSWORD_WRONG, "password");
    }

    @Test
    void aFileOfAnotherKindSaysWhichTypeToSet() throws Exception {
        Path pem = copy("keys/person.pkcs8.pem");
        String base64 = Files.readString(pem).replaceAll("-----[^-]+-----", "");
        Path der =
                Files.write(folder.resolve("key.ZS2"), Base64.getMimeDecoder().decode(base64));

        refused(pem, IdentitySettings.Type.PKCS12, "x", null, Reason.FILE_BROKEN, "set type to PEM");
        refused(der, IdentitySettings.Type.PKCS12, "x", null, Reason.FILE_BROKEN, "set type to PKCS8");
        refused(
                copy("content.json"),
                IdentitySettings.Type.PKCS8,
                "x",
                null,
                Reason.FILE_BROKEN,
                "Convert it to PKCS#12");
    }

    @Test
    void aRestrictedPssKeyIsReadWithItsCertificate() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSASSA-PSS");
        PSSParameterSpec restricted = new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1);
        generator.initialize(new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4, restricted));

        assertThat(read(pem(generator.generateKeyPair()), IdentitySettings.Type.PEM, null, null, null)
                        .key())
                .isNotNull();
    }

    @Test
    void anEd25519KeyIsReadWithItsCertificate() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();

        assertThat(read(pem(pair), IdentitySettings.Type.PEM, null, null, null).key())
                .isEqualTo(pair.getPrivate());
    }

    private Path pem(KeyPair pair) throws Exception {
        KeyPair authority = KeyPairGenerator.getInstance("EC").generateKeyPair();
        Instant now = Instant.now();
        byte[] certificate = new JcaX509v3CertificateBuilder(
                        new X500Name("CN=authority"),
                        BigInteger.ONE,
                        Date.from(now),
                        Date.from(now.plus(Duration.ofDays(1))),
                        new X500Name("CN=signer"),
                        pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate()))
                .getEncoded();
        return Files.writeString(
                folder.resolve("key.pem"),
                block("PRIVATE KEY", pair.getPrivate().getEncoded()) + block("CERTIFICATE", certificate));
    }

    private static String block(String name, byte[] der) {
        return "-----BEGIN " + name + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + name
                + "-----\n";
    }
}
