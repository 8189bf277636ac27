package org.hospitalhub.calls.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.hospitalhub.calls.tokens.NoTokenException.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A token is fetched once for all calls that need it, and again before it ends. */
class CachedTokenTest {

    private Instant now = Instant.parse("2026-11-30T08:00:00Z");
    private final AtomicInteger fetched = new AtomicInteger();
    private @Nullable Duration lives = Duration.ofMinutes(10);
    private @Nullable NoTokenException failing;

    private final CachedToken kept = CachedToken.bearer(this::fetch, Duration.ofSeconds(30), () -> now);

    private IssuedToken fetch() {
        int number = fetched.incrementAndGet();
        if (failing != null) {
            throw failing;
        }
        return new IssuedToken("token-" + number, lives, null);
    }

    private String header() {
        return kept.credentials().headers().get("Authorization");
    }

    private NoTokenException failure() {
        return catchThrowableOfType(NoTokenException.class, kept::credentials);
    }

    @Test
    void aTokenServesManyCalls() {
        assertThat(header()).isEqualTo("Bearer token-1");
        now = now.plus(Duration.ofMinutes(9));
        assertThat(header()).isEqualTo("Bearer token-1");
    }

    @Test
    void aTokenIsRenewedBeforeItEnds() {
        header();
        now = now.plus(Duration.ofMinutes(9)).plusSeconds(30);
        assertThat(header()).isEqualTo("Bearer token-2");
    }

    @Test
    void aTokenThatLivesShorterThanTheMarginServesHalfOfItsLife() {
        lives = Duration.ofSeconds(20);
        header();
        now = now.plusSeconds(9);
        assertThat(header()).isEqualTo("Bearer token-1");
        now = now.plusSeconds(1);
        assertThat(header()).isEqualTo("Bearer token-2");
    }

    @Test
    void aTokenWhoseEndNobodySaysServesUntilItIsRefused() {
        lives = null;
        Credentials first = kept.credentials();
        now = now.plus(Duration.ofMinutes(50));
        assertThat(header()).isEqualTo("Bearer token-1");
        assertThat(kept.refused(first)).isTrue();
        assertThat(header()).isEqualTo("Bearer token-2");
    }

    @Test
    void aLateRefusalOfAnOldTokenKeepsTheNewOne() {
        Credentials first = kept.credentials();
        kept.refused(first);
        header();
        kept.refused(first);
        assertThat(header()).isEqualTo("Bearer token-2");
    }

    @Test
    void manyCallsShareOneRenewal() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CachedToken slow = CachedToken.bearer(
                () -> {
                    begun.countDown();
                    await(goOn);
                    return fetch();
                },
                Duration.ZERO,
                () -> now);
        ExecutorService workers = Executors.newFixedThreadPool(20);
        try {
            List<Future<Credentials>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                calls.add(workers.submit(slow::credentials));
            }
            await(begun);
            goOn.countDown();
            for (Future<Credentials> call : calls) {
                assertThat(call.get(1, TimeUnit.MINUTES).headers()).containsValue("Bearer token-1");
            }
            assertThat(fetched).hasValue(1);
        } finally {
            workers.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @CsvSource({"RETRY, PT30S, 29, 30", "RETRY, , 0, 1", "BUSY, PT3S, 2, 3", "REFUSED, , 9, 10", "LOG_IN_AGAIN, , 9, 10"
    })
    void aFailedTokenServiceIsLeftAloneForAMoment(Kind kind, @Nullable Duration retryAfter, long quiet, long over) {
        failing = new NoTokenException(kind, "no", 503, retryAfter, null);
        assertThat(failure().kind()).isEqualTo(kind);
        now = now.plusSeconds(quiet);
        // One answer of the token service is one refusal, however many calls wanted a token.
        assertThat(failure().kind()).isEqualTo(kind == Kind.BUSY ? Kind.BUSY : Kind.RETRY);
        assertThat(failure().retryAfter()).isEqualTo(Duration.ofSeconds(over - quiet));
        assertThat(fetched).hasValue(1);
        now = now.plusSeconds(over - quiet);
        failing = null;
        assertThat(header()).isEqualTo("Bearer token-2");
    }

    @Test
    void aBrokenSourceDoesNotLeaveCallsWaiting() {
        AtomicInteger asked = new AtomicInteger();
        CachedToken broken = CachedToken.bearer(
                () -> {
                    if (asked.incrementAndGet() == 1) {
                        throw new IllegalStateException("bug");
                    }
                    return new IssuedToken("token", null, null);
                },
                Duration.ZERO,
                () -> now);
        assertThat(catchThrowableOfType(RuntimeException.class, broken::credentials))
                .isNotNull();
        assertThat(broken.credentials().headers()).containsValue("Bearer token");
    }

    @Test
    void nothingShowsTheToken() {
        Credentials credentials = kept.credentials();
        assertThat(credentials + " " + kept + " " + new IssuedToken("token-1", null, "token-1"))
                .doesNotContain("token-1");
    }

    @ParameterizedTest
    @CsvSource({"'a b'", "''", "'a\r\nX: 1'", "ключ"})
    void aTokenThatCannotStandInAHeaderIsRefusedAndNotRepeated(String token) {
        IllegalArgumentException refused =
                catchThrowableOfType(IllegalArgumentException.class, () -> new IssuedToken(token, null, null));
        assertThat(token.isEmpty() || !refused.getMessage().contains(token)).isTrue();
    }
}
