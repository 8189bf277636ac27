package org.hospitalhub.sandbox.ehealth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Signature;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.ua.DSTU4145Params;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.crypto.digests.GOST3411Digest;

/**
 * DSTU 4145-2002 with GOST 34.311-95 inside CMS, put together from Bouncy Castle's primitives because its CMS classes do not know
 * the Ukrainian digest. The S-box is the national default one (DKE №1).
 */
final class DstuSignature {

    private static final int HALF_BYTE = 4;

    private DstuSignature() {}

    /** Tells whether digest and signature fit content and certificate. */
    static boolean verifies(SignerInformation info, X509Certificate certificate, byte[] content, Provider provider)
            throws GeneralSecurityException {
        byte[] signed = content;
        if (info.getSignedAttributes() != null) {
            Attribute told = info.getSignedAttributes().get(CMSAttributes.messageDigest);
            if (told == null
                    || !MessageDigest.isEqual(
                            digest(content),
                            ASN1OctetString.getInstance(told.getAttrValues().getObjectAt(0))
                                    .getOctets())) {
                return false;
            }
            signed = encodedAttributes(info);
        }
        Signature signature = Signature.getInstance(info.getEncryptionAlgOID(), provider);
        signature.initVerify(certificate.getPublicKey());
        signature.update(signed);
        return signature.verify(info.getSignature());
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

    private static byte[] encodedAttributes(SignerInformation info) {
        try {
            return info.getEncodedSignedAttributes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
