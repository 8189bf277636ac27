package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.ua.UAObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Attribute;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.Arrays;

/**
 * A throw-away certificate authority: its certificates look like those of the accredited ones, DRFO and EDRPOU included
 * (eHealth contract §5.1).
 */
final class TestCertificateAuthority {

    /** A fresh key with its certificate. */
    record Issued(PrivateKey key, X509Certificate certificate) {}

    /** Name of the keys that Ukraine's authorities issue; here on the curve M=257. */
    static final String DSTU = "DSTU4145";

    private static final int SERIAL_BITS = 120;
    private static final int RSA_BITS = 2048;
    private static final Duration SLACK = Duration.ofDays(1);
    private static final Duration LIFE = Duration.ofDays(3650);

    private final PrivateKey key;
    private final X509Certificate root;
    private final X500Name name;

    private TestCertificateAuthority(PrivateKey key, X509Certificate root, X500Name name) {
        this.key = key;
        this.root = root;
        this.name = name;
    }

    /** Returns a new authority, valid from the day before for ten years. */
    static TestCertificateAuthority authority(Instant now) throws GeneralSecurityException, OperatorCreationException {
        KeyPair pair = keys("EC");
        X500Name name = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.C, "UA")
                .addRDN(BCStyle.O, "Hospital Hub sandbox")
                .addRDN(BCStyle.CN, "Throw-away test root " + serial().toString(Character.MAX_RADIX))
                .build();
        try {
            X509v3CertificateBuilder builder = builder(name, name, pair.getPublic(), now);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return new TestCertificateAuthority(pair.getPrivate(), signed(builder, pair.getPrivate()), name);
        } catch (CertIOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the authority of an existing key and root certificate. */
    static TestCertificateAuthority of(PrivateKey key, X509Certificate root) {
        return new TestCertificateAuthority(
                key, root, X500Name.getInstance(root.getSubjectX500Principal().getEncoded()));
    }

    PrivateKey key() {
        return key;
    }

    X509Certificate root() {
        return root;
    }

    /** Returns a certificate for a person: surname, given_name, organization, drfo, edrpou, algorithm (EC, RSA or DSTU4145), stamp. */
    Issued issue(JsonNode person, Instant now) throws GeneralSecurityException, OperatorCreationException {
        KeyPair pair = keys(Json.text(person, "algorithm"));
        X500NameBuilder subject = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.C, "UA");
        add(subject, BCStyle.O, Json.text(person, "organization"));
        add(subject, BCStyle.SURNAME, Json.text(person, "surname"));
        add(subject, BCStyle.GIVENNAME, Json.text(person, "given_name"));
        add(subject, BCStyle.CN, Json.text(person, "common_name"));
        try {
            X509v3CertificateBuilder builder = builder(name, subject.build(), pair.getPublic(), now);
            builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation));
            if (numbers(person).size() > 0) {
                builder.addExtension(Extension.subjectDirectoryAttributes, false, numbers(person));
            }
            if (Json.flag(person, "stamp", false)) {
                builder.addExtension(
                        Extension.extendedKeyUsage,
                        false,
                        new ExtendedKeyUsage(KeyPurposeId.getInstance(Signer.STAMP)));
            }
            return new Issued(pair.getPrivate(), signed(builder, key));
        } catch (CertIOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a time-stamp authority with a key of DSTU 4145, M=257, so that tokens look like those of accredited authorities. */
    Issued timeStampAuthority(Instant now) throws GeneralSecurityException, OperatorCreationException {
        KeyPair pair = keys(DSTU);
        X500Name subject = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.C, "UA")
                .addRDN(BCStyle.O, "Hospital Hub sandbox")
                .addRDN(BCStyle.CN, "Throw-away time-stamp authority")
                .build();
        try {
            X509v3CertificateBuilder builder = builder(name, subject, pair.getPublic(), now);
            builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation));
            builder.addExtension(
                    Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
            return new Issued(pair.getPrivate(), signed(builder, key));
        } catch (CertIOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DERSequence numbers(JsonNode person) {
        ASN1EncodableVector attributes = new ASN1EncodableVector();
        number(attributes, Signer.DRFO, Json.text(person, "drfo"));
        number(attributes, Signer.EDRPOU, Json.text(person, "edrpou"));
        return new DERSequence(attributes);
    }

    private static void number(ASN1EncodableVector attributes, ASN1ObjectIdentifier type, String value) {
        if (!value.isEmpty()) {
            attributes.add(new Attribute(type, new DERSet(new DERPrintableString(value))));
        }
    }

    private static void add(X500NameBuilder name, ASN1ObjectIdentifier type, String value) {
        if (!value.isEmpty()) {
            name.addRDN(type, value);
        }
    }

    private static X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, PublicKey key, Instant now) {
        return new X509v3CertificateBuilder(
                issuer,
                serial(),
                Date.from(now.minus(SLACK)),
                Date.from(now.plus(LIFE)),
                subject,
                published(SubjectPublicKeyInfo.getInstance(key.getEncoded())));
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }

    /** Ukrainian certificates hold keys of DSTU 4145 in little-endian form, Bouncy Castle makes the other one. */
    private static SubjectPublicKeyInfo published(SubjectPublicKeyInfo key) {
        if (!key.getAlgorithm().getAlgorithm().equals(UAObjectIdentifiers.dstu4145be)) {
            return key;
        }
        byte[] point =
                ASN1OctetString.getInstance(key.getPublicKeyData().getOctets()).getOctets();
        try {
            return new SubjectPublicKeyInfo(
                    new AlgorithmIdentifier(
                            UAObjectIdentifiers.dstu4145le, key.getAlgorithm().getParameters()),
                    new DEROctetString(Arrays.reverse(point)));
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
    }

    private static KeyPair keys(String algorithm) throws GeneralSecurityException {
        if (algorithm.equals(DSTU)) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(DSTU, new BouncyCastleProvider());
            generator.initialize(new ECGenParameterSpec(UAObjectIdentifiers.dstu4145le.getId() + ".2.6"));
            return generator.generateKeyPair();
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        } else {
            generator.initialize(RSA_BITS);
        }
        return generator.generateKeyPair();
    }

    private static BigInteger serial() {
        return new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS);
    }
}
