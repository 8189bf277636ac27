package org.hospitalhub.tls;

import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Permits only the named signature schemes in handshakes; everything else stays as the JDK permits it.
 *
 * <p>Java 17 has no {@code SSLParameters.setSignatureSchemes}, but asks constraints about each scheme by its TLS name.
 */
record SignatureSchemeConstraints(List<String> schemes) implements AlgorithmConstraints {

    private static final Pattern SCHEME = Pattern.compile("(rsa|ecdsa|dsa)_[a-z0-9_]+|ed25519|ed448");

    @Override
    public boolean permits(
            Set<CryptoPrimitive> primitives, String algorithm, @Nullable AlgorithmParameters parameters) {
        return !SCHEME.matcher(algorithm).matches() || schemes.contains(algorithm);
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
        return true;
    }

    @Override
    public boolean permits(
            Set<CryptoPrimitive> primitives,
            @Nullable String algorithm,
            Key key,
            @Nullable AlgorithmParameters parameters) {
        return algorithm == null || permits(primitives, algorithm, parameters);
    }
}
