package org.hospitalhub.calls.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hospitalhub.calls.tokens.NoTokenException.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nodes share one log-in whose refresh token changes with each renewal, and use no refresh token twice. */
class SharedTokenTest {

    private static final Duration LEASE = Duration.ofSeconds(60);

    private Instant now = Instant.parse("2026-11-30T08:00:00Z");
    private final Store store = new Store();
    private final List<String> used = new ArrayList<>();
    private @Nullable RuntimeException failing;
    private boolean rotates = true;

    private final SharedToken one = node("first");
    private final SharedToken other = node("first");

    /** The ledger's secrets, in memory. */
    private static final class Store implements TokenStore {
        private final Map<String, byte[]> values = new HashMap<>();
        private @Nullable String holder;
        private Instant until = Instant.MIN;
        private boolean down;

        @Override
        public Optional<byte[]> find(String name) {
            return Optional.ofNullable(values.get(name));
        }

        @Override
        public void put(String name, byte[] value) {
            if (down) {
                throw new IllegalStateException("no database");
            }
            values.put(name, value);
        }

        @Override
        public boolean lease(String name, String taker, Instant now, Duration time) {
            if (holder != null && until.isAfter(now)) {
                return false;
            }
            holder = taker;
            until = now.plus(time);
            return true;
        }

        @Override
        public void release(String name, String owner) {
            if (down) {
                throw new IllegalStateException("no database");
            }
            if (owner.equals(holder)) {
                holder = null;
            }
        }
    }

    private SharedToken node(String firstRefreshToken) {
        return new SharedToken(
                new SharedToken.Settings("ecard/token", firstRefreshToken, Duration.ofSeconds(30), LEASE),
                this::refresh,
                token -> Map.of("Authorization", "Bearer " + token),
                store,
                () -> now);
    }

    private IssuedToken refresh(String token) {
        if (failing != null) {
            throw failing;
        }
        if (used.contains(token) && rotates) {
            throw new NoTokenException(Kind.LOG_IN_AGAIN, "used twice", 400, null, null);
        }
        used.add(token);
        return new IssuedToken(
                "access-" + used.size(), Duration.ofMinutes(10), rotates ? "refresh-" + used.size() : null);
    }

    private static String header(SharedToken node) {
        return node.credentials().headers().get("Authorization");
    }

    private static Kind failure(SharedToken node) {
        return catchThrowableOfType(NoTokenException.class, node::credentials).kind();
    }

    @Test
    void allNodesUseTheTokenThatOneGot() {
        assertThat(header(one)).isEqualTo("Bearer access-1");
        assertThat(header(other)).isEqualTo("Bearer access-1");
        assertThat(used).containsExactly("first");
    }

    @Test
    void theNewestRefreshTokenRenewsOnWhicheverNodeAndAfterARestart() {
        header(one);
        now = now.plus(Duration.ofMinutes(10));
        assertThat(header(other)).isEqualTo("Bearer access-2");
        now = now.plus(Duration.ofMinutes(10));
        assertThat(header(node("first"))).isEqualTo("Bearer access-3");
        assertThat(header(one)).isEqualTo("Bearer access-3");
        assertThat(used).containsExactly("first", "refresh-1", "refresh-2");
    }

    @Test
    void aRefreshTokenThatDoesNotChangeIsKept() {
        rotates = false;
        header(one);
        now = now.plus(Duration.ofMinutes(10));
        header(one);
        assertThat(used).containsExactly("first", "first");
    }

    @Test
    void whileOneNodeRenewsTheOthersWait() {
        store.lease("ecard/token", "a third node", now, LEASE);
        NoTokenException busy = catchThrowableOfType(NoTokenException.class, one::credentials);
        assertThat(busy.kind()).isEqualTo(Kind.BUSY);
        assertThat(busy.retryAfter()).isEqualTo(Duration.ofSeconds(3));
        now = now.plus(LEASE);
        assertThat(header(one)).isEqualTo("Bearer access-1");
    }

    @Test
    void aRefusedTokenIsRenewedOnceForAllNodes() {
        Credentials first = one.credentials();
        Credentials same = other.credentials();
        assertThat(one.refused(first)).isTrue();
        assertThat(header(one)).isEqualTo("Bearer access-2");
        assertThat(other.refused(same)).isTrue();
        assertThat(header(other)).isEqualTo("Bearer access-2");
        assertThat(used).containsExactly("first", "refresh-1");
    }

    @Test
    void aRefreshTokenThatMayBeInUseIsLeftAloneUntilTheLeaseEnds() {
        failing = new NoTokenException(Kind.RETRY, "cut off", 0, null, new java.net.SocketException("reset"));
        assertThat(failure(one)).isEqualTo(Kind.RETRY);
        failing = null;
        now = now.plusSeconds(5);
        assertThat(failure(other)).isEqualTo(Kind.BUSY);
        assertThat(used).isEmpty();
        now = now.plus(LEASE);
        assertThat(header(other)).isEqualTo("Bearer access-1");
    }

    @Test
    void afterARefusalAnotherNodeMayTryAtOnce() {
        failing = new NoTokenException(Kind.RETRY, "busy", 503, null, null);
        assertThat(failure(one)).isEqualTo(Kind.RETRY);
        failing = null;
        assertThat(header(other)).isEqualTo("Bearer access-1");
    }

    @Test
    void anotherRefreshTokenInTheSettingsIsANewLogIn() {
        header(one);
        assertThat(header(node("second"))).isEqualTo("Bearer access-2");
        assertThat(used).containsExactly("first", "second");
    }

    @Test
    void withoutARefreshTokenSomebodyMustLogIn() {
        SharedToken none = node("");
        assertThat(failure(none)).isEqualTo(Kind.LOG_IN_AGAIN);
        none.loggedIn(new IssuedToken("by-hand", Duration.ofMinutes(10), "refresh-by-hand"));
        assertThat(header(none)).isEqualTo("Bearer by-hand");
        now = now.plus(Duration.ofMinutes(10));
        header(none);
        assertThat(used).containsExactly("refresh-by-hand");
    }

    @Test
    void aRenewalThatTheDatabaseDoesNotTakeIsNotLost() {
        store.down = true;
        assertThat(header(one)).isEqualTo("Bearer access-1");
        store.down = false;
        assertThat(header(one)).isEqualTo("Bearer access-1");
        assertThat(header(other)).isEqualTo("Bearer access-1");
        assertThat(used).containsExactly("first");
    }

    @Test
    void unreadableStoredTokensCountAsMissing() {
        store.put("ecard/token", "{".getBytes(StandardCharsets.UTF_8));
        assertThat(header(one)).isEqualTo("Bearer access-1");
    }

    @Test
    void nothingShowsTheTokens() {
        header(one);
        assertThat(one + " " + new SharedToken.Settings("n", "first", LEASE, LEASE))
                .doesNotContain("first", "access");
    }
}
