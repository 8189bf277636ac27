package org.hospitalhub.cms;

import java.security.PublicKey;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.ua.UAObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Signature algorithm and digest of a key. */
public enum SignatureScheme {
    /** RSA PKCS#1 v1.5 with SHA-256 (RFC 8017 §8.2). */
    RSA,
    /** RSA-PSS with SHA-256 and a salt of 32 bytes (RFC 4056). */
    RSA_PSS,
    /** ECDSA with SHA-256 (RFC 5753 §2.1). */
    ECDSA,
    /** DSTU 4145-2002 with GOST 34.311-95, little-endian (eHealth contract §5.1). */
    DSTU4145_GOST34311,
    /** DSTU 4145-2002 with Kupyna-256 (DSTU 7564:2014), little-endian. */
    DSTU4145_KUPYNA;

    /** Returns the usual scheme of a key. */
    public static SignatureScheme usualFor(PublicKey key) {
        String algorithm = key.getAlgorithm();
        return switch (algorithm) {
            case "RSA" -> RSA;
            case "RSASSA-PSS" -> RSA_PSS;
            case "EC", "ECDSA" -> ECDSA;
            default -> {
                // The JDK prints the object identifier instead of a name, Bouncy Castle its own name.
                if (algorithm.startsWith("DSTU") || algorithm.startsWith(UAObjectIdentifiers.dstu4145le.getId())) {
                    yield DSTU4145_GOST34311;
                }
                throw new CmsException(
                        CmsException.Reason.KEY_UNUSABLE, "Keys of the kind " + algorithm + " cannot sign here.");
            }
        };
    }

    AlgorithmIdentifier digest() {
        return switch (this) {
            case RSA, RSA_PSS, ECDSA -> new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
            case DSTU4145_GOST34311 -> new AlgorithmIdentifier(Dstu.GOST34311);
            case DSTU4145_KUPYNA -> new AlgorithmIdentifier(UAObjectIdentifiers.dstu7564digest_256);
        };
    }

    AlgorithmIdentifier signature() {
        return switch (this) {
            case RSA -> new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);
            case RSA_PSS -> new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS, pssParameters());
            case ECDSA -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
            case DSTU4145_GOST34311 -> new AlgorithmIdentifier(UAObjectIdentifiers.dstu4145le);
            case DSTU4145_KUPYNA -> new AlgorithmIdentifier(Dstu.WITH_KUPYNA);
        };
    }

    /** Returns whether it is a Ukrainian scheme. */
    public boolean isDstu() {
        return this == DSTU4145_GOST34311 || this == DSTU4145_KUPYNA;
    }

    private static RSASSAPSSparams pssParameters() {
        AlgorithmIdentifier sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
        return new RSASSAPSSparams(
                sha256,
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, sha256),
                new ASN1Integer(32),
                RSASSAPSSparams.DEFAULT_TRAILER_FIELD);
    }
}
