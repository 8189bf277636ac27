package org.hospitalhub.calls.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.apache.commons.codec.digest.DigestUtils;
import org.hospitalhub.calls.FailureClass;
import org.hospitalhub.calls.tokens.NoTokenException.Kind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authentication by access tokens from a refresh token that may change with each renewal (RFC 6749 §6, RFC 9700 §4.14.2). The
 * tokens are stored in the ledger for all nodes. Only one node renews at a time, because using a refresh token twice may end the
 * log-in.
 */
public final class SharedToken implements Authentication {

    private static final Logger LOG = LoggerFactory.getLogger(SharedToken.class);
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Duration UNSAID = Duration.ofHours(1);
    private static final Duration OTHERS_RENEW = Duration.ofSeconds(3);

    private final Settings settings;
    private final Function<String, IssuedToken> refresh;
    private final TokenStore store;
    private final InstantSource clock;
    private final Function<String, Map<String, String>> headers;
    private final CachedToken memory;
    private @Nullable Credentials refused;
    private byte @Nullable [] unsaved;

    /**
     * The settings by which tokens are stored and renewed.
     *
     * @param name name under which the tokens are stored, without any secret; the same on all nodes
     * @param refreshToken first refresh token; a different one means a new log-in
     * @param renewBefore how long before it expires a token is renewed, at most half of its lifetime
     * @param lease how long one node may renew; longer than the longest call of the token service
     */
    public record Settings(String name, String refreshToken, Duration renewBefore, Duration lease) {
        /** Hides the token. */
        @Override
        public String toString() {
            return "Settings[" + name + "]";
        }
    }

    /**
     * The stored tokens.
     *
     * @param from hash of the configured refresh token with which the log-in began
     */
    private record Kept(String access, Instant begun, Instant ends, String refresh, String from) {

        Instant renewAt(Duration before) {
            Duration half = Duration.between(begun, ends).dividedBy(2);
            return ends.minus(before.compareTo(half) < 0 ? before : half);
        }

        byte[] bytes() {
            return MAPPER.createObjectNode()
                    .put("access", access)
                    .put("begun", begun.toString())
                    .put("ends", ends.toString())
                    .put("refresh", refresh)
                    .put("from", from)
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
        }

        /** Reads the stored tokens; empty for the format of another version. */
        static Optional<Kept> read(byte[] json) {
            try {
                JsonNode kept = MAPPER.readTree(json);
                return Optional.of(new Kept(
                        kept.path("access").asText(),
                        Instant.parse(kept.path("begun").asText()),
                        Instant.parse(kept.path("ends").asText()),
                        kept.path("refresh").asText(),
                        kept.path("from").asText()));
            } catch (IOException | DateTimeException unreadable) {
                return Optional.empty();
            }
        }

        @Override
        public String toString() {
            return "Kept[]";
        }
    }

    /**
     * Keeps tokens.
     *
     * @param refresh calls the token service: {@link OAuthClient#refresh} or a service's own request
     * @param headers returns a call's headers for a token
     * @param clock monotonic clock
     */
    public SharedToken(
            Settings settings,
            Function<String, IssuedToken> refresh,
            Function<String, Map<String, String>> headers,
            TokenStore store,
            InstantSource clock) {
        this.settings = settings;
        this.refresh = refresh;
        this.headers = headers;
        this.store = store;
        this.clock = clock;
        this.memory = new CachedToken(this::fetch, headers, Duration.ZERO, clock);
    }

    @Override
    public Credentials credentials() {
        save();
        return memory.credentials();
    }

    @Override
    public boolean ready() {
        return memory.ready() || usable().isPresent();
    }

    @Override
    public boolean refused(Credentials used) {
        synchronized (this) {
            refused = used;
        }
        return memory.refused(used);
    }

    /** Stores the tokens of a log-in in the browser (authorization code). */
    public void loggedIn(IssuedToken granted) {
        keep(granted, clock.instant(), settings.refreshToken());
        memory.forget();
    }

    private IssuedToken fetch() {
        Optional<IssuedToken> known = usable();
        return known.isPresent() ? known.get() : renewed();
    }

    private IssuedToken renewed() {
        String holder = UUID.randomUUID().toString();
        if (!store.lease(settings.name(), holder, clock.instant(), settings.lease())) {
            throw new NoTokenException(
                    Kind.BUSY, "The access token is being renewed by another node.", 0, OTHERS_RENEW, null);
        }
        boolean perhapsUsed = false;
        try {
            // Another node may have renewed it before the lease was taken.
            Optional<IssuedToken> renewed = usable();
            return renewed.isPresent() ? renewed.get() : byRefreshToken();
        } catch (NoTokenException none) {
            // The service may still be processing it: until the lease ends, no node uses the refresh token again.
            perhapsUsed = FailureClass.of(none) == FailureClass.PERHAPS_SENT;
            throw none;
        } finally {
            if (!perhapsUsed) {
                release(holder);
            }
        }
    }

    private void release(String holder) {
        try {
            store.release(settings.name(), holder);
        } catch (RuntimeException unreachable) {
            LOG.debug("Could not release the lease of a token; it expires by itself");
        }
    }

    private IssuedToken byRefreshToken() {
        String newest = kept().map(Kept::refresh).orElse(settings.refreshToken());
        if (newest.isBlank()) {
            throw new NoTokenException(
                    Kind.LOG_IN_AGAIN, "There is no refresh token: somebody must log in.", 0, null, null);
        }
        Instant begun = clock.instant();
        IssuedToken granted = refresh.apply(newest);
        return rest(keep(granted, begun, newest));
    }

    /** Returns the stored token unless it has expired or was refused. */
    private Optional<IssuedToken> usable() {
        Credentials known;
        synchronized (this) {
            known = refused;
        }
        return kept().filter(kept -> kept.renewAt(settings.renewBefore()).isAfter(clock.instant()))
                .filter(kept -> known == null || !known.headers().equals(headers.apply(kept.access())))
                .map(this::rest);
    }

    /** Returns the token with the time until its renewal, not until it expires: so long memory may hold it. */
    private IssuedToken rest(Kept kept) {
        Duration rest = Duration.between(clock.instant(), kept.renewAt(settings.renewBefore()));
        return new IssuedToken(kept.access(), rest.isNegative() ? Duration.ZERO : rest, null);
    }

    private Kept keep(IssuedToken granted, Instant begun, String before) {
        Duration lives = granted.lives() == null ? UNSAID : granted.lives();
        Kept kept = new Kept(
                granted.token(),
                begun,
                begun.plus(lives),
                granted.refresh() == null ? before : granted.refresh(),
                DigestUtils.sha256Hex(settings.refreshToken()));
        synchronized (this) {
            unsaved = kept.bytes();
        }
        save();
        return kept;
    }

    /** Stores the new refresh token; retried with every call after a failure, because the old one is used up. */
    private synchronized void save() {
        byte[] newest = unsaved;
        if (newest == null) {
            return;
        }
        try {
            store.put(settings.name(), newest);
            unsaved = null;
        } catch (RuntimeException unreachable) {
            LOG.warn("Could not store a renewed token; trying again with the next call");
        }
    }

    private Optional<Kept> kept() {
        byte[] newest;
        synchronized (this) {
            newest = unsaved;
        }
        return (newest == null ? store.find(settings.name()) : Optional.of(newest))
                .flatMap(Kept::read)
                .filter(kept -> kept.from().equals(DigestUtils.sha256Hex(settings.refreshToken())));
    }

    /** Hides the tokens. */
    @Override
    public String toString() {
        return "SharedToken[" + settings.name() + "]";
    }
}
