package org.hospitalhub.cms;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ua.DSTU4145Params;
import org.bouncycastle.asn1.ua.UAObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.DSTU7564Digest;
import org.bouncycastle.crypto.digests.GOST3411Digest;
import org.bouncycastle.crypto.params.ECKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.DSTU4145Signer;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.jcajce.provider.asymmetric.util.ECUtil;
import org.bouncycastle.util.Arrays;
import org.bouncycastle.util.BigIntegers;

/**
 * The Ukrainian signature DSTU 4145-2002 on polynomial basis, in little-endian encoding.
 *
 * <p>Bouncy Castle has the primitives, but its CMS classes do not know the algorithm names; this class connects the two.
 */
final class Dstu {

    static final ASN1ObjectIdentifier GOST34311 = new ASN1ObjectIdentifier("1.2.804.2.1.1.1.1.2.1");
    static final ASN1ObjectIdentifier WITH_KUPYNA = new ASN1ObjectIdentifier("1.2.804.2.1.1.1.1.3.6.1.1");

    private Dstu() {}

    static boolean isSignature(ASN1ObjectIdentifier algorithm) {
        return algorithm.equals(UAObjectIdentifiers.dstu4145le) || algorithm.equals(WITH_KUPYNA);
    }

    static boolean isDigest(ASN1ObjectIdentifier algorithm) {
        return algorithm.equals(GOST34311) || algorithm.equals(UAObjectIdentifiers.dstu7564digest_256);
    }

    /** Returns the digest of a digest or signature algorithm. */
    static Digest digest(ASN1ObjectIdentifier algorithm) {
        boolean gost = algorithm.equals(GOST34311) || algorithm.equals(UAObjectIdentifiers.dstu4145le);
        return gost ? new GOST3411Digest(substitutions(DSTU4145Params.getDefaultDKE())) : new DSTU7564Digest(256);
    }

    /** Returns the digest for signatures of this key, whose certificate may name its own substitution box for GOST 34.311. */
    static Digest digest(ASN1ObjectIdentifier signature, SubjectPublicKeyInfo key) {
        if (!signature.equals(UAObjectIdentifiers.dstu4145le)) {
            return digest(signature);
        }
        DSTU4145Params params = DSTU4145Params.getInstance(key.getAlgorithm().getParameters());
        return new GOST3411Digest(substitutions(params.getDKE()));
    }

    /**
     * Returns a signature in the form of CMS: r then s, each little-endian and as long as the order of the group (64 bytes for
     * M=257, 108 for M=431). X.509 wraps these bytes in an OCTET STRING, {@code SignerInfo.signature} does not.
     */
    static byte[] sign(PrivateKey key, byte[] hash) throws GeneralSecurityException {
        ECKeyParameters parameters = (ECKeyParameters) ECUtil.generatePrivateKeyParameter(key);
        DSTU4145Signer signer = new DSTU4145Signer();
        signer.init(true, parameters);
        BigInteger[] rs = signer.generateSignature(hash);
        int half = half(parameters);
        byte[] r = Arrays.reverse(BigIntegers.asUnsignedByteArray(half, rs[0]));
        byte[] s = Arrays.reverse(BigIntegers.asUnsignedByteArray(half, rs[1]));
        return Arrays.concatenate(r, s);
    }

    /** Verifies r and s; accepts them in an OCTET STRING too, as some implementations write them. */
    static boolean verify(SubjectPublicKeyInfo key, byte[] hash, byte[] signature) throws IOException {
        if (!(PublicKeyFactory.createKey(key) instanceof ECPublicKeyParameters parameters)) {
            return false;
        }
        int half = half(parameters);
        byte[] rs = signature.length == 2 * half ? signature : unwrapped(signature);
        if (rs.length != 2 * half) {
            return false;
        }
        byte[] reversed = Arrays.reverse(rs);
        BigInteger s = new BigInteger(1, reversed, 0, half);
        BigInteger r = new BigInteger(1, reversed, half, half);
        DSTU4145Signer verifier = new DSTU4145Signer();
        verifier.init(false, parameters);
        return verifier.verifySignature(hash, r, s);
    }

    private static byte[] unwrapped(byte[] signature) throws IOException {
        return signature.length == 0
                ? signature
                : ASN1OctetString.getInstance(ASN1Primitive.fromByteArray(signature))
                        .getOctets();
    }

    private static int half(ECKeyParameters key) {
        return (key.getParameters().getN().bitLength() + 7) / 8;
    }

    private static byte[] substitutions(byte[] packed) {
        byte[] box = new byte[packed.length * 2];
        for (int i = 0; i < packed.length; i++) {
            box[2 * i] = (byte) (packed[i] >> 4 & 0xf);
            box[2 * i + 1] = (byte) (packed[i] & 0xf);
        }
        return box;
    }
}
