package org.hospitalhub.service.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationStore;
import org.hospitalhub.cms.TimeStampAuthority;
import org.jspecify.annotations.Nullable;

/** Adds a time-stamp over the signature value to each signature of SignedData, which makes it CAdES-T (RFC 5126 §6.1.1). */
record SignatureTimeStamps(@Nullable TimeStampAuthority authority) {

    /**
     * Returns the signed data with time-stamps.
     *
     * @throws UnsignableException when there is no authority
     * @throws org.hospitalhub.cms.CmsException when the authority returns none
     */
    byte[] stamped(byte[] signedData) {
        TimeStampAuthority stamps = authority;
        if (stamps == null) {
            throw new UnsignableException(
                    "The scheme cades-t needs a time-stamp authority (time-stamps in the definition, or hub.ehealth.tsa).",
                    false,
                    null);
        }
        try {
            CMSSignedData data = new CMSSignedData(signedData);
            List<SignerInformation> signers = new ArrayList<>();
            for (SignerInformation signer : data.getSignerInfos()) {
                signers.add(stamped(signer, stamps));
            }
            return CMSSignedData.replaceSigners(data, new SignerInformationStore(signers))
                    .toASN1Structure()
                    .getEncoded(ASN1Encoding.DER);
        } catch (CMSException | IOException impossible) {
            throw new IllegalStateException("own SignedData can be read", impossible);
        }
    }

    private static SignerInformation stamped(SignerInformation signer, TimeStampAuthority authority)
            throws IOException {
        byte[] digest = DigestUtils.sha256(signer.getSignature());
        byte[] token = authority.token(NISTObjectIdentifiers.id_sha256.getId(), digest);
        ASN1EncodableVector attributes = Optional.ofNullable(signer.getUnsignedAttributes())
                .map(AttributeTable::toASN1EncodableVector)
                .orElseGet(ASN1EncodableVector::new);
        attributes.add(new Attribute(
                PKCSObjectIdentifiers.id_aa_signatureTimeStampToken, new DERSet(ASN1Primitive.fromByteArray(token))));
        return SignerInformation.replaceUnsignedAttributes(signer, new AttributeTable(attributes));
    }
}
