package org.hospitalhub.calls.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;

/** A key that signs JSON Web Signatures (RFC 7515), with its certificate. Instances may be shared by threads. */
public final class JwsKey {

    /** The algorithms of RFC 7518 §3.1 with a key pair. */
    public static final List<String> ALGORITHMS =
            List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    private final PrivateKey key;
    private final List<X509Certificate> chain;
    private final JWSAlgorithm algorithm;

    /**
     * Creates a signer.
     *
     * @param key RSA or EC key; for a hardware token only a handle
     * @param chain certificates, the signer's first
     * @param algorithm empty for the usual one of the key
     */
    public JwsKey(PrivateKey key, List<X509Certificate> chain, String algorithm) {
        this.key = key;
        this.chain = List.copyOf(chain);
        this.algorithm = JWSAlgorithm.parse(algorithm.isEmpty() ? usual(chain.get(0)) : algorithm);
    }

    private static String usual(X509Certificate certificate) {
        if (!(certificate.getPublicKey() instanceof ECPublicKey key)) {
            return "RS256";
        }
        int bits = key.getParams().getCurve().getField().getFieldSize();
        return bits <= 256 ? "ES256" : bits <= 384 ? "ES384" : "ES512";
    }

    private boolean fits() {
        X509Certificate certificate = chain.get(0);
        return JWSAlgorithm.Family.EC.contains(algorithm)
                ? usual(certificate).equals(algorithm.getName())
                : certificate.getPublicKey() instanceof RSAPublicKey;
    }

    /** Returns the beginning of a protected header. */
    JWSHeader.Builder header() {
        return new JWSHeader.Builder(algorithm);
    }

    /** Returns the certificates as the header {@code x5c} has them. */
    List<Base64> certificates() throws GeneralSecurityException {
        List<Base64> encoded = new ArrayList<>();
        for (X509Certificate certificate : chain) {
            encoded.add(Base64.encode(certificate.getEncoded()));
        }
        return encoded;
    }

    /** Returns the digest of the certificate as the header {@code x5t#S256} has it. */
    Base64URL digest() throws GeneralSecurityException {
        return Base64URL.encode(DigestUtils.sha256(chain.get(0).getEncoded()));
    }

    /**
     * Returns a signed object.
     *
     * @throws IllegalArgumentException when the algorithm is not for such a key
     * @throws GeneralSecurityException when the key cannot sign
     */
    JWSObject signed(JWSHeader header, Payload payload) throws GeneralSecurityException {
        if (!fits()) {
            throw new IllegalArgumentException("The algorithm " + algorithm.getName() + " is not for such a key.");
        }
        try {
            JWSObject object = new JWSObject(header, payload);
            object.sign(signer());
            return object;
        } catch (JOSEException failed) {
            throw new GeneralSecurityException("the key does not sign", failed);
        }
    }

    private JWSSigner signer() throws JOSEException {
        return JWSAlgorithm.Family.EC.contains(algorithm)
                ? new ECDSASigner(
                        key, Curve.forJWSAlgorithm(algorithm).iterator().next())
                : new RSASSASigner(key);
    }

    /** Hides the key. */
    @Override
    public String toString() {
        return "JwsKey[" + algorithm.getName() + "]";
    }
}
