package org.hospitalhub.sandbox.nhif;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A disposable PKI in a folder, created when the folder has none: {@code ca.pem}, and a PKCS#12 file for the server and each
 * client, all with the password {@value #PASSWORD}. Its people and organisations do not exist; their numbers are computed.
 */
final class TestPki {

    static final String PASSWORD = "sandbox";
    static final String SERVER = "server";
    static final String AUTHORISED = "authorised";
    static final String UNAUTHORISED = "unauthorised";
    static final String EXPIRED = "expired";
    static final String OTHER_CA = "other-ca";
    static final String REVOKED = "revoked";

    private static final String ALIAS = "sandbox";
    private static final String CA_FILE = "ca.pem";
    private static final String CRL_FILE = "ca.crl";
    private static final int REVOKED_SERIAL = 14;
    private static final Duration VALID = Duration.ofDays(3650);

    private final Path folder;

    private TestPki(Path folder) {
        this.folder = folder;
    }

    /** Returns the PKI of the folder, which is created when it is missing or incomplete. */
    static TestPki in(Path folder, InstantSource clock) {
        TestPki pki = new TestPki(folder);
        try {
            if (!Files.exists(folder.resolve(CA_FILE)) || !Files.exists(folder.resolve(CRL_FILE))) {
                Files.createDirectories(folder);
                pki.make(clock.instant());
            }
            return pki;
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("The sandbox cannot make its certificates in " + folder, e);
        }
    }

    Path caFile() {
        return folder.resolve(CA_FILE);
    }

    Path file(String name) {
        return folder.resolve(name + ".p12");
    }

    /** Returns the key store of the server or of a client. */
    KeyStore keyStore(String name) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file(name))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    /** Returns the root that the server trusts. */
    X509Certificate root() throws IOException, GeneralSecurityException {
        Certificate[] chain = keyStore(SERVER).getCertificateChain(ALIAS);
        return (X509Certificate) chain[chain.length - 1];
    }

    /** Returns the authority's revocation list (RFC 5280 §5) after checking its signature. */
    X509CRL revocations() throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(folder.resolve(CRL_FILE))) {
            X509CRL list = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in);
            list.verify(root().getPublicKey());
            return list;
        }
    }

    private void make(Instant now) throws IOException, GeneralSecurityException, OperatorCreationException {
        Issuer ca = Issuer.root("CN=Hospital Hub Sandbox CA,O=Sandbox,C=BG", 1, now);
        Issuer other = Issuer.root("CN=Somebody Else's CA,O=Sandbox,C=BG", 2, now);
        write(SERVER, ca, "CN=localhost,O=Sandbox,C=BG", 10, now, VALID, true);
        write(AUTHORISED, ca, person("8001011004", "123100153"), 11, now, VALID, false);
        write(UNAUTHORISED, ca, person("7505234553", "100000001"), 12, now, VALID, false);
        write(EXPIRED, ca, person("8001011004", "123100153"), 13, now, Duration.ofDays(-1), false);
        write(REVOKED, ca, person("8001011004", "123100153"), REVOKED_SERIAL, now, VALID, false);
        write(OTHER_CA, other, person("8001011004", "123100153"), 15, now, VALID, false);
        Files.write(folder.resolve(CRL_FILE), ca.revoke(REVOKED_SERIAL, now));
        StringWriter pem = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(pem)) {
            writer.writeObject(ca.certificate);
        }
        // Written last and renamed, so that the PKI is complete when this file exists.
        Path half = folder.resolve("." + CA_FILE);
        Files.writeString(half, pem.toString());
        Files.move(half, caFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Returns the subject of a person in an organisation, as in qualified certificates (ETSI EN 319 412-1 §5.1.3, §5.1.4). */
    private static String person(String egn, String eik) {
        return "C=BG,2.5.4.97=NTRBG-" + eik + ",O=Sandbox Hospital,SURNAME=Sandbox,GIVENNAME=Test,SERIALNUMBER=PNOBG-"
                + egn + ",CN=Test Sandbox";
    }

    private void write(
            String name, Issuer issuer, String subject, int serial, Instant now, Duration valid, boolean server)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair keys = Issuer.newKeys();
        X509Certificate certificate = issuer.issue(keys, subject, serial, now, valid, server);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                ALIAS, keys.getPrivate(), PASSWORD.toCharArray(), new Certificate[] {certificate, issuer.certificate});
        try (OutputStream out = Files.newOutputStream(file(name))) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    private record Issuer(KeyPair keys, X509Certificate certificate) {

        static Issuer root(String name, int serial, Instant now)
                throws GeneralSecurityException, OperatorCreationException, CertIOException {
            KeyPair keys = newKeys();
            X509v3CertificateBuilder builder = builder(new X500Name(name), name, keys, serial, now, VALID)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return new Issuer(keys, sign(builder, keys));
        }

        X509Certificate issue(
                KeyPair subjectKeys, String subject, int serial, Instant now, Duration valid, boolean server)
                throws GeneralSecurityException, OperatorCreationException, CertIOException {
            X500Name issuer =
                    X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
            X509v3CertificateBuilder builder = builder(issuer, subject, subjectKeys, serial, now, valid)
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(
                            Extension.extendedKeyUsage,
                            false,
                            new ExtendedKeyUsage(
                                    server ? KeyPurposeId.id_kp_serverAuth : KeyPurposeId.id_kp_clientAuth));
            if (server) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                    new GeneralName(GeneralName.dNSName, "localhost"),
                    new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                    new GeneralName(GeneralName.iPAddress, "::1")
                }));
            }
            return sign(builder, keys);
        }

        byte[] revoke(int serial, Instant now) throws IOException, GeneralSecurityException, OperatorCreationException {
            return new JcaX509v2CRLBuilder(certificate, Date.from(now))
                    .setNextUpdate(Date.from(now.plus(VALID)))
                    .addCRLEntry(BigInteger.valueOf(serial), Date.from(now), CRLReason.keyCompromise)
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                    .getEncoded();
        }

        static KeyPair newKeys() throws GeneralSecurityException {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        }

        private static X509v3CertificateBuilder builder(
                X500Name issuer, String subject, KeyPair keys, int serial, Instant now, Duration valid) {
            Instant from = now.minus(Duration.ofDays(2));
            return new JcaX509v3CertificateBuilder(
                    issuer,
                    BigInteger.valueOf(serial),
                    Date.from(from),
                    Date.from(now.plus(valid)),
                    new X500Name(subject),
                    keys.getPublic());
        }

        private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair keys)
                throws GeneralSecurityException, OperatorCreationException {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        }
    }
}
