package org.hospitalhub.calls.tokens;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.hospitalhub.calls.Answer;

/** Authentication by cached tokens that are bound to a key: each call has a proof of possession (RFC 9449 §7). */
public final class BoundToken implements Authentication {

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
    public Map<String, String> headers(Credentials credentials, String method, Supplier<URI> address) {
        Map<String, String> headers = new HashMap<>(credentials.headers());
        String bound = String.valueOf(headers.get("Authorization")).substring(SCHEME.length());
        headers.put("DPoP", proofs.make(method, address.get(), bound));
        return headers;
    }

    @Override
    public boolean challenged(Answer answer) {
        return proofs.challenged(answer);
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
