package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.hospitalhub.pacing.Budget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions that an earlier plan put far off, when the answers come quickly again. */
class PollReschedulerTest {

    private LedgerFixture stage =
            new LedgerFixture(new Budget("svc", 3_000, Duration.ofMinutes(1), Duration.ZERO, 0, Duration.ZERO));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Ledger ledger;

    @BeforeEach
    void open() {
        ledger = stage.open(LedgerSettings.sqlite(folder.resolve("ledger.db"), LedgerContract.KEY));
        submit("far-off", Duration.ofHours(2));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void theyAreAskedWhenThePresentPlanWouldHaveAskedLongAgo() {
        sixtyAnswersAfterTenSeconds();
        stage.advance(Duration.ofMinutes(10));
        assertThat(stage.claim(ledger).step()).isEqualTo("poll");
    }

    @Test
    void thePauseIsNeverCutShort() {
        sixtyAnswersAfterTenSeconds();
        submit("just-asked", Duration.ofHours(2));
        stage.advance(Duration.ofMillis(9_999));
        assertThat(ledger.claims().claim("svc", "node", stage.now()))
                .isInstanceOfSatisfying(
                        Claims.Claim.Claimed.class,
                        claimed -> assertThat(claimed.work().order().key()).isNotEqualTo("just-asked"));
    }

    @Test
    void theFirstPollOfAnOperationWithFixedPausesIsNotPutOff() {
        ledger.close();
        stage = new LedgerFixture(new Budget("svc", 60, Duration.ofMinutes(1), Duration.ZERO, 0, Duration.ZERO));
        ledger = stage.open(LedgerSettings.sqlite(folder.resolve("scarce.db"), LedgerContract.KEY));
        for (int order = 0; order < 60; order++) {
            submit("svc.strict", "slow" + order);
            stage.advance(Duration.ofSeconds(2));
        }
        stage.advance(Duration.ofMinutes(10));
        for (int order = 0; order < 60; order++) {
            ledger.claims().record(stage.claim(ledger), stage.done("yes"), stage.now());
            stage.advance(Duration.ofSeconds(2));
        }
        submit("svc.strict", "new");
        for (int order = 0; order < 300; order++) {
            ledger.acceptance()
                    .accept(stage.order("behind" + order)
                            .withOperation("svc.strict")
                            .order());
        }
        stage.advance(Duration.ofSeconds(11));
        assertThat(stage.claim(ledger).order().key()).isEqualTo("new");
    }

    private void sixtyAnswersAfterTenSeconds() {
        for (int order = 0; order < 60; order++) {
            submit("quick" + order, Duration.ofSeconds(10));
        }
        stage.advance(Duration.ofSeconds(10));
        for (int order = 0; order < 60; order++) {
            ledger.claims().record(stage.claim(ledger), stage.done("yes"), stage.now());
        }
    }

    private void submit(String operation, String key) {
        ledger.acceptance().accept(stage.order(key).withOperation(operation).order());
        ledger.claims().record(stage.claim(ledger), stage.nextPollRipeAfter(Duration.ofSeconds(10)), stage.now());
    }

    private void submit(String key, Duration ripe) {
        ledger.acceptance().accept(stage.order(key).order());
        ledger.claims().record(stage.claim(ledger), stage.nextPollRipeAfter(ripe), stage.now());
    }
}
