package org.hospitalhub.calls.tokens;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Function;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.DoorClient;
import org.hospitalhub.calls.FailureClass;
import org.hospitalhub.calls.Request;
import org.hospitalhub.calls.RetryAfter;
import org.hospitalhub.calls.TlsRefusal;
import org.hospitalhub.calls.tokens.NoTokenException.Kind;
import org.jspecify.annotations.Nullable;

/** Calls token services and classifies their failures. */
final class TokenCalls {

    private static final Set<Integer> PASSING = Set.of(408, 425, 429);

    private final DoorClient door;
    private final InstantSource clock;

    TokenCalls(DoorClient door, InstantSource clock) {
        this.door = door;
        this.clock = clock;
    }

    Answer send(Request request) {
        try {
            return door.send(request);
        } catch (IOException failed) {
            boolean tls = TlsRefusal.of(failed, false).isPresent();
            String why = tls
                    ? "The TLS handshake with the token service failed."
                    : FailureClass.of(failed) == FailureClass.NOTHING_SENT
                            ? "The token service cannot be reached."
                            : "The token service gave no whole answer.";
            throw new NoTokenException(Kind.RETRY, why, 0, null, failed);
        }
    }

    /** Returns what an answer holds, or throws when the reader fails or finds nothing. */
    <T> T read(Answer answer, Function<Answer, @Nullable T> reader, String nothing) {
        T read;
        try {
            read = reader.apply(answer);
        } catch (RuntimeException unreadable) {
            throw failed(answer, nothing);
        }
        if (read == null) {
            throw failed(answer, nothing);
        }
        return read;
    }

    /** Returns the token of an answer, or throws when it holds none. */
    IssuedToken granted(Answer answer, String token, @Nullable Duration lives, @Nullable String refresh) {
        try {
            return new IssuedToken(token, lives, refresh);
        } catch (IllegalArgumentException unusable) {
            throw failed(answer, "gave no token that can be used");
        }
    }

    /** Returns the exception for an answer without token, by its status alone. */
    NoTokenException refusal(Answer answer) {
        int status = answer.status();
        boolean mustWait = answer.retryAfter(clock.instant()) != null && (status == 403 || status >= 500);
        if (status >= 500 || PASSING.contains(status) || mustWait) {
            return failed(answer, "is busy or out of order");
        }
        if (status >= 200 && status < 300) {
            return failed(answer, "gave no token");
        }
        return new NoTokenException(
                Kind.REFUSED,
                "The token service refuses (HTTP " + status + "): check the address and the log-in.",
                status,
                null,
                null);
    }

    /** Returns the exception for a failure that may pass by itself. */
    NoTokenException failed(Answer answer, String what) {
        Duration asked = answer.retryAfter(clock.instant());
        Duration bounded = RetryAfter.tooLong(asked) ? RetryAfter.LONGEST : asked;
        return new NoTokenException(
                Kind.RETRY,
                "The token service " + what + " (HTTP " + answer.status() + ").",
                answer.status(),
                bounded,
                null);
    }
}
