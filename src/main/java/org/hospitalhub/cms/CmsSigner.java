package org.hospitalhub.cms;

import static org.hospitalhub.cms.CmsException.Reason.KEY_UNUSABLE;
import static org.hospitalhub.cms.CmsException.Reason.NO_SIGNER;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuerSerial;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSAttributeTableGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.RuntimeOperatorException;
import org.jspecify.annotations.Nullable;

/**
 * Signs bytes as CMS SignedData (RFC 5652 §5), in DER.
 *
 * <p>The signed attributes are contentType, messageDigest, signingTime, signingCertificateV2 (RFC 5035) and, with a
 * time-stamp authority, a content time-stamp (RFC 5126 §5.11.4), as eHealth asks for (contract §5.1). The content is
 * signed byte for byte as given. Instances may be shared by threads.
 */
public final class CmsSigner {

    private final InstantSource clock;
    private final @Nullable TimeStampAuthority authority;
    private final SignatureOperators operators = new SignatureOperators(new BouncyCastleProvider());

    /**
     * Creates a signer.
     *
     * @param authority provides the content time-stamps for the schemes that it names; null for none
     */
    public CmsSigner(InstantSource clock, @Nullable TimeStampAuthority authority) {
        this.clock = clock;
        this.authority = authority;
    }

    /**
     * Returns the content signed with all keys.
     *
     * @param attached whether the content travels inside the SignedData
     * @return SignedData as DER ContentInfo
     * @throws CmsException when there is no key, a key cannot sign or a time-stamp cannot be obtained
     */
    public byte[] sign(byte[] content, boolean attached, List<SigningKey> keys) {
        if (keys.isEmpty()) {
            throw new CmsException(NO_SIGNER, "Nobody is named who signs.");
        }
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            for (SigningKey key : keys) {
                generator.addSignerInfoGenerator(signerInfo(key, content));
            }
            // eHealth's open source verifier takes the first certificate for the signer's and refuses when an
            // authority's is
            // sorted before it.
            for (SigningKey key : new LinkedHashSet<>(keys)) {
                generator.addCertificate(holder(key.certificate()));
            }
            return generator
                    .generate(new CMSProcessableByteArray(content), attached)
                    .toASN1Structure()
                    .getEncoded(ASN1Encoding.DER);
        } catch (CMSException
                | OperatorCreationException
                | GeneralSecurityException
                | IOException
                | ProviderException
                | RuntimeOperatorException failed) {
            throw new CmsException(KEY_UNUSABLE, "The key of the signer cannot sign: " + failed.getMessage(), failed);
        }
    }

    private SignerInfoGenerator signerInfo(SigningKey key, byte[] content)
            throws OperatorCreationException, GeneralSecurityException, IOException {
        X509CertificateHolder holder = holder(key.certificate());
        return new SignerInfoGeneratorBuilder(operators.digestCalculators())
                .setContentDigest(key.scheme().digest())
                .setSignedAttributeGenerator(signedAttributes(attributes(key, holder, content), key.scheme()))
                .build(operators.signer(key.key(), key.certificate().getPublicKey(), key.scheme()), holder);
    }

    /** No Ukrainian implementation writes cmsAlgorithmProtection (RFC 6211). */
    private static CMSAttributeTableGenerator signedAttributes(AttributeTable attributes, SignatureScheme scheme) {
        DefaultSignedAttributeTableGenerator usual = new DefaultSignedAttributeTableGenerator(attributes);
        return scheme.isDstu()
                ? parameters -> usual.getAttributes(parameters).remove(CMSAttributes.cmsAlgorithmProtect)
                : usual;
    }

    private static X509CertificateHolder holder(X509Certificate certificate)
            throws GeneralSecurityException, IOException {
        return new X509CertificateHolder(certificate.getEncoded());
    }

    private AttributeTable attributes(SigningKey key, X509CertificateHolder holder, byte[] content)
            throws OperatorCreationException, IOException {
        AlgorithmIdentifier digest = key.scheme().digest();
        ASN1EncodableVector attributes = new ASN1EncodableVector();
        attributes.add(new Attribute(CMSAttributes.signingTime, new DERSet(new Time(Date.from(clock.instant())))));
        ESSCertIDv2 certificate = new ESSCertIDv2(
                digest,
                operators.digest(digest, holder.getEncoded()),
                new IssuerSerial(
                        new GeneralNames(new GeneralName(holder.getIssuer())),
                        holder.toASN1Structure().getSerialNumber()));
        attributes.add(new Attribute(
                PKCSObjectIdentifiers.id_aa_signingCertificateV2, new DERSet(new SigningCertificateV2(certificate))));
        if (authority != null && authority.stamps(key.scheme())) {
            String stamped = authority.digest(key.scheme());
            byte[] token = authority.token(
                    stamped, operators.digest(new AlgorithmIdentifier(new ASN1ObjectIdentifier(stamped)), content));
            attributes.add(new Attribute(
                    PKCSObjectIdentifiers.id_aa_ets_contentTimestamp, new DERSet(ASN1Primitive.fromByteArray(token))));
        }
        return new AttributeTable(attributes);
    }
}
