package org.hospitalhub.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@Timeout(20)
class PassesTest {

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final ClaimedStep WORK = new ClaimedStep(
            new Order(
                    "id",
                    "svc.ask",
                    State.WORKING,
                    "Zhukovskaya-Planted",
                    Priority.NORMAL,
                    "ivan",
                    new Address.Ask(),
                    "submit",
                    1,
                    NOW,
                    null,
                    null,
                    null,
                    null,
                    List.of(),
                    null,
                    null),
            "svc",
            "submit",
            1,
            1,
            NOW,
            NOW,
            new byte[0],
            JsonNodeFactory.instance.objectNode(),
            null);

    private final AtomicLong ticks = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicInteger places = new AtomicInteger();
    private final Passes passes = new Passes(ticks::get);

    @Test
    void aStepInItsTimeKeepsItsPlace() {
        Passes.Pass pass = passes.begin(WORK);
        ticks.addAndGet(LONGEST.toNanos());
        passes.giveUp(LONGEST, places::incrementAndGet);
        assertThat(places).hasValue(0);
        assertThat(passes.end(pass)).isTrue();
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void aStuckOneIsNamedOnceInterruptedAndItsPlaceGivenToAnother(CapturedOutput log) throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        AtomicInteger kept = new AtomicInteger(-1);
        Thread stuck = new Thread(
                () -> {
                    Passes.Pass pass = passes.begin(WORK);
                    began.countDown();
                    try {
                        TimeUnit.DAYS.sleep(1);
                    } catch (InterruptedException givenUp) {
                        kept.set(passes.stuck());
                    }
                    passes.end(pass);
                },
                "lane-svc-7");
        stuck.start();
        began.await();
        ticks.addAndGet(LONGEST.plusMillis(1).toNanos());
        passes.giveUp(LONGEST, places::incrementAndGet);
        stuck.join();
        passes.giveUp(LONGEST, places::incrementAndGet);
        assertThat(places).hasValue(1);
        assertThat(kept).hasValue(1);
        assertThat(passes.stuck()).isZero();
        assertThat(log.getAll()).contains("lane-svc-7", "svc-submit", "PT5M").doesNotContain("Planted");
    }

    @Test
    void whoWasGivenUpHasNoPlaceToGiveBackAndIsNotInterruptedAnyMore() {
        Passes.Pass pass = passes.begin(WORK);
        ticks.addAndGet(LONGEST.plusMillis(1).toNanos());
        passes.giveUp(LONGEST, places::incrementAndGet);
        assertThat(passes.end(pass)).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
