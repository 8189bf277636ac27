package org.hospitalhub.wiring.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MonotonicClockTest {

    private static final Instant START = Instant.parse("2026-03-01T09:00:00Z");

    private final AtomicReference<Instant> wall = new AtomicReference<>(START);
    private final AtomicLong ticks = new AtomicLong(Long.MAX_VALUE - 5);
    private final MonotonicClock clock = new MonotonicClock(wall::get, ticks::get);

    private void pass(Duration time) {
        wall.updateAndGet(before -> before.plus(time));
        ticks.addAndGet(time.toNanos());
    }

    @Test
    void startsWithTheWallClockAndGoesOnWithTheTicks() {
        pass(Duration.ofSeconds(90));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(90));
    }

    @ParameterizedTest
    @ValueSource(longs = {3600, -3600, 30, -30})
    void settingTheWallClockMovesNoWindowByMoreThanAThousandth(long seconds) {
        Instant before = clock.instant();
        wall.updateAndGet(time -> time.plusSeconds(seconds));
        assertThat(clock.instant()).isEqualTo(before);
        pass(Duration.ofSeconds(60));
        assertThat(Duration.between(before, clock.instant()))
                .isBetween(Duration.ofMillis(59_940), Duration.ofMillis(60_060));
    }

    @ParameterizedTest
    @ValueSource(longs = {2000, -2000})
    void aSmallDifferenceIsGoneAfterAWhile(long millis) {
        wall.updateAndGet(time -> time.plusMillis(millis));
        for (int minute = 0; minute < 60; minute++) {
            pass(Duration.ofMinutes(1));
            clock.instant();
        }
        assertThat(clock.instant()).isEqualTo(wall.get());
    }

    @Test
    void timeNeverGoesBack() {
        Instant last = clock.instant();
        for (int i = 0; i < 1_000; i++) {
            ticks.addAndGet(i % 7 == 0 ? 0 : 1_500);
            wall.updateAndGet(time -> time.minusMillis(100));
            Instant next = clock.instant();
            assertThat(next).isAfterOrEqualTo(last);
            last = next;
        }
    }
}
