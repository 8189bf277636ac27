package org.hospitalhub.calls.tokens;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A signed statement of who the client is (RFC 7523 §3, RFC 7515), in place of a secret. */
public final class ClientAssertion {

    /** The algorithms of RFC 7518 §3.1 that can be chosen. */
    public static final List<String> ALGORITHMS = List.of("RS256", "RS384", "PS256", "PS384", "ES256", "ES384");

    /** Services accept short lifetimes only, and clocks differ by seconds. */
    private static final Duration LIFETIME = Duration.ofMinutes(1);

    private static final Map<String, String> NAMES = Map.of(
            "RS256", "SHA256withRSA",
            "RS384", "SHA384withRSA",
            "PS256", "RSASSA-PSS",
            "PS384", "RSASSA-PSS",
            "ES256", "SHA256withECDSAinP1363Format",
            "ES384", "SHA384withECDSAinP1363Format");
    private static final int P384 = 384;

    private final String algorithm;
    private final String keyId;
    private final X509Certificate certificate;

    /**
     * Creates assertions of one key.
     *
     * @param algorithm empty for the usual one of the key
     * @param keyId name of the key at the service, empty for none: the certificate's digest names it then
     */
    public ClientAssertion(String algorithm, String keyId, X509Certificate certificate) {
        this.algorithm = algorithm.isEmpty() ? usual(certificate) : algorithm;
        this.keyId = keyId;
        this.certificate = certificate;
    }

    private static String usual(X509Certificate certificate) {
        return certificate.getPublicKey() instanceof ECPublicKey key
                ? key.getParams().getCurve().getField().getFieldSize() == P384 ? "ES384" : "ES256"
                : "RS256";
    }

    /**
     * Returns an assertion that has not been used.
     *
     * @throws GeneralSecurityException when the key cannot sign
     * @throws ProviderException when a hardware token fails
     */
    public String make(String clientId, String audience, PrivateKey key, Instant now) throws GeneralSecurityException {
        ObjectNode head =
                JsonNodeFactory.instance.objectNode().put("alg", algorithm).put("typ", "JWT");
        if (keyId.isEmpty()) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            head.put("x5t#S256", base64(digest));
        } else {
            head.put("kid", keyId);
        }
        ObjectNode claims = JsonNodeFactory.instance
                .objectNode()
                .put("iss", clientId)
                .put("sub", clientId)
                .put("aud", audience)
                .put("jti", UUID.randomUUID().toString())
                .put("iat", now.getEpochSecond())
                .put("exp", now.plus(LIFETIME).getEpochSecond());
        String content = base64(head.toString().getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.toString().getBytes(StandardCharsets.UTF_8));
        return content + "." + base64(signature(content.getBytes(StandardCharsets.US_ASCII), key));
    }

    private byte[] signature(byte[] content, PrivateKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(NAMES.getOrDefault(algorithm, algorithm));
        if (algorithm.startsWith("PS")) {
            boolean longer = algorithm.endsWith("384");
            signature.setParameter(new PSSParameterSpec(
                    longer ? "SHA-384" : "SHA-256",
                    "MGF1",
                    longer ? MGF1ParameterSpec.SHA384 : MGF1ParameterSpec.SHA256,
                    longer ? 48 : 32,
                    1));
        }
        signature.initSign(key);
        signature.update(content);
        return signature.sign();
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
