package org.hospitalhub.cms;

import static org.hospitalhub.cms.CmsException.Reason.CERTIFICATE_MISSING;
import static org.hospitalhub.cms.CmsException.Reason.CERTIFICATE_NOT_TRUSTED;
import static org.hospitalhub.cms.CmsException.Reason.TIME_STAMP_WRONG;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationStore;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.util.CollectionStore;

/**
 * Makes CAdES-X Long of CAdES-T (ETSI TS 101 733 §4.4.3.2, EN 319 122-1 annex A.1): puts the certificates of the paths and what the
 * authorities say about revocation into the signature and into its time-stamp. Instances may be shared by threads.
 */
public final class LongTermSignatures {

    private static final String SIGNER = "the signer's certificate";
    private static final String STAMPER = "the certificate of the time-stamp authority";

    private final Roots roots;
    private final InstantSource clock;
    private final SignatureOperators operators;
    private final TimeStampCheck stamps;
    private final ValidationDataSource source;

    /** Provides the trusted roots and what is on the way to them; called for each signature. */
    @FunctionalInterface
    public interface Roots {
        /** Returns the newest. */
        Trust newest() throws IOException;
    }

    /**
     * Creates one that asks authorities.
     *
     * @param settings the hosts that may be asked, and the time for it
     */
    public LongTermSignatures(OnlineRevocation.Settings settings, Roots roots, InstantSource clock) {
        this.roots = roots;
        this.clock = clock;
        BouncyCastleProvider provider = new BouncyCastleProvider();
        this.operators = new SignatureOperators(provider);
        CertificatePaths paths = new CertificatePaths(provider);
        this.stamps = new TimeStampCheck(operators, new SignatureCheck(operators), paths);
        this.source = new ValidationDataSource(paths, new OnlineRevocation(settings));
    }

    /**
     * Returns the signed data with everything that is needed to verify it later.
     *
     * @param signedData with a time-stamp over each signature
     * @param known certificates on the way from the signer to a root
     * @throws CmsException when something is missing, or a certificate is revoked; then there is no signature
     */
    public byte[] complete(byte[] signedData, List<X509Certificate> known) {
        try {
            CMSSignedData data = new CMSSignedData(signedData);
            List<SignerInformation> signers = new ArrayList<>();
            for (SignerInformation signer : data.getSignerInfos()) {
                signers.add(completed(signer, data, known));
            }
            return CMSSignedData.replaceSigners(data, new SignerInformationStore(signers))
                    .toASN1Structure()
                    .getEncoded(ASN1Encoding.DER);
        } catch (CMSException | OperatorCreationException | CertificateEncodingException broken) {
            throw new CmsException(CERTIFICATE_NOT_TRUSTED, "The signature cannot be completed.", broken);
        } catch (IOException unreadable) {
            throw new CmsException(
                    CERTIFICATE_NOT_TRUSTED,
                    "The file of revocation.trust cannot be read as certificates.",
                    unreadable);
        }
    }

    /**
     * Asks about a signer's certificate and its authorities, and changes nothing.
     *
     * @return the answers, the signer's first
     * @throws CmsException when something is missing, or a certificate is revoked
     */
    public List<RevocationResult> ask(List<X509Certificate> chain) {
        try {
            X509CertificateHolder signer = new JcaX509CertificateHolder(chain.get(0));
            Instant now = clock.instant();
            return source.collect(signer, SIGNER, holders(chain), roots.newest(), now, now).evidence().stream()
                    .map(RevocationEvidence::result)
                    .toList();
        } catch (CertificateEncodingException | IOException unreadable) {
            throw new CmsException(
                    CERTIFICATE_NOT_TRUSTED,
                    "The file of revocation.trust cannot be read as certificates.",
                    unreadable);
        }
    }

    private static List<X509CertificateHolder> holders(List<X509Certificate> certificates)
            throws CertificateEncodingException {
        List<X509CertificateHolder> holders = new ArrayList<>();
        for (X509Certificate each : certificates) {
            holders.add(new JcaX509CertificateHolder(each));
        }
        return holders;
    }

    private SignerInformation completed(SignerInformation signer, CMSSignedData data, List<X509Certificate> known)
            throws IOException, CMSException, OperatorCreationException, CertificateEncodingException {
        X509CertificateHolder own = matching(signer, data.getCertificates().getMatches(null));
        Trust trust = roots.newest();
        List<X509CertificateHolder> onTheWay = holders(known);
        AlgorithmIdentifier digest = signer.getDigestAlgorithmID();
        Instant now = clock.instant();
        ASN1EncodableVector attributes = new ASN1EncodableVector();
        for (Attribute each : unsigned(signer).toASN1Structure().getAttributes()) {
            boolean stamp = each.getAttrType().equals(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken);
            attributes.add(stamp ? completed(each, onTheWay, trust, digest, now) : each);
        }
        ValidationData collected = source.collect(own, SIGNER, onTheWay, trust, now, now);
        if (collected.path().size() < 2) {
            throw new CmsException(CERTIFICATE_NOT_TRUSTED, "The signer is its own authority; nobody revokes it.");
        }
        collected.attributes(digest, operators).forEach(attributes::add);
        return SignerInformation.replaceUnsignedAttributes(signer, new AttributeTable(attributes));
    }

    private static AttributeTable unsigned(SignerInformation signer) {
        return Optional.ofNullable(signer.getUnsignedAttributes())
                .orElseGet(() -> new AttributeTable(new ASN1EncodableVector()));
    }

    private static X509CertificateHolder matching(
            SignerInformation signer, Collection<X509CertificateHolder> certificates) {
        return certificates.stream()
                .filter(signer.getSID()::match)
                .findFirst()
                .orElseThrow(() ->
                        new CmsException(CERTIFICATE_MISSING, "The signer's certificate is not in the signature."));
    }

    /** Returns the time-stamp with its own data in the token (EN 319 122-1 annex A.1), where they change nothing that is signed. */
    private Attribute completed(
            Attribute stamp, List<X509CertificateHolder> known, Trust trust, AlgorithmIdentifier digest, Instant now)
            throws IOException, CMSException, OperatorCreationException {
        try {
            TimeStampToken token = new TimeStampToken(ContentInfo.getInstance(stamp.getAttributeValues()[0]));
            Instant time = token.getTimeStampInfo().getGenTime().toInstant();
            X509CertificateHolder own = Objects.requireNonNull(stamps.checkAuthority(token, time, known, trust));
            CMSSignedData data = token.toCMSSignedData();
            Set<X509CertificateHolder> certificates =
                    new LinkedHashSet<>(token.getCertificates().getMatches(null));
            SignerInformation signer = data.getSignerInfos().iterator().next();
            certificates.add(own);
            List<X509CertificateHolder> onTheWay = new ArrayList<>(certificates);
            onTheWay.addAll(known);
            ASN1EncodableVector attributes = unsigned(signer).toASN1EncodableVector();
            source.collect(own, STAMPER, onTheWay, trust, time, now)
                    .attributes(digest, operators)
                    .forEach(attributes::add);
            SignerInformation completed =
                    SignerInformation.replaceUnsignedAttributes(signer, new AttributeTable(attributes));
            return new Attribute(
                    stamp.getAttrType(),
                    new DERSet(replaced(data, completed, certificates).toASN1Structure()));
        } catch (TSPException | IllegalArgumentException broken) {
            throw new CmsException(TIME_STAMP_WRONG, "The time-stamp over the signature does not hold.", broken);
        }
    }

    private static CMSSignedData replaced(
            CMSSignedData data, SignerInformation signer, Set<X509CertificateHolder> certificates) throws CMSException {
        return CMSSignedData.replaceCertificatesAndCRLs(
                CMSSignedData.replaceSigners(data, new SignerInformationStore(signer)),
                new CollectionStore<>(certificates),
                data.getAttributeCertificates(),
                data.getCRLs());
    }
}
