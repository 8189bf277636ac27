package org.hospitalhub.cms;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Attribute;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.jspecify.annotations.Nullable;

/** Makes synthetic authorities and signers at run time. */
final class Signers {

    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    static final String DRFO = "1111111111";
    static final String EDRPOU = "38782323";
    private static final BouncyCastleProvider BC = new BouncyCastleProvider();

    private static final Map<SignatureScheme, Signers> SHARED = new EnumMap<>(SignatureScheme.class);
    private static final Map<SignatureScheme, List<KeyPair>> AUTHORITIES = new EnumMap<>(SignatureScheme.class);
    private static final Map<SignatureScheme, List<KeyPair>> PERSONS = new EnumMap<>(SignatureScheme.class);
    private static final Map<SignatureScheme, List<KeyPair>> OTHERS = new EnumMap<>(SignatureScheme.class);

    private final SignatureScheme scheme;
    private final KeyPair caKeys;
    private final X509Certificate ca;
    private long serial = 1;

    Signers(SignatureScheme scheme) throws Exception {
        this(scheme, oneOf(AUTHORITIES, 2, scheme));
    }

    private Signers(SignatureScheme scheme, KeyPair caKeys) throws Exception {
        this.scheme = scheme;
        this.caKeys = caKeys;
        X500Name name = new X500Name("CN=Test Authority " + scheme);
        X509v3CertificateBuilder builder = builder(name, name, caKeys, Duration.ofDays(3650));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        this.ca = issue(builder);
    }

    /** The same authority for all tests that do not need one of their own: RSA keys are slow to make. */
    static synchronized Signers shared(SignatureScheme scheme) throws Exception {
        Signers known = SHARED.get(scheme);
        if (known == null) {
            known = new Signers(scheme, keys(scheme));
            SHARED.put(scheme, known);
        }
        return known;
    }

    X509Certificate authority() {
        return ca;
    }

    Trust trust() {
        return Trust.in(List.of(ca));
    }

    SigningKey person() throws Exception {
        return signer(Duration.ofDays(365), null);
    }

    SigningKey expired() throws Exception {
        return signer(Duration.ofDays(-1), null);
    }

    /** The second key of Ukrainian key files. */
    SigningKey forEncryption() throws Exception {
        return signer(Duration.ofDays(365), null, oneOf(PERSONS, 4, scheme), new KeyUsage(KeyUsage.keyAgreement));
    }

    SigningKey stamp() throws Exception {
        return signer(Duration.ofDays(365), KeyPurposeId.getInstance(new ASN1ObjectIdentifier("1.2.804.2.1.1.1.3.9")));
    }

    SigningKey timeStampAuthority() throws Exception {
        return signer(Duration.ofDays(365), KeyPurposeId.id_kp_timeStamping);
    }

    /** A signer on another curve than the authority's. */
    SigningKey person(String curve) throws Exception {
        return signer(Duration.ofDays(365), null, onCurve(KeyPairGenerator.getInstance("DSTU4145", BC), curve));
    }

    /** An expired certificate and its renewal for the same key. */
    List<SigningKey> renewed(@Nullable KeyPurposeId purpose) throws Exception {
        KeyPair keys = oneOf(PERSONS, 4, scheme);
        return List.of(
                signer(Duration.ofDays(-1), purpose, keys),
                // Other programs look at their own clock.
                signer(Duration.ofDays(36_500), purpose, keys));
    }

    private SigningKey signer(Duration validity, @Nullable KeyPurposeId purpose) throws Exception {
        return signer(validity, purpose, oneOf(PERSONS, 4, scheme));
    }

    private SigningKey signer(Duration validity, @Nullable KeyPurposeId purpose, KeyPair keys) throws Exception {
        return signer(validity, purpose, keys, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation));
    }

    private SigningKey signer(Duration validity, @Nullable KeyPurposeId purpose, KeyPair keys, KeyUsage usage)
            throws Exception {
        X500Name subject = new X500Name("C=UA,O=Test Clinic,SURNAME=Тестенко,GIVENNAME=Тест,CN=Тестенко Тест");
        X509v3CertificateBuilder builder =
                builder(new X500Name(ca.getSubjectX500Principal().getName()), subject, keys, validity);
        builder.addExtension(Extension.keyUsage, true, usage);
        ASN1EncodableVector numbers = new ASN1EncodableVector();
        numbers.add(number("1.2.804.2.1.1.1.11.1.4.1.1", DRFO));
        numbers.add(number("1.2.804.2.1.1.1.11.1.4.2.1", EDRPOU));
        builder.addExtension(Extension.subjectDirectoryAttributes, false, new DERSequence(numbers));
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
        if (purpose != null) {
            builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
        }
        return new SigningKey(keys.getPrivate(), List.of(issue(builder), ca), scheme);
    }

    private static Attribute number(String oid, String value) {
        return new Attribute(new ASN1ObjectIdentifier(oid), new DERSet(new DERPrintableString(value)));
    }

    private X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair keys, Duration validity) {
        Instant end = NOW.plus(validity);
        return new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(serial++),
                Date.from(NOW.minus(Duration.ofDays(400))),
                Date.from(end),
                subject,
                keys.getPublic());
    }

    private X509Certificate issue(X509v3CertificateBuilder builder) throws Exception {
        // Bouncy Castle's provider does not verify certificates signed with Kupyna; no authority issues such ones yet.
        SignatureScheme own = scheme == SignatureScheme.DSTU4145_KUPYNA ? SignatureScheme.DSTU4145_GOST34311 : scheme;
        var signer = new SignatureOperators(BC).signer(caKeys.getPrivate(), caKeys.getPublic(), own);
        X509CertificateHolder holder = builder.build(own.isDstu() ? new Wrapped(signer) : signer);
        return new JcaX509CertificateConverter().setProvider(BC).getCertificate(holder);
    }

    static KeyPair keys(SignatureScheme scheme) throws GeneralSecurityException {
        return switch (scheme) {
            case RSA, RSA_PSS -> rsa();
            case ECDSA -> onCurve(KeyPairGenerator.getInstance("EC"), "secp256r1");
            // The curve of the published sample: M = 257 on polynomial basis.
            default -> onCurve(KeyPairGenerator.getInstance("DSTU4145", BC), "1.2.804.2.1.1.1.1.3.1.1.2.6");
        };
    }

    private static KeyPair rsa() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2_048);
        return generator.generateKeyPair();
    }

    /** Returns the next pair of a few that serve all tests in turn: to make new ones for each certificate of each test takes minutes. */
    /** Returns a key pair that differs from those of the seven calls before: RSA keys are slow to make. */
    static KeyPair another(SignatureScheme scheme) throws GeneralSecurityException {
        return oneOf(OTHERS, 8, scheme);
    }

    private static KeyPair oneOf(Map<SignatureScheme, List<KeyPair>> made, int most, SignatureScheme scheme)
            throws GeneralSecurityException {
        synchronized (made) {
            SignatureScheme kind = scheme == SignatureScheme.RSA_PSS ? SignatureScheme.RSA : scheme;
            List<KeyPair> known = made.computeIfAbsent(kind, none -> new ArrayList<>());
            if (known.size() < most) {
                known.add(keys(scheme));
            } else {
                Collections.rotate(known, 1);
            }
            return known.get(known.size() - 1);
        }
    }

    private static KeyPair onCurve(KeyPairGenerator generator, String curve) throws GeneralSecurityException {
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    /** In X.509 a DSTU signature stands in an OCTET STRING, other than in CMS. */
    record Wrapped(ContentSigner raw) implements ContentSigner {

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return raw.getAlgorithmIdentifier();
        }

        @Override
        public OutputStream getOutputStream() {
            return raw.getOutputStream();
        }

        @Override
        public byte[] getSignature() {
            try {
                return new DEROctetString(raw.getSignature()).getEncoded();
            } catch (IOException inMemory) {
                throw new UncheckedIOException(inMemory);
            }
        }
    }
}
