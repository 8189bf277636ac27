package org.hospitalhub.calls.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Date;
import java.util.UUID;
import org.apache.commons.codec.digest.DigestUtils;
import org.hospitalhub.calls.Answer;
import org.jspecify.annotations.Nullable;

/**
 * Proofs for one server that the sender of a request has the key to which its token is bound (DPoP, RFC 9449). The key is made
 * at the start and kept in memory only: a token of another start cannot be used with it. Instances may be shared by threads.
 */
public final class DpopProofs {

    private static final int UNAUTHORISED = 401;
    private static final int BAD_REQUEST = 400;
    private static final String NONCE = "dpop-nonce";
    private static final String NONCE_WANTED = "use_dpop_nonce";

    private final ECKey key;
    private final InstantSource clock;
    private volatile @Nullable String nonce;

    private DpopProofs(ECKey key, InstantSource clock) {
        this.key = key;
        this.clock = clock;
    }

    /** Returns proofs of a new key. */
    public static DpopProofs ofNewKey(InstantSource clock) {
        try {
            return new DpopProofs(new ECKeyGenerator(Curve.P_256).generate(), clock);
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Returns proofs of the same key for another server, which has nonces of its own. */
    public DpopProofs forAnotherServer() {
        return new DpopProofs(key, clock);
    }

    /**
     * Returns a proof for one request.
     *
     * @param token access token that is sent with it, null at the token service
     */
    String make(String method, URI address, @Nullable String token) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .jwtID(UUID.randomUUID().toString())
                .claim("htm", method)
                .claim("htu", address.toString().replaceFirst("[?#].*$", ""))
                .issueTime(Date.from(clock.instant()));
        if (token != null) {
            claims.claim("ath", Base64URL.encode(DigestUtils.sha256(token)).toString());
        }
        String known = nonce;
        if (known != null) {
            claims.claim("nonce", known);
        }
        try {
            SignedJWT proof = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .type(new JOSEObjectType("dpop+jwt"))
                            .jwk(key.toPublicJWK())
                            .build(),
                    claims.build());
            proof.sign(new ECDSASigner(key));
            return proof.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Remembers the nonce that an answer gives (§8.2). */
    void learn(Answer answer) {
        String given = answer.header(NONCE);
        if (given != null) {
            nonce = given;
        }
    }

    /** Returns whether an answer asks for the same request with the nonce that it gives (§8, §9). */
    static boolean challenged(Answer answer) {
        if (answer.header(NONCE) == null) {
            return false;
        }
        String said = answer.header("www-authenticate");
        boolean refused = answer.status() == UNAUTHORISED || answer.status() == BAD_REQUEST;
        return refused
                && ((said != null && said.contains(NONCE_WANTED))
                        || new String(answer.body(), StandardCharsets.UTF_8).contains('"' + NONCE_WANTED + '"'));
    }

    /** Hides key and nonce. */
    @Override
    public String toString() {
        return "DpopProofs[]";
    }
}
