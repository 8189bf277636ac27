package org.hospitalhub.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A throw-away authority that issues servers and clients at run time; nothing of it is ever committed. */
final class TestPki {

    static final String PASSWORD = "for-tests-only";

    /** A key and its certificate. */
    record Pair(PrivateKey key, X509Certificate certificate) {}

    private final Instant now;
    private final Pair authority;
    private long serial = 100;

    TestPki(Instant now) throws Exception {
        this.now = now;
        KeyPair keys = keys();
        X500Name name = new X500Name("CN=Test CA " + System.identityHashCode(this));
        var builder = builder(name, name, keys, Duration.ofDays(-1), Duration.ofDays(3650));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        this.authority = new Pair(keys.getPrivate(), sign(builder, keys.getPrivate()));
    }

    X509Certificate authority() {
        return authority.certificate();
    }

    Pair server() throws Exception {
        return issue(new X500Name("CN=localhost"), Duration.ofDays(-1), Duration.ofDays(30), null);
    }

    Pair client(String subject) throws Exception {
        return issue(new X500Name(subject), Duration.ofDays(-1), Duration.ofDays(365), null);
    }

    Pair client(String subject, String policy) throws Exception {
        return issue(new X500Name(subject), Duration.ofDays(-1), Duration.ofDays(365), policy);
    }

    /** A later certificate for the same key. */
    Pair renewed(Pair client) throws Exception {
        var builder = builder(
                new X500Name(authority.certificate().getSubjectX500Principal().getName()),
                new X500Name(client.certificate().getSubjectX500Principal().getName()),
                new KeyPair(client.certificate().getPublicKey(), client.key()),
                Duration.ofDays(-1),
                Duration.ofDays(730));
        return new Pair(client.key(), sign(builder, authority.key()));
    }

    Pair expired(String subject) throws Exception {
        return issue(new X500Name(subject), Duration.ofDays(-30), Duration.ofDays(-1), null);
    }

    X509CRL revocation(X509Certificate revoked) throws Exception {
        var builder = new JcaX509v2CRLBuilder(authority.certificate(), Date.from(now.minusSeconds(60)));
        builder.setNextUpdate(Date.from(now.plus(Duration.ofDays(7))));
        builder.addCRLEntry(revoked.getSerialNumber(), Date.from(now.minusSeconds(60)), 1);
        return new JcaX509CRLConverter()
                .getCRL(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.key())));
    }

    private Pair issue(X500Name subject, Duration from, Duration until, @Nullable String policy) throws Exception {
        KeyPair keys = keys();
        var builder = builder(
                new X500Name(authority.certificate().getSubjectX500Principal().getName()), subject, keys, from, until);
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, "localhost"), new GeneralName(GeneralName.iPAddress, "127.0.0.1")
        }));
        if (policy != null) {
            builder.addExtension(
                    Extension.certificatePolicies,
                    false,
                    new CertificatePolicies(new PolicyInformation(new ASN1ObjectIdentifier(policy))));
        }
        return new Pair(keys.getPrivate(), sign(builder, authority.key()));
    }

    private JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, KeyPair keys, Duration from, Duration until) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(serial++),
                Date.from(now.plus(from)),
                Date.from(now.plus(until)),
                subject,
                keys.getPublic());
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key) throws Exception {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }

    private static KeyPair keys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /** Writes a PKCS#12 file under another name first, as an administrator's tool should. */
    void pkcs12(Path file, Pair... pairs) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < pairs.length; i++) {
            Certificate[] chain = {pairs[i].certificate(), authority.certificate()};
            store.setKeyEntry("key-" + i, pairs[i].key(), PASSWORD.toCharArray(), chain);
        }
        Path hidden = file.resolveSibling(".new");
        try (var out = Files.newOutputStream(hidden)) {
            store.store(out, PASSWORD.toCharArray());
        }
        Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static void pem(Path file, Object... parts) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (Object part : parts) {
                writer.writeObject(part);
            }
        }
        Path hidden = Files.writeString(file.resolveSibling(".new"), text.toString());
        Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static Object plain(PrivateKey key) throws Exception {
        return new JcaPKCS8Generator(key, null).generate();
    }

    static Object encrypted(PrivateKey key) throws Exception {
        return new JcaPKCS8Generator(
                        key,
                        new JceOpenSSLPKCS8EncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
                                .setPassword(PASSWORD.toCharArray())
                                .setProvider(new BouncyCastleProvider())
                                .build())
                .generate();
    }
}
