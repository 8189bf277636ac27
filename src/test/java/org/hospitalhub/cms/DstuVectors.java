package org.hospitalhub.cms;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPrivateKeySpec;
import java.time.Instant;
import java.util.Objects;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** What other implementations signed; see {@code src/test/resources/dstu/README.md}. */
public final class DstuVectors {

    /** A moment at which every certificate but the old time-stamp authority's is valid. */
    public static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");

    private DstuVectors() {}

    /** Reads a file of the folder. */
    public static byte[] file(String name) {
        try (InputStream in = DstuVectors.class.getResourceAsStream("/dstu/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Reads a certificate with Bouncy Castle, which knows keys of DSTU 4145. */
    public static X509Certificate certificate(String name) {
        try (InputStream in = DstuVectors.class.getResourceAsStream("/dstu/certs/" + name + ".cer")) {
            return (X509Certificate) CertificateFactory.getInstance("X.509", new BouncyCastleProvider())
                    .generateCertificate(in);
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new IllegalStateException(name, unreadable);
        }
    }

    /** The key of the certificate {@code person}. */
    public static PrivateKey key() {
        try {
            String hex = new String(file("keys/person.d.hex"), StandardCharsets.US_ASCII).strip();
            ECPublicKey own = (ECPublicKey) certificate("person").getPublicKey();
            return KeyFactory.getInstance("DSTU4145", new BouncyCastleProvider())
                    .generatePrivate(new ECPrivateKeySpec(new BigInteger(hex, 16), own.getParams()));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
