package org.hospitalhub.cms;

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

/** Adds a time-stamp over the signature value to each signature of SignedData, which makes it CAdES-T (RFC 5126 §6.1.1). */
public record SignatureTimeStamps(TimeStampAuthority authority) {

    /**
     * Returns the signed data with time-stamps.
     *
     * @param withCertificate whether the certificate of the authority is needed in them
     * @throws CmsException when the authority returns none
     */
    public byte[] stamped(byte[] signedData, boolean withCertificate) {
        try {
            CMSSignedData data = new CMSSignedData(signedData);
            List<SignerInformation> signers = new ArrayList<>();
            for (SignerInformation signer : data.getSignerInfos()) {
                signers.add(stamped(signer, withCertificate));
            }
            return CMSSignedData.replaceSigners(data, new SignerInformationStore(signers))
                    .toASN1Structure()
                    .getEncoded(ASN1Encoding.DER);
        } catch (CMSException | IOException impossible) {
            throw new IllegalStateException("own SignedData can be read", impossible);
        }
    }

    private SignerInformation stamped(SignerInformation signer, boolean withCertificate) throws IOException {
        byte[] digest = DigestUtils.sha256(signer.getSignature());
        String algorithm = NISTObjectIdentifiers.id_sha256.getId();
        byte[] token = withCertificate
                ? authority.tokenWithCertificate(algorithm, digest)
                : authority.token(algorithm, digest);
        ASN1EncodableVector attributes = Optional.ofNullable(signer.getUnsignedAttributes())
                .map(AttributeTable::toASN1EncodableVector)
                .orElseGet(ASN1EncodableVector::new);
        attributes.add(new Attribute(
                PKCSObjectIdentifiers.id_aa_signatureTimeStampToken, new DERSet(ASN1Primitive.fromByteArray(token))));
        return SignerInformation.replaceUnsignedAttributes(signer, new AttributeTable(attributes));
    }
}
