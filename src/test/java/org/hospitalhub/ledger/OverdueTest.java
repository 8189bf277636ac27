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
class OverdueTest {

    private final LedgerStage stage =
            new LedgerStage(new Budget("svc", 3_000, Duration.ofMinutes(1), Duration.ZERO, 0, Duration.ZERO));

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
    void theyAreBroughtForwardOnce() {
        sixtyAnswersAfterTenSeconds();
        stage.advance(Duration.ofMinutes(10));
        assertThat(ledger.claims().bringForward(stage.now())).isEqualTo(1);
        assertThat(ledger.claims().bringForward(stage.now())).isZero();
    }

    @Test
    void nothingMovesBeforeThePlanHasLearned() {
        stage.advance(Duration.ofMinutes(10));
        assertThat(ledger.claims().bringForward(stage.now())).isZero();
    }

    @Test
    void thePauseIsNeverCutShort() {
        sixtyAnswersAfterTenSeconds();
        submit("just-asked", Duration.ofHours(2));
        stage.advance(Duration.ofMillis(9_999));
        assertThat(ledger.claims().bringForward(stage.now()))
                .as("the far-off one, not the one just asked")
                .isEqualTo(1);
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

    private void submit(String key, Duration ripe) {
        ledger.acceptance().accept(stage.order(key).order());
        ledger.claims().record(stage.claim(ledger), stage.nextPollRipeAfter(ripe), stage.now());
    }
}
