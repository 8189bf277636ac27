package org.hospitalhub.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceChangeTest {

    private static final Instant NOW = Simulation.START;
    private static final Instant NEVER = Instant.MIN;

    @Test
    void aServiceThatAnswersAsBeforeHasNotChanged() {
        assertThat(since(history(800, 0, 300))).isEqualTo(NEVER);
    }

    @Test
    void aServiceThatAnswersEveryEarlyPollHasBecomeFaster() {
        Instant since = since(history(600, 200, 75));
        assertThat(since).isBetween(NOW.minusSeconds(200), NOW.minusSeconds(50));
    }

    @Test
    void aServiceThatBecameSlowerIsLeftToTheCurveThatSeesEveryPollFail() {
        assertThat(since(history(600, 200, 1_200))).isEqualTo(NEVER);
    }

    @Test
    void fewOrdersTellOfNoChange() {
        assertThat(since(history(80, 200, 75))).isEqualTo(NEVER);
    }

    private static Instant since(List<AnswerTime> history) {
        PaceChange change = PaceChange.of(history, NOW);
        return change == null ? NEVER : change.since(NEVER);
    }

    /** Orders one second apart, spread evenly over up to 300 s, then as many over up to {@code longest}. */
    private static List<AnswerTime> history(int before, int after, int longest) {
        List<AnswerTime> history = new ArrayList<>();
        for (int i = 0; i < before + after; i++) {
            double part = (i * 37 % 100 + 0.5) / 100;
            history.add(polled(
                    part * (i < before ? 300 : longest),
                    i % 10 == 0 ? 100 : 290,
                    NOW.minusSeconds(before + after - i)));
        }
        return history;
    }

    /** An order that is polled at one age, and a quarter of an hour later if that was in vain. */
    private static AnswerTime polled(double seconds, int age, Instant at) {
        return seconds <= age
                ? new AnswerTime(Duration.ZERO, Duration.ofSeconds(age), at)
                : new AnswerTime(Duration.ofSeconds(age), Duration.ofSeconds(age + 900), at);
    }
}
