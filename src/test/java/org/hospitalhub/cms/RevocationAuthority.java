package org.hospitalhub.cms;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.jspecify.annotations.Nullable;

/** An invented authority that issues certificates, and answers of OCSP and revocation lists about them. */
public final class RevocationAuthority {

    /** When everything happens. */
    public static final Instant NOW = Instant.parse("2026-06-15T10:00:00Z");

    private static final BouncyCastleProvider BC = new BouncyCastleProvider();
    private static final X500Name NAME = new X500Name("CN=Made-up authority of revocation");

    private final SignatureScheme scheme;
    private final X500Name name;
    private final KeyPair keys;
    private final X509CertificateHolder certificate;
    private int serial = 10;

    /** A certificate with its key. */
    public record Issued(KeyPair keys, X509CertificateHolder holder) {
        /** Returns it as the JDK has it. */
        public X509Certificate certificate() throws Exception {
            return new JcaX509CertificateConverter().setProvider(BC).getCertificate(holder);
        }
    }

    /** Makes an authority with keys of its own. */
    public RevocationAuthority(SignatureScheme scheme) throws Exception {
        this.scheme = scheme;
        this.name = NAME;
        this.keys = Signers.another(scheme);
        this.certificate = issue(NAME, keys, Duration.ofDays(9), ca()).holder();
    }

    private RevocationAuthority(RevocationAuthority above, String name, List<Extension> extensions) throws Exception {
        this.scheme = above.scheme;
        this.name = new X500Name("CN=" + name);
        this.keys = Signers.another(scheme);
        List<Extension> all = new ArrayList<>(ca());
        all.addAll(extensions);
        this.certificate = above.issue(this.name, keys, Duration.ofDays(9), all).holder();
    }

    /** Makes an authority with a certificate of this one. */
    RevocationAuthority below(String called, Extension... extensions) throws Exception {
        return new RevocationAuthority(this, called, List.of(extensions));
    }

    private static List<Extension> ca() throws Exception {
        return List.of(
                Extension.create(Extension.basicConstraints, true, new BasicConstraints(true)),
                Extension.create(
                        Extension.keyUsage,
                        true,
                        new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature)));
    }

    /** Issues a certificate with these extensions. */
    Issued issue(String called, Extension... extensions) throws Exception {
        return issue(new X500Name("CN=" + called), Signers.another(scheme), Duration.ofDays(9), List.of(extensions));
    }

    static Extension ocsp(String address) throws Exception {
        return Extension.create(
                Extension.authorityInfoAccess,
                false,
                new AuthorityInformationAccess(AccessDescription.id_ad_ocsp, uri(address)));
    }

    static Extension list(String address) throws Exception {
        return Extension.create(Extension.cRLDistributionPoints, false, points(address));
    }

    /** Returns the authority's certificate. */
    public X509Certificate certificate() throws Exception {
        return new Issued(keys, certificate).certificate();
    }

    Issued self() {
        return new Issued(keys, certificate);
    }

    private Issued issue(X500Name subject, KeyPair pair, Duration validity, List<Extension> extensions)
            throws Exception {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(serial++),
                Date.from(NOW.minus(Duration.ofDays(30))),
                Date.from(NOW.plus(validity)),
                subject,
                pair.getPublic());
        for (Extension extension : extensions) {
            builder.addExtension(extension);
        }
        if (!scheme.isDstu()) {
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(pair.getPublic()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    identifiers.createAuthorityKeyIdentifier(keys.getPublic()));
        }
        return new Issued(pair, builder.build(signer(keys)));
    }

    /**
     * Issues the certificate of a person.
     *
     * @param ocsp address in it, null for none
     * @param list address of the full list, null for none
     * @param delta address of the list of what is newer, null for none
     */
    public Issued person(@Nullable String ocsp, @Nullable String list, @Nullable String delta) throws Exception {
        List<Extension> extensions = new ArrayList<>();
        if (ocsp != null) {
            extensions.add(ocsp(ocsp));
        }
        if (list != null) {
            extensions.add(list(list));
        }
        if (delta != null) {
            extensions.add(Extension.create(Extension.freshestCRL, false, points(delta)));
        }
        return issue(new X500Name("CN=Зразкова"), Signers.another(scheme), Duration.ofDays(9), extensions);
    }

    private static GeneralName uri(String address) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, address);
    }

    private static CRLDistPoint points(String address) {
        return new CRLDistPoint(new DistributionPoint[] {
            new DistributionPoint(new DistributionPointName(new GeneralNames(uri(address))), null, null)
        });
    }

    /** Issues the certificate of a responder. */
    Issued responder(@Nullable KeyPurposeId purpose, boolean noCheck, Duration validity) throws Exception {
        List<Extension> extensions = new ArrayList<>();
        if (purpose != null) {
            extensions.add(Extension.create(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose)));
        }
        if (noCheck) {
            extensions.add(Extension.create(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE));
        }
        return issue(new X500Name("CN=Made-up responder"), Signers.another(scheme), validity, extensions);
    }

    private ContentSigner signer(KeyPair pair) throws Exception {
        ContentSigner signer = new SignatureOperators(BC).signer(pair.getPrivate(), pair.getPublic(), scheme);
        return scheme.isDstu() ? new Signers.Wrapped(signer) : signer;
    }

    /** How a response differs from a good one of now, signed by the authority. */
    static final class Response {
        Issued by;
        List<X509CertificateHolder> sent = List.of();

        @Nullable
        CertificateStatus status = CertificateStatus.GOOD;

        Instant thisUpdate = NOW.minusSeconds(60);

        @Nullable
        Instant nextUpdate = NOW.plus(Duration.ofMinutes(30));

        boolean nonce = true;

        @Nullable
        CertificateID about;

        Response(Issued by) {
            this.by = by;
        }
    }

    /** Answers a question of OCSP. */
    byte[] answer(byte[] question, Response how) throws Exception {
        OCSPReq request = new OCSPReq(question);
        BasicOCSPRespBuilder builder =
                new BasicOCSPRespBuilder(new RespID(how.by.holder().getSubject()));
        builder.addResponse(
                how.about == null ? request.getRequestList()[0].getCertID() : how.about,
                how.status,
                Date.from(how.thisUpdate),
                how.nextUpdate == null ? null : Date.from(how.nextUpdate),
                null);
        if (how.nonce) {
            Extension nonce = request.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
            builder.setResponseExtensions(new org.bouncycastle.asn1.x509.Extensions(nonce));
        }
        return new OCSPRespBuilder()
                .build(
                        OCSPResp.SUCCESSFUL,
                        builder.build(
                                signer(how.by.keys()), how.sent.toArray(X509CertificateHolder[]::new), Date.from(NOW)))
                .getEncoded();
    }

    /** Makes a revocation list; a number less than one revokes nobody. */
    public byte[] list(long revoked, int reason, Duration age, Duration nextUpdate, Extension... extensions)
            throws Exception {
        X509v2CRLBuilder builder = new X509v2CRLBuilder(name, Date.from(NOW.minus(age)));
        builder.setNextUpdate(Date.from(NOW.plus(nextUpdate)));
        if (revoked > 0) {
            builder.addCRLEntry(BigInteger.valueOf(revoked), Date.from(NOW.minus(age)), reason);
        }
        for (Extension extension : extensions) {
            builder.addExtension(extension);
        }
        return builder.build(signer(keys)).getEncoded();
    }
}
