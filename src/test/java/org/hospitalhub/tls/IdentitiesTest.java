package org.hospitalhub.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.hospitalhub.tls.keys.Identity;
import org.hospitalhub.tls.keys.IdentityException;
import org.hospitalhub.tls.keys.IdentityException.Reason;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class IdentitiesTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private Path folder;

    private TestPki pki;
    private TestPki.Pair client;

    @BeforeEach
    void issue(@TempDir Path temporary) throws Exception {
        folder = temporary;
        pki = new TestPki(NOW);
        client = pki.client("CN=Client");
    }

    @Test
    void aPkcs12GivesItsOnlyKeyWithItsChain() throws Exception {
        pki.pkcs12(file("a.p12"), client);

        Identity identity = identity(IdentitySettings.Type.PKCS12, "a.p12", TestPki.PASSWORD, null);

        assertThat(identity.chain()).containsExactly(client.certificate(), pki.authority());
        assertThat(identity.key()).isEqualTo(client.key());
        assertThat(identity).hasToString("Identity[ask]");
    }

    @Test
    void aWrongPasswordIsSaid() throws Exception {
        pki.pkcs12(file("a.p12"), client);

        assertThatThrownBy(() -> identity(IdentitySettings.Type.PKCS12, "a.p12", "wrong", null))
                .satisfies(says(Reason.PASSWORD_WRONG, "Identity ask: the password is wrong."));
    }

    @Test
    void aMissingPasswordIsSaid() throws Exception {
        pki.pkcs12(file("a.p12"), client);

        assertThatThrownBy(() -> identity(IdentitySettings.Type.PKCS12, "a.p12", null, null))
                .satisfies(says(Reason.PASSWORD_WRONG, "needs a password"));
    }

    @Test
    void aMissingFileIsSaid() {
        assertThatThrownBy(() -> identity(IdentitySettings.Type.PKCS12, "none.p12", "x", null))
                .satisfies(says(Reason.FILE_MISSING, "none.p12"));
    }

    @Test
    void aFileOfAnotherKindIsSaid() throws Exception {
        Files.writeString(file("a.p12"), "no key store");

        assertThatThrownBy(() -> identity(IdentitySettings.Type.PKCS12, "a.p12", "x", null))
                .satisfies(says(Reason.FILE_BROKEN, "no PKCS#12"));
    }

    @Test
    void amongSeveralKeysTheAliasChooses() throws Exception {
        TestPki.Pair other = pki.client("CN=Other");
        pki.pkcs12(file("a.p12"), client, other);

        assertThat(identity(IdentitySettings.Type.PKCS12, "a.p12", TestPki.PASSWORD, "key-1")
                        .certificate())
                .isEqualTo(other.certificate());
        assertThatThrownBy(() -> identity(IdentitySettings.Type.PKCS12, "a.p12", TestPki.PASSWORD, null))
                .satisfies(says(Reason.SEVERAL_KEYS, "key-0, key-1"));
        assertThatThrownBy(() -> identity(IdentitySettings.Type.PKCS12, "a.p12", TestPki.PASSWORD, "key-7"))
                .satisfies(says(Reason.ALIAS_UNKNOWN, "key-0, key-1"));
    }

    @Test
    void aDstuKeyFileGivesTheKeyThatMaySignAndNotTheOneForAgreement() throws Exception {
        BouncyCastleProvider bc = new BouncyCastleProvider();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        X509Certificate signing = dstu(bc, store, "first", KeyUsage.digitalSignature | KeyUsage.nonRepudiation);
        dstu(bc, store, "second", KeyUsage.keyAgreement);
        try (var out = Files.newOutputStream(file("ua.p12"))) {
            store.store(out, TestPki.PASSWORD.toCharArray());
        }

        Identity identity = identity(IdentitySettings.Type.PKCS12, "ua.p12", TestPki.PASSWORD, null);

        assertThat(identity.certificate().getSerialNumber()).isEqualTo(signing.getSerialNumber());
        assertThat(identity.key().getAlgorithm()).startsWith("DSTU");
    }

    @Test
    void aPemFileHoldsKeyAndChainInAnyOrder() throws Exception {
        TestPki.pem(file("a.pem"), pki.authority(), TestPki.plain(client.key()), client.certificate());

        assertThat(identity(IdentitySettings.Type.PEM, "a.pem", null, null).chain())
                .containsExactly(client.certificate(), pki.authority());
    }

    @Test
    void anEncryptedPemKeyNeedsItsPassword() throws Exception {
        TestPki.pem(file("a.pem"), TestPki.encrypted(client.key()), client.certificate());

        assertThat(identity(IdentitySettings.Type.PEM, "a.pem", TestPki.PASSWORD, null)
                        .certificate())
                .isEqualTo(client.certificate());
        assertThatThrownBy(() -> identity(IdentitySettings.Type.PEM, "a.pem", "wrong", null))
                .satisfies(says(Reason.PASSWORD_WRONG, "does not open"));
        assertThatThrownBy(() -> identity(IdentitySettings.Type.PEM, "a.pem", null, null))
                .satisfies(says(Reason.PASSWORD_WRONG, "needs a password"));
    }

    @Test
    void aPemFileMayBeginWithAByteOrderMark() throws Exception {
        TestPki.pem(file("a.pem"), client.certificate(), TestPki.plain(client.key()));
        Files.writeString(file("a.pem"), "\uFEFF" + Files.readString(file("a.pem")));

        assertThat(identity(IdentitySettings.Type.PEM, "a.pem", null, null).certificate())
                .isEqualTo(client.certificate());
    }

    @Test
    void aPasswordMayBeCyrillic() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12", new BouncyCastleProvider());
        store.load(null, null);
        store.setKeyEntry("me", client.key(), null, new Certificate[] {client.certificate()});
        try (OutputStream out = Files.newOutputStream(file("a.p12"))) {
            store.store(out, "тайна".toCharArray());
        }

        assertThat(identity(IdentitySettings.Type.PKCS12, "a.p12", "тайна", null)
                        .certificate())
                .isEqualTo(client.certificate());
        assertThatThrownBy(() -> identity(IdentitySettings.Type.PKCS12, "a.p12", "друга", null))
                .satisfies(says(Reason.PASSWORD_WRONG, "the password is wrong"));
    }

    @Test
    void aCertificateWithoutItsKeyIsSaid() throws Exception {
        TestPki.pem(file("a.pem"), client.certificate());

        assertThatThrownBy(() -> identity(IdentitySettings.Type.PEM, "a.pem", null, null))
                .satisfies(says(Reason.KEY_MISSING, "no private key"));
    }

    @Test
    void aKeyOfAnotherCertificateIsSaid() throws Exception {
        TestPki.pem(file("a.pem"), TestPki.plain(pki.client("CN=x").key()), client.certificate());

        assertThatThrownBy(() -> identity(IdentitySettings.Type.PEM, "a.pem", null, null))
                .satisfies(says(Reason.CERTIFICATE_MISSING, "belongs to its private key"));
    }

    @Test
    void ofARenewedCertificateAndTheOneBeforeItTheRenewedOneIsUsed() throws Exception {
        TestPki.Pair renewed = pki.renewed(client);
        TestPki.pem(file("a.pem"), TestPki.plain(client.key()), client.certificate(), renewed.certificate());

        assertThat(identity(IdentitySettings.Type.PEM, "a.pem", null, null).certificate())
                .isEqualTo(renewed.certificate());
    }

    @Test
    void certificatesThatAreNotAboveTheOwnOneAreNoPartOfTheChain() throws Exception {
        X509Certificate another = pki.client("CN=Another").certificate();
        TestPki.pem(file("a.pem"), TestPki.plain(client.key()), another, client.certificate(), pki.authority());

        assertThat(identity(IdentitySettings.Type.PEM, "a.pem", null, null).chain())
                .containsExactly(client.certificate(), pki.authority());
    }

    @Test
    void aPasswordFileMayBeginWithAByteOrderMark() throws Exception {
        pki.pkcs12(file("a.p12"), client);
        Files.writeString(file("pin"), "\uFEFF" + TestPki.PASSWORD + "\r\n");
        IdentitySettings.Entry entry =
                new IdentitySettings.Entry(file("a.p12"), IdentitySettings.Type.PKCS12, null, file("pin"), null);

        assertThat(identities(entry).named("ask").certificate()).isEqualTo(client.certificate());
    }

    @Test
    void aPasswordFileInAnotherEncodingIsSaid() throws Exception {
        pki.pkcs12(file("a.p12"), client);
        Files.write(file("pin"), "Пароль".getBytes(Charset.forName("windows-1251")));
        IdentitySettings.Entry entry =
                new IdentitySettings.Entry(file("a.p12"), IdentitySettings.Type.PKCS12, null, file("pin"), null);

        assertThatThrownBy(() -> identities(entry).named("ask"))
                .satisfies(says(Reason.FILE_BROKEN, "not written in UTF-8"));
    }

    @Test
    void thePasswordMayStandInAFile() throws Exception {
        pki.pkcs12(file("a.p12"), client);
        Files.writeString(file("pin"), TestPki.PASSWORD + "\n");
        IdentitySettings.Entry entry =
                new IdentitySettings.Entry(file("a.p12"), IdentitySettings.Type.PKCS12, null, file("pin"), null);

        assertThat(identities(entry).named("ask").certificate()).isEqualTo(client.certificate());
    }

    @Test
    void aChangedFileIsUsedAtTheNextLookUpAndABrokenOneIsNot() throws Exception {
        pki.pkcs12(file("a.p12"), client);
        Identities identities = identities(
                new IdentitySettings.Entry(file("a.p12"), IdentitySettings.Type.PKCS12, TestPki.PASSWORD, null, null));
        Identity first = identities.named("ask");
        assertThat(identities.named("ask")).isSameAs(first);

        TestPki.Pair renewed = pki.client("CN=Renewed");
        pki.pkcs12(file("a.p12"), renewed);
        assertThat(identities.named("ask").certificate()).isEqualTo(renewed.certificate());

        Files.writeString(file("a.p12"), "half");
        assertThat(identities.named("ask").certificate()).isEqualTo(renewed.certificate());
    }

    @Test
    void anUnknownNameIsSaidWithTheKnownOnes() {
        assertThatThrownBy(() -> identities(
                                new IdentitySettings.Entry(file("a"), IdentitySettings.Type.PEM, null, null, null))
                        .named("nobody"))
                .satisfies(says(Reason.UNKNOWN, "[ask]"));
    }

    @Test
    void theSettingsHaveTheNamesOfTheContract() {
        IdentitySettings settings = new Binder(new MapConfigurationPropertySource(Map.of(
                        "hub.identities.ask.keystore", "/a/b.p12",
                        "hub.identities.ask.type", "pkcs11",
                        "hub.identities.ask.pin-file", "/a/pin",
                        "hub.identities.ask.alias", "me",
                        "hub.data-dir", "elsewhere")))
                .bindOrCreate("hub", IdentitySettings.class);

        assertThat(settings.identities())
                .containsEntry(
                        "ask",
                        new IdentitySettings.Entry(
                                Path.of("/a/b.p12"), IdentitySettings.Type.PKCS11, null, Path.of("/a/pin"), "me"));
    }

    private static X509Certificate dstu(BouncyCastleProvider bc, KeyStore store, String alias, int usage)
            throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("DSTU4145", bc);
        generator.initialize(new ECGenParameterSpec("1.2.804.2.1.1.1.1.3.1.1.2.6"));
        KeyPair keys = generator.generateKeyPair();
        X500Name name = new X500Name("CN=" + alias);
        var builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(usage),
                Date.from(NOW.minusSeconds(60)),
                Date.from(NOW.plus(Duration.ofDays(1))),
                name,
                keys.getPublic());
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
        // Who signed this certificate does not matter here, only its key does.
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
        X509Certificate certificate = new JcaX509CertificateConverter()
                .setProvider(bc)
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA")
                        .build(ec.generateKeyPair().getPrivate())));
        store.setKeyEntry(alias, keys.getPrivate(), TestPki.PASSWORD.toCharArray(), new Certificate[] {certificate});
        return certificate;
    }

    private Identity identity(
            IdentitySettings.Type type, String file, @Nullable String password, @Nullable String alias) {
        return identities(new IdentitySettings.Entry(file(file), type, password, null, alias))
                .named("ask");
    }

    private static Identities identities(IdentitySettings.Entry entry) {
        return new Identities(new IdentitySettings(Map.of("ask", entry)));
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private static Consumer<Throwable> says(Reason reason, String words) {
        return failure -> assertThat(failure)
                .hasMessageContaining(words)
                .isInstanceOfSatisfying(IdentityException.class, known -> assertThat(known.reason())
                        .isEqualTo(reason));
    }
}
