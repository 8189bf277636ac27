package org.hospitalhub.sandbox.ehealth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.ua.DSTU4145Params;
import org.bouncycastle.asn1.ua.UAObjectIdentifiers;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.crypto.digests.GOST3411Digest;
import org.bouncycastle.crypto.params.ECKeyParameters;
import org.bouncycastle.crypto.signers.DSTU4145Signer;
import org.bouncycastle.jcajce.provider.asymmetric.util.ECUtil;
import org.jspecify.annotations.Nullable;

/**
 * DSTU 4145-2002 with GOST 34.311-95 inside CMS, put together from Bouncy Castle's primitives because its CMS classes do not know
 * the Ukrainian digest. The S-box is the national default one (DKE №1).
 *
 * <p>As strict as the service: a signature value is r then s, each little-endian and as long as the order of the group, and
 * nothing around them.
 */
final class DstuSignature {

    static final ASN1ObjectIdentifier GOST_34311 = new ASN1ObjectIdentifier("1.2.804.2.1.1.1.1.2.1");

    private static final int HALF_BYTE = 4;

    private DstuSignature() {}

    /** Returns whether digest and signature fit content and key; signed attributes may stand in any order. */
    static boolean verifies(
            SignerInformation info, PublicKey key, ASN1ObjectIdentifier contentType, byte[] content, Provider provider)
            throws GeneralSecurityException {
        if (!info.getDigestAlgOID().equals(GOST_34311.getId())) {
            return false;
        }
        if (info.getSignedAttributes() == null) {
            return holds(key, content, info.getSignature(), provider);
        }
        return contentType.equals(value(info, CMSAttributes.contentType))
                && value(info, CMSAttributes.messageDigest) instanceof ASN1OctetString stated
                && MessageDigest.isEqual(digest(content), stated.getOctets())
                && (holds(key, attributes(info, ASN1Encoding.DER), info.getSignature(), provider)
                        || holds(key, attributes(info, ASN1Encoding.DL), info.getSignature(), provider));
    }

    private static boolean holds(PublicKey key, byte[] signed, byte[] value, Provider provider)
            throws GeneralSecurityException {
        if (!(key instanceof ECPublicKey onCurve)
                || value.length != 2 * half(onCurve.getParams().getOrder())) {
            return false;
        }
        Signature signature = Signature.getInstance(UAObjectIdentifiers.dstu4145le.getId(), provider);
        signature.initVerify(key);
        signature.update(signed);
        try {
            // The primitive wants the form of X.509, where the two numbers stand in an OCTET STRING.
            return signature.verify(new DEROctetString(value).getEncoded());
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
    }

    /** Signs bytes; the value is the one of CMS. */
    static byte[] sign(PrivateKey key, byte[] signed) throws GeneralSecurityException {
        ECKeyParameters parameters = (ECKeyParameters) ECUtil.generatePrivateKeyParameter(key);
        DSTU4145Signer signer = new DSTU4145Signer();
        signer.init(true, parameters);
        BigInteger[] numbers = signer.generateSignature(digest(signed));
        int half = half(parameters.getParameters().getN());
        byte[] value = new byte[2 * half];
        littleEndian(numbers[0], value, 0);
        littleEndian(numbers[1], value, half);
        return value;
    }

    private static void littleEndian(BigInteger number, byte[] into, int from) {
        byte[] big = number.toByteArray();
        for (int i = 0; i < big.length && (i < big.length - 1 || big[0] != 0); i++) {
            into[from + i] = big[big.length - 1 - i];
        }
    }

    private static int half(BigInteger order) {
        return (order.bitLength() + Byte.SIZE - 1) / Byte.SIZE;
    }

    /** GOST 34.311-95 with the default S-box. */
    static byte[] digest(byte[] content) {
        GOST3411Digest digest = new GOST3411Digest(sBox());
        digest.update(content, 0, content.length);
        byte[] value = new byte[digest.getDigestSize()];
        digest.doFinal(value, 0);
        return value;
    }

    private static byte[] sBox() {
        byte[] packed = DSTU4145Params.getDefaultDKE();
        byte[] unpacked = new byte[packed.length * 2];
        for (int i = 0; i < packed.length; i++) {
            unpacked[2 * i] = (byte) ((packed[i] >> HALF_BYTE) & 0xf);
            unpacked[2 * i + 1] = (byte) (packed[i] & 0xf);
        }
        return unpacked;
    }

    private static @Nullable ASN1Encodable value(SignerInformation info, ASN1ObjectIdentifier type) {
        Attribute attribute = info.getSignedAttributes().get(type);
        return attribute == null || attribute.getAttrValues().size() == 0
                ? null
                : attribute.getAttrValues().getObjectAt(0);
    }

    private static byte[] attributes(SignerInformation info, String encoding) {
        try {
            return info.toASN1Structure().getAuthenticatedAttributes().getEncoded(encoding);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
