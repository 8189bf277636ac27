package org.hospitalhub.cms;

import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.ua.UAObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cms.CMSSignatureAlgorithmNameGenerator;
import org.bouncycastle.cms.DefaultCMSSignatureAlgorithmNameGenerator;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.SignatureAlgorithmIdentifierFinder;

/** The accepted algorithms of signatures. All others are refused, MD5 and SHA-1 above all. */
final class Algorithms {

    private static final Set<ASN1ObjectIdentifier> DIGESTS = Set.of(
            NISTObjectIdentifiers.id_sha256,
            NISTObjectIdentifiers.id_sha384,
            NISTObjectIdentifiers.id_sha512,
            Dstu.GOST34311,
            UAObjectIdentifiers.dstu7564digest_256);
    private static final Set<ASN1ObjectIdentifier> SIGNATURES = Set.of(
            PKCSObjectIdentifiers.rsaEncryption,
            PKCSObjectIdentifiers.sha256WithRSAEncryption,
            PKCSObjectIdentifiers.sha384WithRSAEncryption,
            PKCSObjectIdentifiers.sha512WithRSAEncryption,
            X9ObjectIdentifiers.ecdsa_with_SHA256,
            X9ObjectIdentifiers.ecdsa_with_SHA384,
            X9ObjectIdentifiers.ecdsa_with_SHA512,
            UAObjectIdentifiers.dstu4145le,
            Dstu.WITH_KUPYNA);

    private Algorithms() {}

    static boolean allowed(AlgorithmIdentifier digest, AlgorithmIdentifier signature) {
        return allowedDigest(digest) && allowedSignature(signature);
    }

    static boolean allowedSignature(AlgorithmIdentifier signature) {
        if (signature.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
            return DIGESTS.contains(RSASSAPSSparams.getInstance(signature.getParameters())
                    .getHashAlgorithm()
                    .getAlgorithm());
        }
        return SIGNATURES.contains(signature.getAlgorithm());
    }

    static boolean allowedDigest(AlgorithmIdentifier digest) {
        return DIGESTS.contains(digest.getAlgorithm());
    }

    /** Names DSTU signatures by their object identifier, since Bouncy Castle's CMS part has no name for them. */
    static CMSSignatureAlgorithmNameGenerator names() {
        DefaultCMSSignatureAlgorithmNameGenerator known = new DefaultCMSSignatureAlgorithmNameGenerator();
        return (digest, signature) -> Dstu.isSignature(signature.getAlgorithm())
                ? signature.getAlgorithm().getId()
                : known.getSignatureName(digest, signature);
    }

    static SignatureAlgorithmIdentifierFinder finder() {
        DefaultSignatureAlgorithmIdentifierFinder known = new DefaultSignatureAlgorithmIdentifierFinder();
        return name -> name.startsWith(UAObjectIdentifiers.UaOid.getId())
                ? new AlgorithmIdentifier(new ASN1ObjectIdentifier(name))
                : known.find(name);
    }
}
