package org.hospitalhub.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.support.OrderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@Timeout(20)
class RunningStepsTest {

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final ClaimedStep WORK = OrderBuilder.order("svc.ask")
            .key("Zhukovskaya-Planted")
            .owner("ivan")
            .acceptedAt(NOW)
            .claimed("svc", NOW);

    private final AtomicLong ticks = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicInteger places = new AtomicInteger();
    private final RunningSteps runningSteps = new RunningSteps(ticks::get);

    @Test
    void aStepInItsTimeKeepsItsPlace() {
        RunningSteps.RunningStep runningStep = runningSteps.begin(WORK);
        ticks.addAndGet(LONGEST.toNanos());
        runningSteps.abandon(LONGEST, places::incrementAndGet);
        assertThat(places).hasValue(0);
        assertThat(runningSteps.end(runningStep)).isTrue();
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void aStuckOneIsNamedOnceInterruptedAndItsPlaceGivenToAnother(CapturedOutput log) throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        AtomicInteger kept = new AtomicInteger(-1);
        Thread stuck = new Thread(
                () -> {
                    RunningSteps.RunningStep runningStep = runningSteps.begin(WORK);
                    began.countDown();
                    try {
                        TimeUnit.DAYS.sleep(1);
                    } catch (InterruptedException givenUp) {
                        kept.set(runningSteps.stuckCount());
                    }
                    runningSteps.end(runningStep);
                },
                "lane-svc-7");
        stuck.start();
        began.await();
        ticks.addAndGet(LONGEST.plusMillis(1).toNanos());
        runningSteps.abandon(LONGEST, places::incrementAndGet);
        stuck.join();
        runningSteps.abandon(LONGEST, places::incrementAndGet);
        assertThat(places).hasValue(1);
        assertThat(kept).hasValue(1);
        assertThat(runningSteps.stuckCount()).isZero();
        assertThat(log.getAll()).contains("lane-svc-7", "svc-submit", "PT5M").doesNotContain("Planted");
    }

    @Test
    void anAbandonedWorkerHasNoPlaceToReleaseAndIsNotInterruptedAgain() {
        RunningSteps.RunningStep runningStep = runningSteps.begin(WORK);
        ticks.addAndGet(LONGEST.plusMillis(1).toNanos());
        runningSteps.abandon(LONGEST, places::incrementAndGet);
        assertThat(runningSteps.end(runningStep)).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
