package org.hospitalhub.calls.tokens;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.Request;
import org.jspecify.annotations.Nullable;

/** Authentication by cached tokens that are bound to a key: each call has a proof of possession (RFC 9449 §7). */
public final class BoundToken implements RequestAuthentication {

    private static final String SCHEME = "DPoP ";

    private final CachedToken token;
    private final DpopProofs proofs;

    /**
     * Caches the tokens of one source.
     *
     * @param proofs of the key to which the source has its tokens bound, for the server that is called
     */
    public BoundToken(TokenSource source, Duration renewBefore, DpopProofs proofs, InstantSource clock) {
        this.token = new CachedToken(source, one -> Map.of("Authorization", SCHEME + one), renewBefore, clock);
        this.proofs = proofs;
    }

    @Override
    public Credentials credentials() {
        return token.credentials();
    }

    @Override
    public Request authenticated(Request request, @Nullable Answer challenge) {
        if (challenge != null) {
            proofs.learn(challenge);
        }
        String bound = String.valueOf(request.headers().get("Authorization")).substring(SCHEME.length());
        return request.with(Map.of("DPoP", proofs.make(request.method(), request.address(), bound)));
    }

    @Override
    public boolean challenged(Answer answer) {
        return DpopProofs.challenged(answer);
    }

    @Override
    public void learn(Answer answer) {
        proofs.learn(answer);
    }

    @Override
    public boolean refused(Credentials used) {
        return token.refused(used);
    }

    @Override
    public boolean ready() {
        return token.ready();
    }

    /** Hides the token. */
    @Override
    public String toString() {
        return "BoundToken[]";
    }
}
