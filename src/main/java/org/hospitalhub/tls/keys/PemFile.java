package org.hospitalhub.tls.keys;

import static org.hospitalhub.tls.keys.IdentityException.Reason.CERTIFICATE_MISSING;
import static org.hospitalhub.tls.keys.IdentityException.Reason.FILE_BROKEN;
import static org.hospitalhub.tls.keys.IdentityException.Reason.KEY_MISSING;
import static org.hospitalhub.tls.keys.IdentityException.Reason.PASSWORD_WRONG;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/** Reads a key and its certificates from one PEM file (RFC 7468), in any order. */
public final class PemFile {

    private final String identity;

    PemFile(String identity) {
        this.identity = identity;
    }

    /** Reads a file; {@code more} are certificates from another file, null for none. */
    Identity read(byte[] file, char @Nullable [] password, byte @Nullable [] more) {
        try {
            return identity(file, password, more);
        } catch (IOException | GeneralSecurityException broken) {
            throw new IdentityException(identity, FILE_BROKEN, "the PEM file cannot be read.", broken);
        }
    }

    /** Reads all certificates of a PEM file; other parts are passed over. */
    public static List<X509Certificate> certificates(byte[] file) throws IOException, GeneralSecurityException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Object part : parts(file)) {
            if (part instanceof X509CertificateHolder holder) {
                certificates.add(new JcaX509CertificateConverter().getCertificate(holder));
            }
        }
        return certificates;
    }

    private Identity identity(byte[] file, char @Nullable [] password, byte @Nullable [] more)
            throws IOException, GeneralSecurityException {
        PrivateKeyInfo key = null;
        for (Object part : parts(file)) {
            PrivateKeyInfo found = key(part, password);
            key = found == null ? key : found;
        }
        if (key == null) {
            throw new IdentityException(
                    identity,
                    KEY_MISSING,
                    "the file holds no private key; put key and certificates into one file.",
                    null);
        }
        List<X509Certificate> all = new ArrayList<>(certificates(file));
        if (more != null) {
            all.addAll(new DstuKeys(identity).certificates(more));
        }
        if (DstuKeys.isOne(key)) {
            return new DstuKeys(identity).of(key, all);
        }
        PrivateKey privateKey = usable(key);
        return new Identity(identity, privateKey, ownFirst(privateKey, all));
    }

    private PrivateKey usable(PrivateKeyInfo key) {
        try {
            return new JcaPEMKeyConverter().getPrivateKey(key);
        } catch (PEMException unknown) {
            throw new IdentityException(
                    identity,
                    FILE_BROKEN,
                    "its private key is of a kind that cannot be used here ("
                            + key.getPrivateKeyAlgorithm().getAlgorithm() + ").",
                    unknown);
        }
    }

    private static List<Object> parts(byte[] file) throws IOException {
        List<Object> parts = new ArrayList<>();
        // Windows' editors put a byte order mark before the first line.
        String text = new String(file, StandardCharsets.UTF_8).replaceFirst("^\uFEFF", "");
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                parts.add(part);
            }
        }
        return parts;
    }

    private @Nullable PrivateKeyInfo key(Object part, char @Nullable [] password) throws IOException {
        if (part instanceof PrivateKeyInfo plain) {
            return plain;
        }
        if (part instanceof PEMKeyPair pair) {
            return pair.getPrivateKeyInfo();
        }
        if (!(part instanceof PKCS8EncryptedPrivateKeyInfo) && !(part instanceof PEMEncryptedKeyPair)) {
            return null;
        }
        if (password == null) {
            throw new IdentityException(identity, PASSWORD_WRONG, "the key is encrypted and needs a password.", null);
        }
        try {
            if (part instanceof PKCS8EncryptedPrivateKeyInfo sealed
                    && GostCipher.knows(sealed.toASN1Structure().getEncryptionAlgorithm())) {
                return new GostCipher(password).decrypt(sealed.toASN1Structure());
            }
            return part instanceof PKCS8EncryptedPrivateKeyInfo encrypted
                    ? encrypted.decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder()
                            .setProvider(new BouncyCastleProvider())
                            .build(password))
                    : ((PEMEncryptedKeyPair) part)
                            .decryptKeyPair(new JcePEMDecryptorProviderBuilder()
                                    .setProvider(new BouncyCastleProvider())
                                    .build(password))
                            .getPrivateKeyInfo();
        } catch (PKCSException | OperatorCreationException | IOException | IllegalArgumentException locked) {
            throw new IdentityException(identity, PASSWORD_WRONG, "the password does not open the key.", locked);
        }
    }

    private List<X509Certificate> ownFirst(PrivateKey key, List<X509Certificate> certificates) {
        return certificates.stream()
                .filter(each -> belongs(key, each.getPublicKey()))
                .max(Comparator.comparing(X509Certificate::getNotAfter))
                .map(own -> CertificateChain.from(own, certificates))
                .orElseThrow(() -> new IdentityException(
                        identity, CERTIFICATE_MISSING, "no certificate in the file belongs to its private key.", null));
    }

    private boolean belongs(PrivateKey key, PublicKey candidate) {
        byte[] probe = {1};
        try {
            Signature signature = signature(key);
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(candidate);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException otherKind) {
            return false;
        }
    }

    private Signature signature(PrivateKey key) throws GeneralSecurityException {
        return switch (key.getAlgorithm()) {
            case "RSA" -> Signature.getInstance("SHA256withRSA");
            case "EC", "ECDSA" -> Signature.getInstance("SHA256withECDSA");
            case "EdDSA", "Ed25519", "Ed448" -> Signature.getInstance("EdDSA");
            case "RSASSA-PSS" -> pss(key);
            default ->
                throw new IdentityException(
                        identity, FILE_BROKEN, "keys of the kind " + key.getAlgorithm() + " cannot sign.", null);
        };
    }

    /** Returns a PSS signature; a restricted key names its digest and salt (RFC 4055 §1.2). */
    private static Signature pss(PrivateKey key) throws GeneralSecurityException {
        Signature pss = Signature.getInstance("RSASSA-PSS");
        AlgorithmParameterSpec restricted = key instanceof RSAKey rsa ? rsa.getParams() : null;
        pss.setParameter(
                restricted != null
                        ? restricted
                        : new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        return pss;
    }
}
