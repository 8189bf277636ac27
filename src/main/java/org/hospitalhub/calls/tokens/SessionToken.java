package org.hospitalhub.calls.tokens;

import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.DoorClient;
import org.hospitalhub.calls.Request;
import org.jspecify.annotations.Nullable;

/** Obtains the tokens of sessions by a log-in whose answer, a redirect too, has the token somewhere. */
public final class SessionToken implements TokenSource {

    private static final int LEAST_ERROR = 400;

    private final Supplier<Request> logIn;
    private final Function<Answer, @Nullable IssuedToken> granted;
    private final TokenCalls calls;

    /**
     * Creates a source that calls through this door.
     *
     * @param logIn returns the request of the log-in
     * @param granted returns the token in the answer, null when it holds none
     */
    public SessionToken(
            Supplier<Request> logIn,
            Function<Answer, @Nullable IssuedToken> granted,
            DoorClient door,
            InstantSource clock) {
        this.logIn = logIn;
        this.granted = granted;
        this.calls = new TokenCalls(door, clock);
    }

    @Override
    public IssuedToken fetch() {
        Answer answer = calls.send(logIn.get());
        if (answer.status() >= LEAST_ERROR) {
            throw calls.refusal(answer);
        }
        return calls.read(answer, granted, "gave no token");
    }

    /** Returns a constant text, because everything is secret. */
    @Override
    public String toString() {
        return "SessionToken[]";
    }
}
