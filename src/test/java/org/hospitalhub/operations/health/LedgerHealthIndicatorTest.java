package org.hospitalhub.operations.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.health.contributor.Status;

@Timeout(20)
class LedgerHealthIndicatorTest {

    private final AtomicLong ticks = new AtomicLong();

    private LedgerHealthIndicator health(java.util.function.LongSupplier bytes) {
        return new LedgerHealthIndicator(bytes, Duration.ofMillis(100), ticks::get);
    }

    @Test
    void aLedgerThatAnswersIsUp() {
        assertThat(health(() -> 7).health().getDetails()).containsEntry("bytes", 7L);
    }

    @Test
    void aLedgerThatRefusesIsDown() {
        LedgerHealthIndicator health = health(() -> {
            throw new IllegalStateException("closed");
        });
        assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void aLedgerThatIsSilentIsDownInTimeAskedOnceAndUpWhenItSpeaksAgain() {
        CountDownLatch speaks = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        LedgerHealthIndicator health = health(() -> {
            asked.incrementAndGet();
            try {
                speaks.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return 7;
        });
        for (int i = 0; i < 5; i++) {
            assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
        }
        assertThat(health.up()).isFalse();
        assertThat(asked).hasValue(1);
        speaks.countDown();
        ticks.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(health.up()).isTrue();
    }
}
