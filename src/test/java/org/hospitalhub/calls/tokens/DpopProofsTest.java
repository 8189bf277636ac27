package org.hospitalhub.calls.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.hospitalhub.calls.Answer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proofs of possession, which the JDK verifies. */
class DpopProofsTest {

    private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");
    private static final URI ADDRESS = URI.create("https://api.example/v1/referrals?ref=7");

    private final DpopProofs proofs = DpopProofs.ofNewKey(InstantSource.fixed(NOW));

    private static SignedJWT proof(DpopProofs proofs, @Nullable String token) throws Exception {
        return SignedJWT.parse(proofs.make("POST", ADDRESS, token));
    }

    private static Answer answer(int status, Map<String, List<String>> headers, String body) {
        return new Answer(status, headers, body.getBytes(StandardCharsets.UTF_8), false);
    }

    @Test
    void theSignatureHoldsWithTheKeyInTheHeader() throws Exception {
        SignedJWT proof = proof(proofs, "token");
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(((ECKey) proof.getHeader().getJWK()).toECPublicKey());
        signature.update(proof.getSigningInput());
        assertThat(signature.verify(proof.getSignature().decode())).isTrue();
    }

    @Test
    void thePrivateKeyIsNotSent() throws Exception {
        assertThat(proof(proofs, "token").getHeader().getJWK().isPrivate()).isFalse();
    }

    @Test
    void itIsForOneMethodAddressAndMoment() throws Exception {
        SignedJWT proof = proof(proofs, null);
        assertThat(proof.getHeader().getType().getType()).isEqualTo("dpop+jwt");
        assertThat(proof.getJWTClaimsSet().getClaim("htm")).isEqualTo("POST");
        assertThat(proof.getJWTClaimsSet().getClaim("htu")).isEqualTo("https://api.example/v1/referrals");
        assertThat(proof.getJWTClaimsSet().getIssueTime()).isEqualTo(Date.from(NOW));
        assertThat(proof.getJWTClaimsSet().getClaims()).doesNotContainKeys("ath", "nonce");
    }

    /** The access token and its digest are the example of RFC 9449 §7.1. */
    @Test
    void itNamesTheTokenByItsDigest() throws Exception {
        SignedJWT proof = proof(proofs, "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU");
        assertThat(proof.getJWTClaimsSet().getClaim("ath")).isEqualTo("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
    }

    @Test
    void noProofIsMadeTwice() throws Exception {
        assertThat(proof(proofs, "token").getJWTClaimsSet().getJWTID())
                .isNotEqualTo(proof(proofs, "token").getJWTClaimsSet().getJWTID());
    }

    @Test
    void theNewestNonceOfAServerIsUsed() throws Exception {
        proofs.learn(answer(200, Map.of("DPoP-Nonce", List.of("n1")), ""));
        proofs.learn(answer(200, Map.of("DPoP-Nonce", List.of("n2")), ""));
        proofs.learn(answer(200, Map.of(), ""));
        assertThat(proof(proofs, "token").getJWTClaimsSet().getClaim("nonce")).isEqualTo("n2");
    }

    @Test
    void anotherServerHasTheSameKeyAndNonceOfItsOwn() throws Exception {
        proofs.learn(answer(200, Map.of("DPoP-Nonce", List.of("n1")), ""));
        SignedJWT other = proof(proofs.forAnotherServer(), "token");
        assertThat(other.getHeader().getJWK())
                .isEqualTo(proof(proofs, "token").getHeader().getJWK());
        assertThat(other.getJWTClaimsSet().getClaims()).doesNotContainKey("nonce");
    }

    @ParameterizedTest
    @CsvSource({
        "401, n1, 'DPoP error=\"use_dpop_nonce\"', '', true",
        "400, n1, , '{\"error\":\"use_dpop_nonce\"}', true",
        "401, n1, 'DPoP error=\"invalid_token\"', '', false",
        "401, , 'DPoP error=\"use_dpop_nonce\"', '', false",
        "200, n1, , '\"use_dpop_nonce\"', false"
    })
    void onlyTheWantOfANonceAsksForTheSameCallAgain(
            int status, @Nullable String nonce, @Nullable String authenticate, String body, boolean again) {
        Map<String, List<String>> headers = new java.util.HashMap<>();
        if (nonce != null) {
            headers.put("DPoP-Nonce", List.of(nonce));
        }
        if (authenticate != null) {
            headers.put("WWW-Authenticate", List.of(authenticate));
        }
        assertThat(DpopProofs.challenged(answer(status, headers, body))).isEqualTo(again);
    }
}
