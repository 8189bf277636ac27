package org.hospitalhub.tls;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A key pair with a certificate that nobody else signed, for tests that need just one; the same for all that ask alike. */
public record SelfSigned(KeyPair keys, X509Certificate certificate) {

    private static final Map<String, SelfSigned> MADE = new ConcurrentHashMap<>();

    /** Returns one that is valid in these years: {@code RSA} (2048 bits), or the name of an elliptic curve. */
    public static SelfSigned of(String kind) {
        return MADE.computeIfAbsent(kind, SelfSigned::made);
    }

    private static SelfSigned made(String kind) {
        boolean rsa = kind.equals("RSA");
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(rsa ? "RSA" : "EC");
            if (rsa) {
                generator.initialize(2048);
            } else {
                generator.initialize(new ECGenParameterSpec(kind));
            }
            KeyPair keys = generator.generateKeyPair();
            X500Name name = new X500Name("CN=Nobody");
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(new JcaX509v3CertificateBuilder(
                                    name,
                                    BigInteger.ONE,
                                    Date.from(Instant.parse("2026-01-01T00:00:00Z")),
                                    Date.from(Instant.parse("2036-01-01T00:00:00Z")),
                                    name,
                                    keys.getPublic())
                            .build(new JcaContentSignerBuilder(rsa ? "SHA256withRSA" : "SHA256withECDSA")
                                    .build(keys.getPrivate())));
            return new SelfSigned(keys, certificate);
        } catch (GeneralSecurityException | OperatorCreationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Writes key and certificate as PKCS#12. */
    public Path write(Path file, String password) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("key", keys.getPrivate(), password.toCharArray(), new Certificate[] {certificate});
            store.store(out, password.toCharArray());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
        return file;
    }
}
