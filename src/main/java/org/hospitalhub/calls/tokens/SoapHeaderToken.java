package org.hospitalhub.calls.tokens;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.Request;
import org.jspecify.annotations.Nullable;

/** Adds the token of a session to the header of each SOAP envelope, in elements of the service. */
public final class SoapHeaderToken implements RequestAuthentication {

    /** Holds the token in the credentials of a call; never sent. */
    private static final String TOKEN = "Hub-Token";

    private final CachedToken tokens;
    private final Function<String, List<byte[]>> elements;
    private final UnaryOperator<Request> proof;

    private SoapHeaderToken(CachedToken tokens, Function<String, List<byte[]>> elements, UnaryOperator<Request> proof) {
        this.tokens = tokens;
        this.elements = elements;
        this.proof = proof;
    }

    /**
     * Caches the tokens of one source.
     *
     * @param elements returns the elements with a token, each as a document
     * @param proof adds to the envelope with these elements what shows that the token is the sender's
     * @param renewBefore how long before it expires a token is renewed, at most half of its lifetime
     */
    public static SoapHeaderToken of(
            TokenSource source,
            Function<String, List<byte[]>> elements,
            UnaryOperator<Request> proof,
            Duration renewBefore,
            InstantSource clock) {
        return new SoapHeaderToken(
                new CachedToken(source, token -> Map.of(TOKEN, token), renewBefore, clock), elements, proof);
    }

    @Override
    public Credentials credentials() {
        return tokens.credentials();
    }

    @Override
    public boolean refused(Credentials used) {
        return tokens.refused(used);
    }

    @Override
    public boolean ready() {
        return tokens.ready();
    }

    @Override
    public Request authenticated(Request request, @Nullable Answer challenge) {
        Map<String, String> headers = new LinkedHashMap<>(request.headers());
        String token = Objects.requireNonNull(headers.remove(TOKEN));
        SoapEnvelope envelope = SoapEnvelope.of(
                new Request(request.method(), request.address(), headers, request.body(), request.contentType()));
        elements.apply(token).forEach(envelope::addHeader);
        return proof.apply(envelope.written());
    }

    /** Hides the token. */
    @Override
    public String toString() {
        return "SoapHeaderToken[]";
    }
}
