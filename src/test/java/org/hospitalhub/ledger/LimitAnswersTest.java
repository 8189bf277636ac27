package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.rules.Wording;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What limit answers do to a budget in the ledger, and what it keeps for urgent orders. */
class LimitAnswersTest {

    private static final int LEAST = 10;

    private final LedgerFixture stage =
            new LedgerFixture(new Budget("svc", 50, Duration.ofSeconds(60), Duration.ZERO, 8, Duration.ZERO, LEAST));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Ledger ledger;

    @BeforeEach
    void open() {
        ledger = stage.open(LedgerSettings.sqlite(folder.resolve("ledger.db"), LedgerContract.KEY));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void oneOrderThatMeetsALimitStopsNoOther() {
        accept(2);
        for (int times = 0; times < 3; times++) {
            ClaimedStep first = stage.claim(ledger);
            ledger.claims().record(first, stage.failed(Outcome.Remedy.LIMIT_WORDS, null), stage.now());
            ClaimedStep second = stage.claim(ledger);
            assertThat(second.order().id()).isNotEqualTo(first.order().id());
            ledger.claims().record(second, stage.failed(Outcome.Remedy.RETRY, null), stage.now());
            stage.advance(Duration.ofMinutes(15));
        }
        assertThat(use().stoppedUntil()).isNull();
    }

    @Test
    void twoOrdersThatGetATextAboutALimitStopTheBudget() {
        accept(3);
        ledger.claims().record(stage.claim(ledger), stage.failed(Outcome.Remedy.LIMIT_WORDS, null), stage.now());
        assertThat(use().stoppedUntil()).isNull();
        ledger.claims().record(stage.claim(ledger), stage.failed(Outcome.Remedy.LIMIT_WORDS, null), stage.now());
        assertThat(use().stoppedUntil()).isEqualTo(stage.now().plusSeconds(30));
    }

    @Test
    void aServiceThatAsksToWaitTooLongIsForAPerson() {
        accept(1);
        ClaimedStep work = stage.claim(ledger);
        ledger.claims()
                .record(work, stage.failed(Outcome.Remedy.LIMITED, Duration.ofSeconds(999_999_999)), stage.now());
        Order parked = ledger.orders().find(work.order().id()).orElseThrow();
        assertThat(parked.state()).isEqualTo(State.PARKED);
        assertThat(java.util.Objects.requireNonNull(parked.problem()).toString())
                .contains("WAIT_TOO_LONG")
                .contains("277777 hours");
        assertThat(use().stoppedUntil()).isEqualTo(stage.now().plusSeconds(30));
    }

    @Test
    void aLimitThatAnswersOfTwoOrdersTellOfStopsTheWholeBudget() {
        accept(3);
        for (int order = 0; order < 2; order++) {
            ledger.claims().record(stage.claim(ledger), stage.nextPoll(), stage.now());
        }
        stage.advance(Duration.ofSeconds(10));
        ledger.claims().record(stage.claim(ledger), orderAgain(), stage.now());
        assertThat(use().stoppedUntil()).isNull();
        ledger.claims().record(stage.claim(ledger), orderAgain(), stage.now());
        assertThat(stage.notYet(ledger).why()).contains("the service stopped budget svc: the daily limit");
        assertThat(use().stoppedUntil()).isEqualTo(stage.now().plusSeconds(30));
    }

    @Test
    void requestsSentBeforeAStopDoNotShrinkTheShareASecondTime() {
        accept(3);
        for (int order = 0; order < 3; order++) {
            ledger.claims().record(stage.claim(ledger), stage.nextPoll(), stage.now());
        }
        stage.advance(Duration.ofSeconds(10));
        ledger.claims().record(stage.claim(ledger), orderAgain(), stage.now());
        ledger.claims().record(stage.claim(ledger), orderAgain(), stage.now());
        stage.advance(Duration.ofSeconds(31));
        ledger.claims().record(stage.claim(ledger), orderAgain(), stage.now());
        assertThat(use().stoppedUntil()).isNull();
        assertThat(use().share()).isEqualTo(50);
    }

    @Test
    void repeatedLimitAnswersShrinkTheShareToTheLeastAndQuietMinutesBringItBack() {
        accept(1);
        for (int answer = 0; answer < 8; answer++) {
            ledger.claims().record(stage.claim(ledger), stage.failed(Outcome.Remedy.LIMITED, null), stage.now());
            stage.advance(Duration.between(stage.now(), use().stoppedUntil()));
        }
        assertThat(use().share()).isEqualTo(LEAST);
        stage.advance(Duration.ofMinutes(2));
        assertThat(use().share()).isBetween(LEAST + 1, 49);
        stage.advance(Duration.ofMinutes(5));
        assertThat(use().share()).isEqualTo(50);
    }

    @Test
    void theReserveIsThereForUrgentOrders() {
        accept(60);
        for (int order = 0; order < 42; order++) {
            stage.advance(Duration.ofMillis(1_429));
            ledger.claims().record(stage.claim(ledger), stage.nextPollRipeAfter(Duration.ofHours(1)), stage.now());
        }
        assertThat(stage.notYet(ledger).why()).contains("used up");
        accept(stage.order("urgent").withPriority(Priority.URGENT));
        assertThat(stage.claim(ledger).order().priority()).isEqualTo(Priority.URGENT);
    }

    private Outcome orderAgain() {
        return new Outcome.Next("submit", stage.now().plusSeconds(60), null, null, Wording.verbatim("the daily limit"));
    }

    private void accept(int orders) {
        for (int order = 0; order < orders; order++) {
            accept(stage.order("k" + order));
        }
    }

    private void accept(Given order) {
        ledger.acceptance().accept(order.order());
    }

    private Services.BudgetUse use() {
        return java.util.Objects.requireNonNull(
                ledger.services().all(stage.now()).get(0).budget());
    }
}
