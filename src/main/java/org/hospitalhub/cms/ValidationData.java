package org.hospitalhub.cms;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.esf.CompleteRevocationRefs;
import org.bouncycastle.asn1.esf.CrlIdentifier;
import org.bouncycastle.asn1.esf.CrlListID;
import org.bouncycastle.asn1.esf.CrlOcspRef;
import org.bouncycastle.asn1.esf.CrlValidatedID;
import org.bouncycastle.asn1.esf.OcspIdentifier;
import org.bouncycastle.asn1.esf.OcspListID;
import org.bouncycastle.asn1.esf.OcspResponsesID;
import org.bouncycastle.asn1.esf.OtherHash;
import org.bouncycastle.asn1.esf.OtherHashAlgAndValue;
import org.bouncycastle.asn1.esf.RevocationValues;
import org.bouncycastle.asn1.ess.OtherCertID;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.CertificateList;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuerSerial;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.jspecify.annotations.Nullable;

/**
 * Everything with which a certificate can be verified years later: its path, and what the authorities said about revocation.
 *
 * @param path the certificate first, the trust anchor last
 * @param evidence about the certificates of the path in their order; none about the anchor
 */
record ValidationData(List<X509CertificateHolder> path, List<RevocationEvidence> evidence) {

    /**
     * Returns the four attributes of CAdES-X Long (EN 319 122-1 annex A.1); none for a certificate that is an anchor itself.
     *
     * @param digest of the references
     */
    List<Attribute> attributes(AlgorithmIdentifier digest, SignatureOperators operators)
            throws IOException, OperatorCreationException {
        return path.size() < 2
                ? List.of()
                : List.of(
                        attribute(
                                PKCSObjectIdentifiers.id_aa_ets_certificateRefs,
                                certificateReferences(digest, operators)),
                        attribute(
                                PKCSObjectIdentifiers.id_aa_ets_revocationRefs,
                                revocationReferences(digest, operators)),
                        attribute(PKCSObjectIdentifiers.id_aa_ets_certValues, certificates()),
                        attribute(PKCSObjectIdentifiers.id_aa_ets_revocationValues, revocations()));
    }

    private static Attribute attribute(ASN1ObjectIdentifier type, ASN1Encodable value) {
        return new Attribute(type, new DERSet(value));
    }

    /** The signer's own certificate is named by its signed attributes. */
    private List<X509CertificateHolder> authorities() {
        return path.subList(1, path.size());
    }

    private DERSequence certificateReferences(AlgorithmIdentifier digest, SignatureOperators operators)
            throws IOException, OperatorCreationException {
        ASN1EncodableVector references = new ASN1EncodableVector();
        for (X509CertificateHolder each : authorities()) {
            references.add(new OtherCertID(
                    digest,
                    operators.digest(digest, each.getEncoded()),
                    new IssuerSerial(
                            new GeneralNames(new GeneralName(each.getIssuer())),
                            new ASN1Integer(each.getSerialNumber()))));
        }
        return new DERSequence(references);
    }

    private CompleteRevocationRefs revocationReferences(AlgorithmIdentifier digest, SignatureOperators operators)
            throws IOException, OperatorCreationException {
        List<CrlOcspRef> references = new ArrayList<>();
        for (RevocationEvidence each : evidence) {
            List<CrlValidatedID> lists = new ArrayList<>();
            for (X509CRLHolder list : each.lists()) {
                lists.add(new CrlValidatedID(hash(list.getEncoded(), digest, operators), identifier(list)));
            }
            references.add(new CrlOcspRef(
                    lists.isEmpty() ? null : new CrlListID(lists.toArray(CrlValidatedID[]::new)),
                    answer(each, digest, operators),
                    null));
        }
        return new CompleteRevocationRefs(references.toArray(CrlOcspRef[]::new));
    }

    private static @Nullable OcspListID answer(
            RevocationEvidence evidence, AlgorithmIdentifier digest, SignatureOperators operators)
            throws IOException, OperatorCreationException {
        if (evidence.answer() == null) {
            return null;
        }
        BasicOCSPResponse answer =
                BasicOCSPResponse.getInstance(evidence.answer().getEncoded());
        OcspIdentifier identifier = new OcspIdentifier(
                answer.getTbsResponseData().getResponderID(),
                answer.getTbsResponseData().getProducedAt());
        return new OcspListID(new OcspResponsesID[] {
            new OcspResponsesID(identifier, hash(whole(evidence.answer()), digest, operators))
        });
    }

    /** Others hash the whole response, of which the values hold only the part that is signed. */
    private static byte[] whole(BasicOCSPResp answer) throws IOException {
        try {
            return new OCSPRespBuilder()
                    .build(OCSPRespBuilder.SUCCESSFUL, answer)
                    .getEncoded();
        } catch (OCSPException unreadable) {
            throw new IOException(unreadable);
        }
    }

    private static OtherHash hash(byte[] bytes, AlgorithmIdentifier digest, SignatureOperators operators)
            throws OperatorCreationException {
        return new OtherHash(new OtherHashAlgAndValue(digest, new DEROctetString(operators.digest(digest, bytes))));
    }

    private static CrlIdentifier identifier(X509CRLHolder list) {
        Extension number = list.getExtension(Extension.cRLNumber);
        BigInteger value = number == null
                ? null
                : ASN1Integer.getInstance(number.getParsedValue()).getValue();
        return new CrlIdentifier(list.getIssuer(), new ASN1UTCTime(list.getThisUpdate()), value);
    }

    private DERSequence certificates() {
        ASN1EncodableVector values = new ASN1EncodableVector();
        authorities().forEach(each -> values.add(each.toASN1Structure()));
        return new DERSequence(values);
    }

    /** Returns each list and each answer once, although one may speak of several certificates. */
    private RevocationValues revocations() throws IOException {
        Set<X509CRLHolder> lists = new LinkedHashSet<>();
        List<BasicOCSPResponse> answers = new ArrayList<>();
        for (RevocationEvidence each : evidence) {
            lists.addAll(each.lists());
            if (each.answer() != null) {
                answers.add(BasicOCSPResponse.getInstance(each.answer().getEncoded()));
            }
        }
        return new RevocationValues(
                lists.isEmpty()
                        ? null
                        : lists.stream().map(X509CRLHolder::toASN1Structure).toArray(CertificateList[]::new),
                answers.isEmpty() ? null : answers.toArray(BasicOCSPResponse[]::new),
                null);
    }
}
