package org.hospitalhub.tls.keys;

import static org.hospitalhub.tls.keys.IdentityException.Reason.CERTIFICATE_MISSING;
import static org.hospitalhub.tls.keys.IdentityException.Reason.FILE_BROKEN;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPrivateKeySpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.ua.UAObjectIdentifiers;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys of DSTU 4145 as other programs write them into PKCS#8: the number itself in little-endian bytes, where Bouncy Castle
 * wants an INTEGER. The right reading is the one that belongs to a certificate.
 */
final class DstuKeys {

    private final String identity;
    private final BouncyCastleProvider provider = new BouncyCastleProvider();

    DstuKeys(String identity) {
        this.identity = identity;
    }

    static boolean isOne(PrivateKeyInfo key) {
        return key.getPrivateKeyAlgorithm().getAlgorithm().on(UAObjectIdentifiers.UaOid);
    }

    /** Reads certificates in PEM, DER or PKCS#7 so that their keys can be used. */
    List<X509Certificate> certificates(byte[] bytes) throws CertificateException {
        List<X509Certificate> certificates = new ArrayList<>();
        CertificateFactory factory = CertificateFactory.getInstance("X.509", provider);
        for (Certificate each : factory.generateCertificates(new ByteArrayInputStream(bytes))) {
            certificates.add((X509Certificate) each);
        }
        return certificates;
    }

    /** Returns the identity of the key's certificate. */
    Identity of(PrivateKeyInfo key, List<X509Certificate> certificates) {
        // A renewed certificate may have the same key: the newest one is meant.
        for (X509Certificate certificate : newestFirst(certificates)) {
            try {
                PrivateKey own = belonging(key, readable(certificate));
                if (own != null) {
                    List<X509Certificate> chain = new ArrayList<>(List.of(readable(certificate)));
                    certificates.stream()
                            .filter(each -> !each.equals(certificate))
                            .forEach(chain::add);
                    return new Identity(identity, own, chain);
                }
            } catch (GeneralSecurityException | IOException | IllegalArgumentException broken) {
                throw new IdentityException(
                        identity,
                        FILE_BROKEN,
                        "its private key or certificate is of a kind that cannot be used.",
                        broken);
            }
        }
        throw new IdentityException(
                identity,
                CERTIFICATE_MISSING,
                certificates.isEmpty()
                        ? "the file holds a key without its certificate: set certificate to the file (.cer) that its"
                                + " authority gives."
                        : "no certificate belongs to its private key: set certificate to the one for signing.",
                null);
    }

    private static List<X509Certificate> newestFirst(List<X509Certificate> certificates) {
        return certificates.stream()
                .sorted(Comparator.comparing(X509Certificate::getNotAfter).reversed())
                .toList();
    }

    private X509Certificate readable(X509Certificate certificate) throws GeneralSecurityException {
        return certificates(certificate.getEncoded()).get(0);
    }

    private @Nullable PrivateKey belonging(PrivateKeyInfo key, X509Certificate certificate)
            throws GeneralSecurityException, IOException {
        if (!(certificate.getPublicKey() instanceof ECPublicKey onCurve)
                || !(PublicKeyFactory.createKey(certificate.getPublicKey().getEncoded())
                        instanceof ECPublicKeyParameters parameters)) {
            return null;
        }
        for (BigInteger number : readings(key)) {
            if (number.signum() > 0
                    && number.compareTo(parameters.getParameters().getN()) < 0) {
                // DSTU 4145 §9: the public key is the base point times the private number, negated.
                ECPoint point =
                        parameters.getParameters().getG().multiply(number).negate();
                if (point.equals(parameters.getQ())) {
                    return KeyFactory.getInstance("DSTU4145", provider)
                            .generatePrivate(new ECPrivateKeySpec(number, onCurve.getParams()));
                }
            }
        }
        return null;
    }

    private static List<BigInteger> readings(PrivateKeyInfo key) {
        byte[] bytes = key.getPrivateKey().getOctets();
        List<BigInteger> numbers = new ArrayList<>();
        both(bytes, numbers);
        try {
            ASN1Encodable inner = ASN1Primitive.fromByteArray(bytes);
            if (inner instanceof ASN1Integer number) {
                numbers.add(number.getValue());
            } else if (inner instanceof ASN1OctetString octets) {
                both(octets.getOctets(), numbers);
            } else if (inner instanceof ASN1Sequence sequence) {
                both(ECPrivateKey.getInstance(sequence).getPrivateKey().getOctets(), numbers);
            }
        } catch (IOException | IllegalArgumentException | IllegalStateException notAsn1) {
            return numbers; // the bytes are the number itself
        }
        return numbers;
    }

    private static void both(byte[] bytes, List<BigInteger> numbers) {
        numbers.add(new BigInteger(1, Arrays.reverse(bytes)));
        numbers.add(new BigInteger(1, bytes));
    }
}
