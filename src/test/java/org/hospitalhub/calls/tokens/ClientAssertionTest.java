package org.hospitalhub.calls.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.SignedJWT;
import java.security.KeyPair;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.hospitalhub.tls.SelfSigned;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signed statements of a client, which the JDK verifies. */
class ClientAssertionTest {

    private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");

    private KeyPair keys;

    private ClientAssertion assertion(String kind, String algorithm, String keyId) throws Exception {
        SelfSigned signer = SelfSigned.of(kind);
        keys = signer.keys();
        return new ClientAssertion(
                new JwsKey(keys.getPrivate(), List.of(signer.certificate()), algorithm), keyId, "JWT");
    }

    private SignedJWT made(String kind, String algorithm, String keyId) throws Exception {
        return SignedJWT.parse(assertion(kind, algorithm, keyId).make("hospital", "https://id.example/token", NOW));
    }

    /** Verifies by the JDK, because the library that signs would verify its own mistakes. */
    private boolean verified(SignedJWT statement, String jdkName, int pssBits) throws Exception {
        Signature signature = Signature.getInstance(jdkName);
        if (pssBits > 0) {
            String hash = "SHA-" + pssBits;
            signature.setParameter(new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), pssBits / 8, 1));
        }
        signature.initVerify(keys.getPublic());
        signature.update(statement.getSigningInput());
        return signature.verify(statement.getSignature().decode());
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, '', RS256, SHA256withRSA, 0",
        "RSA, RS384, RS384, SHA384withRSA, 0",
        "RSA, RS512, RS512, SHA512withRSA, 0",
        "RSA, PS256, PS256, RSASSA-PSS, 256",
        "RSA, PS384, PS384, RSASSA-PSS, 384",
        "RSA, PS512, PS512, RSASSA-PSS, 512",
        "secp256r1, '', ES256, SHA256withECDSAinP1363Format, 0",
        "secp384r1, '', ES384, SHA384withECDSAinP1363Format, 0",
        "secp521r1, '', ES512, SHA512withECDSAinP1363Format, 0"
    })
    void theSignatureHolds(String kind, String chosen, String algorithm, String jdkName, int pssBits) throws Exception {
        SignedJWT statement = made(kind, chosen, "key-1");
        assertThat(statement.getHeader().getAlgorithm().getName()).isEqualTo(algorithm);
        assertThat(verified(statement, jdkName, pssBits)).isTrue();
    }

    @Test
    void aKeyThatDoesNotFitTheAlgorithmSignsNothing() {
        assertThatThrownBy(() -> made("secp256r1", "RS256", "key-1")).isInstanceOf(IllegalArgumentException.class);
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
        ClientAssertion assertion = assertion("RSA", "", "key-1");
        String first = assertion.make("hospital", "a", NOW);
        String second = assertion.make("hospital", "a", NOW);
        assertThat(SignedJWT.parse(first).getJWTClaimsSet().getJWTID())
                .isNotEqualTo(SignedJWT.parse(second).getJWTClaimsSet().getJWTID());
    }
}
