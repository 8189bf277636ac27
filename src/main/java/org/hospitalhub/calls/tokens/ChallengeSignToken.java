package org.hospitalhub.calls.tokens;

import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.DoorClient;
import org.hospitalhub.calls.Request;
import org.hospitalhub.calls.tokens.NoTokenException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Obtains tokens by a signed challenge, as Bulgaria's НЗИС requires: the service issues a challenge, the hub signs it with a
 * qualified certificate, and the service issues a token.
 */
public final class ChallengeSignToken implements TokenSource {

    private final Steps steps;
    private final TokenCalls calls;

    /**
     * The steps of a log-in. An exception of any step ends the log-in; its message is not shown to people.
     *
     * @param challenge request for a challenge
     * @param content returns the content to sign from the answer, null when it holds no challenge
     * @param signer signs: CMS, XML or raw
     * @param token returns the request for the token from the signed content
     * @param granted returns the token in the answer, null when it holds none
     */
    public record Steps(
            Request challenge,
            Function<Answer, byte @Nullable []> content,
            UnaryOperator<byte[]> signer,
            Function<byte[], Request> token,
            Function<Answer, @Nullable IssuedToken> granted) {
        /** Hides the requests. */
        @Override
        public String toString() {
            return "Steps[]";
        }
    }

    /** Creates a source that calls through this door. */
    public ChallengeSignToken(Steps steps, DoorClient door, InstantSource clock) {
        this.steps = steps;
        this.calls = new TokenCalls(door, clock);
    }

    @Override
    public IssuedToken fetch() {
        byte[] signed = sign(content());
        Answer answer = answered(request(signed));
        return calls.read(answer, steps.granted(), "gave no token");
    }

    private byte[] content() {
        return calls.read(answered(steps.challenge()), steps.content(), "gave no challenge");
    }

    private Request request(byte[] signed) {
        try {
            return steps.token().apply(signed);
        } catch (RuntimeException unusable) {
            throw new NoTokenException(
                    Kind.REFUSED,
                    "The request for the token cannot be made out of what was signed.",
                    0,
                    null,
                    unusable);
        }
    }

    private byte[] sign(byte[] content) {
        try {
            return steps.signer().apply(content);
        } catch (NoTokenException known) {
            throw known;
        } catch (RuntimeException failed) {
            throw new NoTokenException(
                    Kind.REFUSED,
                    "The challenge of the token service cannot be signed: check the identity of the log-in.",
                    0,
                    null,
                    failed);
        }
    }

    private Answer answered(Request request) {
        Answer answer = calls.send(request);
        if (!answer.success()) {
            throw calls.refusal(answer);
        }
        return answer;
    }

    /** Returns a constant text, because everything is secret. */
    @Override
    public String toString() {
        return "ChallengeSignToken[]";
    }
}
