package org.hospitalhub.tls.keys;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.ua.DSTU4145Params;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.digests.GOST3411Digest;
import org.bouncycastle.crypto.engines.GOST28147Engine;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.modes.CFBBlockCipher;
import org.bouncycastle.crypto.modes.CFBModeCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.crypto.params.ParametersWithSBox;

/** Decrypts Ukrainian key files: GOST 28147 with keys that GOST 34.311 derives from the password. */
final class GostCipher {

    static final ASN1ObjectIdentifier GOST_34311 = new ASN1ObjectIdentifier("1.2.804.2.1.1.1.1.2.1");
    private static final ASN1ObjectIdentifier HMAC = new ASN1ObjectIdentifier("1.2.804.2.1.1.1.1.1.2");
    private static final ASN1ObjectIdentifier CFB = new ASN1ObjectIdentifier("1.2.804.2.1.1.1.1.1.1.3");

    /** The container of {@code Key-6.dat}, as jkurwa and others read it. */
    private static final ASN1ObjectIdentifier KEY6 = new ASN1ObjectIdentifier("1.3.6.1.4.1.19398.1.1.1.2");

    private static final int KEY6_ROUNDS = 10_000;
    private static final int MOST_ROUNDS = 10_000_000;
    private static final int BLOCK = 8;
    private static final int KEY_BITS = 256;

    private final char[] password;

    GostCipher(char[] password) {
        this.password = password;
    }

    static boolean knows(AlgorithmIdentifier encryption) {
        return encryption.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)
                && PBES2Parameters.getInstance(encryption.getParameters())
                        .getEncryptionScheme()
                        .getAlgorithm()
                        .equals(CFB);
    }

    /** Decrypts by PBES2 with PBKDF2; a wrong password gives other bytes, not an error. */
    byte[] decrypt(AlgorithmIdentifier encryption, byte[] bytes) throws IOException {
        PBES2Parameters scheme = PBES2Parameters.getInstance(encryption.getParameters());
        PBKDF2Params derivation =
                PBKDF2Params.getInstance(scheme.getKeyDerivationFunc().getParameters());
        int rounds = derivation.getIterationCount().intValue();
        if (!derivation.getPrf().getAlgorithm().equals(HMAC) || rounds > MOST_ROUNDS) {
            throw new IOException("the key is derived in a way that is not known here");
        }
        PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(digest());
        generator.init(bytes(StandardCharsets.UTF_8), derivation.getSalt(), rounds);
        ASN1Sequence parameters =
                ASN1Sequence.getInstance(scheme.getEncryptionScheme().getParameters());
        byte[] iv = ASN1OctetString.getInstance(parameters.getObjectAt(0)).getOctets();
        CFBModeCipher cipher = CFBBlockCipher.newInstance(new GOST28147Engine(), BLOCK * Byte.SIZE);
        byte[] plain = new byte[bytes.length];
        cipher.init(false, new ParametersWithIV(withBoxes(generator.generateDerivedParameters(KEY_BITS)), iv));
        cipher.processBytes(bytes, 0, bytes.length, plain, 0);
        return plain;
    }

    PrivateKeyInfo decrypt(EncryptedPrivateKeyInfo key) throws IOException {
        return PrivateKeyInfo.getInstance(decrypt(key.getEncryptionAlgorithm(), key.getEncryptedData()));
    }

    static boolean isKey6(ASN1Sequence file) {
        return file.size() == 2
                && file.getObjectAt(0) instanceof ASN1Sequence head
                && head.size() == 2
                && KEY6.equals(head.getObjectAt(0));
    }

    /** Opens the container of {@code Key-6.dat}: ECB, the last block filled up with bytes that stand in its head. */
    PrivateKeyInfo key6(ASN1Sequence file) {
        ASN1Sequence head = ASN1Sequence.getInstance(
                ASN1Sequence.getInstance(file.getObjectAt(0)).getObjectAt(1));
        byte[] body = ASN1OctetString.getInstance(file.getObjectAt(1)).getOctets();
        byte[] pad = head.size() > 1
                ? ASN1OctetString.getInstance(head.getObjectAt(1)).getOctets()
                : new byte[0];
        byte[] bytes = Arrays.copyOf(body, body.length + pad.length);
        System.arraycopy(pad, 0, bytes, body.length, pad.length);
        if (bytes.length % BLOCK != 0) {
            throw new IllegalArgumentException("the container has an incomplete block");
        }
        GOST28147Engine engine = new GOST28147Engine();
        engine.init(false, withBoxes(new KeyParameter(key6Key())));
        for (int at = 0; at < bytes.length; at += BLOCK) {
            engine.processBlock(bytes, at, bytes, at);
        }
        return PrivateKeyInfo.getInstance(Arrays.copyOf(bytes, body.length));
    }

    private byte[] key6Key() {
        byte[] key = bytes(Charset.forName("windows-1251"));
        for (int round = 0; round < KEY6_ROUNDS; round++) {
            GOST3411Digest digest = digest();
            digest.update(key, 0, key.length);
            key = new byte[digest.getDigestSize()];
            digest.doFinal(key, 0);
        }
        return key;
    }

    /** Returns whether the password is right (RFC 7292 §4, appendix B). */
    boolean opens(MacData mac, byte[] content) {
        if (mac.getIterationCount().intValueExact() > MOST_ROUNDS) {
            return false;
        }
        PKCS12ParametersGenerator generator = new PKCS12ParametersGenerator(digest());
        generator.init(
                PBEParametersGenerator.PKCS12PasswordToBytes(password),
                mac.getSalt(),
                mac.getIterationCount().intValueExact());
        HMac hmac = new HMac(digest());
        hmac.init(generator.generateDerivedMacParameters(KEY_BITS));
        hmac.update(content, 0, content.length);
        byte[] value = new byte[hmac.getMacSize()];
        hmac.doFinal(value, 0);
        return MessageDigest.isEqual(value, mac.getMac().getDigest());
    }

    private byte[] bytes(Charset charset) {
        return new String(password).getBytes(charset);
    }

    private static CipherParameters withBoxes(CipherParameters key) {
        return new ParametersWithSBox(key, boxes());
    }

    private static GOST3411Digest digest() {
        return new GOST3411Digest(boxes());
    }

    /** Returns the national default substitution boxes (DKE №1), one in each byte. */
    private static byte[] boxes() {
        byte[] packed = DSTU4145Params.getDefaultDKE();
        byte[] boxes = new byte[packed.length * 2];
        for (int i = 0; i < packed.length; i++) {
            boxes[2 * i] = (byte) (packed[i] >> 4 & 0xf);
            boxes[2 * i + 1] = (byte) (packed[i] & 0xf);
        }
        return boxes;
    }
}
