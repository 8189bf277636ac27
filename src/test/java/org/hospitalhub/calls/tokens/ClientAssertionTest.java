package org.hospitalhub.calls.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signed statements of a client, which Nimbus reads and verifies. */
class ClientAssertionTest {

    private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");

    private KeyPair keys;

    private X509Certificate certificate(String kind) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.equals("RSA") ? "RSA" : "EC");
        if (kind.equals("RSA")) {
            generator.initialize(2048);
        } else {
            generator.initialize(new ECGenParameterSpec(kind));
        }
        keys = generator.generateKeyPair();
        X500Name name = new X500Name("CN=Hospital");
        String signature = kind.equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        return new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                name,
                                BigInteger.ONE,
                                Date.from(NOW),
                                Date.from(NOW.plusSeconds(1000)),
                                name,
                                keys.getPublic())
                        .build(new JcaContentSignerBuilder(signature).build(keys.getPrivate())));
    }

    private SignedJWT made(String kind, String algorithm, String keyId) throws Exception {
        ClientAssertion assertion = new ClientAssertion(algorithm, keyId, certificate(kind));
        return SignedJWT.parse(assertion.make("hospital", "https://id.example/token", keys.getPrivate(), NOW));
    }

    private boolean verified(SignedJWT statement) throws Exception {
        JWSVerifier verifier = keys.getPublic() instanceof ECPublicKey key
                ? new ECDSAVerifier(key)
                : new RSASSAVerifier((RSAPublicKey) keys.getPublic());
        return statement.verify(verifier);
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, '', RS256",
        "RSA, RS384, RS384",
        "RSA, PS256, PS256",
        "RSA, PS384, PS384",
        "secp256r1, '', ES256",
        "secp384r1, '', ES384"
    })
    void theSignatureHolds(String kind, String chosen, String algorithm) throws Exception {
        SignedJWT statement = made(kind, chosen, "key-1");
        assertThat(statement.getHeader().getAlgorithm().getName()).isEqualTo(algorithm);
        assertThat(verified(statement)).isTrue();
    }

    @Test
    void itNamesClientAudienceAndAShortLifetime() throws Exception {
        SignedJWT statement = made("RSA", "", "key-1");
        assertThat(statement.getHeader().getKeyID()).isEqualTo("key-1");
        assertThat(statement.getJWTClaimsSet().getIssuer()).isEqualTo("hospital");
        assertThat(statement.getJWTClaimsSet().getSubject()).isEqualTo("hospital");
        assertThat(statement.getJWTClaimsSet().getAudience()).containsExactly("https://id.example/token");
        assertThat(statement.getJWTClaimsSet().getExpirationTime()).isEqualTo(Date.from(NOW.plusSeconds(60)));
    }

    @Test
    void aKeyWithoutANameIsKnownByTheDigestOfItsCertificate() throws Exception {
        SignedJWT statement = made("RSA", "", "");
        assertThat(statement.getHeader().getKeyID()).isNull();
        assertThat(statement.getHeader().getX509CertSHA256Thumbprint()).isNotNull();
    }

    @Test
    void noStatementIsMadeTwice() throws Exception {
        ClientAssertion assertion = new ClientAssertion("", "key-1", certificate("RSA"));
        String first = assertion.make("hospital", "a", keys.getPrivate(), NOW);
        String second = assertion.make("hospital", "a", keys.getPrivate(), NOW);
        assertThat(SignedJWT.parse(first).getJWTClaimsSet().getJWTID())
                .isNotEqualTo(SignedJWT.parse(second).getJWTClaimsSet().getJWTID());
    }
}
