package org.hospitalhub.calls.tokens;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.Payload;
import com.nimbusds.jwt.JWTClaimsSet;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/**
 * A signed statement of who the client is (RFC 7523 §3), in place of a secret.
 *
 * @param key signs the statement
 * @param keyId name of the key at the service, empty for none: the certificate's digest names it then
 * @param type what the header names as its type, {@code JWT}
 */
public record ClientAssertion(JwsKey key, String keyId, String type) {

    /** Services accept short lifetimes only, and clocks differ by seconds. */
    private static final Duration LIFETIME = Duration.ofMinutes(1);

    /**
     * Returns an assertion that has not been used.
     *
     * @throws IllegalArgumentException when the algorithm is not for such a key
     * @throws GeneralSecurityException when the key cannot sign
     * @throws ProviderException when a hardware token fails
     */
    public String make(String clientId, String audience, Instant now) throws GeneralSecurityException {
        JWSHeader.Builder header = key.header().type(new JOSEObjectType(type));
        if (keyId.isEmpty()) {
            header.x509CertSHA256Thumbprint(key.digest());
        } else {
            header.keyID(keyId);
        }
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(clientId)
                .subject(clientId)
                .audience(audience)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFETIME)))
                .build();
        return key.signed(header.build(), new Payload(claims.toJSONObject())).serialize();
    }
}
