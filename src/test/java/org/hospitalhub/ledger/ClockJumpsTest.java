package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock is set between two runs, by true time: the limit and the pauses hold, and nothing waits without a reason. */
@SuppressWarnings("NullAway.Init")
class ClockJumpsTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path folder;

    private final LedgerFixture stage = new LedgerFixture();
    private LedgerSettings settings;
    private Ledger ledger;
    private Duration ahead = Duration.ZERO;

    @BeforeEach
    void open() {
        settings = LedgerSettings.sqlite(folder.resolve("ledger.db"), LedgerContract.KEY);
        ledger = stage.open(settings);
        for (int n = 0; n < 30; n++) {
            ledger.acceptance()
                    .accept(stage.order("k" + n).withPriority(Priority.URGENT).order());
        }
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private Instant now() {
        return stage.now().plus(ahead);
    }

    private @Nullable ClaimedStep next(Ledger of) {
        return of.claims().claim("svc", "node", now()) instanceof Claims.Claim.Claimed claimed ? claimed.work() : null;
    }

    /** Sends all that may leave now; each is answered at once and asked for again much later. */
    private int send() {
        int sent = 0;
        for (ClaimedStep work = next(ledger); work != null; work = next(ledger)) {
            Instant later = now().plus(Duration.ofDays(1));
            ledger.claims().record(work, new Outcome.Wait(later, later, "later", null), now());
            sent++;
        }
        return sent;
    }

    private void restart(Duration clockAhead, @Nullable String boot) {
        ledger.close();
        stage.advance(Duration.ofSeconds(1));
        ahead = clockAhead;
        ledger = stage.open(settings, clockAhead, boot);
    }

    @ParameterizedTest
    @ValueSource(longs = {3600, -3600, 30, -30, 86_400 * 365, -86_400 * 365})
    void aClockThatIsSetBetweenTwoRunsDoublesNoBudget(long seconds) {
        int limit = send();
        restart(Duration.ofSeconds(seconds), LedgerFixture.BOOT);
        assertThat(send()).isZero();
        stage.advance(Duration.ofSeconds(8));
        assertThat(send()).as("within the window").isZero();
        stage.advance(Duration.ofSeconds(2));
        assertThat(send()).as("after the window").isEqualTo(limit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"another boot", ""})
    void aStartThatCannotProveTheTimeWaitsForOneWindow(String boot) {
        int limit = send();
        restart(HOUR, boot.isEmpty() ? null : boot);
        assertThat(send()).isZero();
        stage.advance(Duration.ofSeconds(9));
        assertThat(send()).as("within the window").isZero();
        stage.advance(Duration.ofSeconds(2));
        assertThat(send()).as("after the window").isEqualTo(limit);
    }

    @Test
    void manyRestartsWithAnotherTimeEachLeaveTheLimitWhole() {
        int limit = send();
        int sent = 0;
        for (int n = 0; n < 9; n++) {
            restart(Duration.ofMinutes(n % 2 == 0 ? 7L * n : -11L * n), LedgerFixture.BOOT);
            sent += send();
        }
        assertThat(sent).isZero();
        stage.advance(Duration.ofMillis(1_100));
        assertThat(send()).isEqualTo(limit);
    }

    @ParameterizedTest
    @ValueSource(longs = {3600, -3600})
    void nodesWhoseClocksAreAnHourApartShareOneLimit(long seconds) {
        LedgerSettings postgres = PostgresForTests.shared("apart" + System.nanoTime(), LedgerContract.KEY);
        try (Ledger one = stage.open(postgres, Duration.ZERO, "one");
                Ledger other = stage.open(postgres, Duration.ofSeconds(seconds), "other")) {
            for (int n = 0; n < 20; n++) {
                one.acceptance()
                        .accept(stage.order("k" + n)
                                .withPriority(Priority.URGENT)
                                .order());
            }
            int sent = 0;
            while (next(one) != null) {
                sent++;
            }
            assertThat(sent).isPositive();
            ahead = Duration.ofSeconds(seconds);
            assertThat(next(other)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3600, -3600, 86_400 * 365})
    void ordersWaitAsLongAsPlannedWhateverTheClockShowsAfterTheStart(long seconds) {
        restart(Duration.ofSeconds(seconds), LedgerFixture.BOOT);
        ClaimedStep work = next(ledger);
        assertThat(work).isNotNull();
        ledger.claims().record(work, new Outcome.Next("poll", now().plusSeconds(30), null, null), now());
        String order = work.order().id();
        restart(Duration.ZERO, LedgerFixture.BOOT);
        Instant due = ledger.orders().find(order).orElseThrow().dueAt();
        assertThat(Duration.between(now(), due)).isEqualTo(Duration.ofSeconds(29));
    }

    @Test
    void aMachineThatIsBusyWhileTheClocksAreReadMovesNothing() {
        ClaimedStep work = next(ledger);
        assertThat(work).isNotNull();
        Instant due = now().plusSeconds(30);
        ledger.claims().record(work, new Outcome.Next("poll", due, null, null), now());
        ledger.claims().recover(null, now().minusMillis(400));
        restart(Duration.ZERO, LedgerFixture.BOOT);
        assertThat(ledger.orders().find(work.order().id()).orElseThrow().dueAt())
                .isEqualTo(due);
    }

    @Test
    void aClockThatIsBehindAfterABootHoldsNothingLonger() {
        ClaimedStep work = next(ledger);
        assertThat(work).isNotNull();
        ledger.claims().record(work, new Outcome.Next("poll", now().plusSeconds(30), null, null), now());
        restart(HOUR.negated(), "another boot");
        Instant due = ledger.orders().find(work.order().id()).orElseThrow().dueAt();
        assertThat(Duration.between(now(), due)).isLessThanOrEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void onLinuxTheUptimeOfThisMachineIsKnown() {
        Uptime first = Uptime.read();
        org.junit.jupiter.api.Assumptions.assumeTrue(first != null, "no Linux");
        assertThat(first.boot()).hasSizeLessThanOrEqualTo(40).isNotBlank();
        assertThat(Uptime.read().millis()).isGreaterThanOrEqualTo(first.millis());
    }
}
