package org.hospitalhub.calls.tokens;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.hospitalhub.calls.BackOff;
import org.jspecify.annotations.Nullable;

/**
 * Authentication by a token that is fetched on demand and cached in memory until shortly before it expires. One call fetches it
 * while the others wait and share the result; after a failure the token service is not called for a moment. A refusal is thrown
 * to the call that asked only: for the others, a token is not to be had just now.
 */
public final class CachedToken implements Authentication {

    /** Lifetime of a token when the service does not say it. */
    private static final Duration UNSAID = Duration.ofHours(1);

    /** Pause after a refusal: some services count failed attempts, so a batch of orders causes only one. */
    private static final Duration REFUSED = Duration.ofSeconds(10);

    private static final BackOff FAILED = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final TokenSource source;
    private final Function<String, Map<String, String>> headers;
    private final Duration renewBefore;
    private final InstantSource clock;

    private @Nullable Held held;
    private @Nullable CompletableFuture<Held> fetching;
    private @Nullable NoTokenException failure;
    private Instant quietUntil = Instant.MIN;
    private int failures;

    private record Held(Credentials credentials, Instant renewAt) {}

    /**
     * Caches the tokens of one source.
     *
     * @param headers returns a call's headers for a token
     * @param renewBefore how long before it expires a token is renewed, at most half of its lifetime
     * @param clock monotonic clock
     */
    public CachedToken(
            TokenSource source,
            Function<String, Map<String, String>> headers,
            Duration renewBefore,
            InstantSource clock) {
        this.source = source;
        this.headers = headers;
        this.renewBefore = renewBefore;
        this.clock = clock;
    }

    /** Returns a cache of tokens that are sent as {@code Authorization: Bearer …}. */
    public static CachedToken bearer(TokenSource source, Duration renewBefore, InstantSource clock) {
        return new CachedToken(source, token -> Map.of("Authorization", "Bearer " + token), renewBefore, clock);
    }

    @Override
    public Credentials credentials() {
        CompletableFuture<Held> mine = null;
        CompletableFuture<Held> shared;
        synchronized (this) {
            Instant now = clock.instant();
            if (held != null && held.renewAt().isAfter(now)) {
                return held.credentials();
            }
            shared = fetching;
            if (shared == null) {
                refuseWhileQuiet(now);
                mine = new CompletableFuture<>();
                shared = mine;
                fetching = mine;
            }
        }
        if (mine != null) {
            fetch(mine);
        }
        return wait(shared, mine != null).credentials();
    }

    @Override
    public synchronized boolean refused(Credentials used) {
        if (held != null && held.credentials().equals(used)) {
            held = null;
        }
        return true;
    }

    @Override
    public synchronized boolean ready() {
        return held != null && held.renewAt().isAfter(clock.instant());
    }

    /** Makes the next call fetch at once, whatever failed before. */
    synchronized void forget() {
        held = null;
        failure = null;
        failures = 0;
    }

    private void refuseWhileQuiet(Instant now) {
        NoTokenException last = failure;
        if (last != null && now.isBefore(quietUntil)) {
            throw ofAnother(last, Duration.between(now, quietUntil));
        }
    }

    private void fetch(CompletableFuture<Held> mine) {
        Instant begun = clock.instant();
        try {
            IssuedToken granted = source.fetch();
            Duration lives = granted.lives() == null ? UNSAID : granted.lives();
            Duration early = renewBefore.compareTo(lives.dividedBy(2)) < 0 ? renewBefore : lives.dividedBy(2);
            Held fresh = new Held(
                    new Credentials(headers.apply(granted.token())),
                    begun.plus(lives).minus(early));
            synchronized (this) {
                held = fresh;
                fetching = null;
                failure = null;
                failures = 0;
            }
            mine.complete(fresh);
        } catch (NoTokenException none) {
            Duration quiet;
            synchronized (this) {
                fetching = null;
                failure = none;
                failures++;
                quiet = quiet(none);
                quietUntil = clock.instant().plus(quiet);
            }
            mine.completeExceptionally(
                    none.passes()
                            ? new NoTokenException(
                                    none.kind(), String.valueOf(none.getMessage()), none.status(), quiet, none)
                            : none);
        } catch (RuntimeException | Error broken) {
            synchronized (this) {
                fetching = null;
            }
            mine.completeExceptionally(broken);
        }
    }

    private Duration quiet(NoTokenException none) {
        Duration asked = none.retryAfter();
        return asked != null ? asked : none.passes() ? FAILED.after(failures) : REFUSED;
    }

    private static Held wait(CompletableFuture<Held> shared, boolean asked) {
        try {
            return shared.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof NoTokenException none && !asked) {
                throw ofAnother(none, none.passes() ? none.retryAfter() : REFUSED);
            }
            if (failed.getCause() instanceof NoTokenException none) {
                throw new NoTokenException(
                        none.kind(), String.valueOf(none.getMessage()), none.status(), none.retryAfter(), none);
            }
            throw failed;
        }
    }

    /** Returns the exception for a call that learns of another one's failure. */
    private static NoTokenException ofAnother(NoTokenException none, @Nullable Duration retryAfter) {
        return new NoTokenException(
                none.passes() ? none.kind() : NoTokenException.Kind.RETRY,
                String.valueOf(none.getMessage()),
                none.status(),
                retryAfter,
                none);
    }

    /** Hides the token. */
    @Override
    public String toString() {
        return "CachedToken[]";
    }
}
