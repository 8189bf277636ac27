package org.hospitalhub.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerCurveTest {

    private static final Instant NOW = Simulation.START;

    @Provide
    Arbitrary<List<AnswerTime>> histories() {
        Arbitrary<Long> millis =
                Arbitraries.longs().between(0, Duration.ofDays(2).toMillis());
        Arbitrary<AnswerTime> any = Combinators.combine(millis, millis.injectNull(0.3), millis)
                .as((lower, more, ago) -> new AnswerTime(
                        Duration.ofMillis(lower),
                        more == null ? null : Duration.ofMillis(lower + more),
                        NOW.minusMillis(ago)));
        return any.list().ofMaxSize(60);
    }

    @Property(tries = 200)
    void aCurveOnlyRisesAndStaysBetweenZeroAndOne(@ForAll("histories") List<AnswerTime> history) {
        AnswerCurve curve = AnswerCurve.learn(history, NOW);
        double before = 0;
        for (int cell = 0; cell < AnswerCurve.CELLS; cell++) {
            assertThat(curve.answeredAt(cell)).isBetween(before, 1.0);
            before = curve.answeredAt(cell);
        }
        assertThat(before + curve.never()).isBetween(1 - 1e-9, 1 + 1e-9);
    }

    @Test
    void withoutHistoryAnAnswerIsPossibleAtEveryAge() {
        AnswerCurve curve = AnswerCurve.learn(List.of(), NOW);
        assertThat(curve.answered(Duration.ofSeconds(5))).isPositive();
        assertThat(curve.answered(Duration.ofDays(1))).isLessThan(1);
        assertThat(curve.answered(Duration.ofDays(9))).isEqualTo(curve.answered(Duration.ofDays(1)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anExponentialIsRecoveredFromQuestionsAtRandomAges(long seed) {
        AnswerCurve curve = AnswerCurve.learn(asked(seed, random -> -60 * Math.log(1 - random.nextDouble())), NOW);
        for (int age : new int[] {30, 60, 120, 240}) {
            assertThat(curve.answered(Duration.ofSeconds(age)))
                    .as("answered by " + age + " s")
                    .isBetween(1 - Math.exp(-(age / 1.11 - 5) / 60) - 0.1, 1 - Math.exp(-age * 1.11 / 60) + 0.1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void twoHumpsAreDistinguished(long seed) {
        AnswerCurve curve = AnswerCurve.learn(asked(seed, random -> random.nextBoolean() ? 15 : 400), NOW);
        assertThat(curve.answered(Duration.ofSeconds(100))).isBetween(0.4, 0.6);
        assertThat(curve.answered(Duration.ofMinutes(5))).isBetween(0.4, 0.6);
        assertThat(curve.answered(Duration.ofSeconds(500))).isGreaterThan(0.9);
    }

    @Test
    void ordersThatWereGivenUpDoNotCountAsAnswered() {
        AnswerCurve curve = AnswerCurve.learn(
                asked(1, random -> random.nextInt(10) == 0 ? 1e9 : -30 * Math.log(1 - random.nextDouble())), NOW);
        assertThat(curve.answered(Duration.ofMinutes(15))).isBetween(0.86, 0.94);
    }

    @Test
    void oldObservationsFade() {
        List<AnswerTime> history = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            history.add(seen(100, 110, NOW.minus(Duration.ofDays(3))));
            history.add(seen(10, 20, NOW));
        }
        assertThat(AnswerCurve.learn(history, NOW).answered(Duration.ofSeconds(30)))
                .isGreaterThan(0.95);
    }

    @Test
    void theOrderOfTheHistoryDoesNotMatter() {
        List<AnswerTime> history = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            history.add(seen(i % 70, i % 70 + 10, NOW.minusSeconds(i)));
        }
        AnswerCurve one = AnswerCurve.learn(history, NOW);
        java.util.Collections.shuffle(history, new Random(1));
        AnswerCurve other = AnswerCurve.learn(history, NOW);
        assertThat(other.answered(Duration.ofSeconds(40)))
                .isCloseTo(one.answered(Duration.ofSeconds(40)), org.assertj.core.data.Offset.offset(1e-6));
    }

    private static AnswerTime seen(int lower, int upper, Instant at) {
        return new AnswerTime(Duration.ofSeconds(lower), Duration.ofSeconds(upper), at);
    }

    /** A thousand orders, each asked at growing ages with a random start until answered or given up after an hour. */
    private static List<AnswerTime> asked(long seed, ToDoubleFunction<Random> answer) {
        Random random = new Random(seed);
        List<AnswerTime> history = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            double ready = answer.applyAsDouble(random);
            double lower = 0;
            double upper = 10 + 20 * random.nextDouble();
            while (upper < ready && upper < 3600) {
                lower = upper;
                upper *= 1.2 + random.nextDouble();
            }
            Duration until = upper < ready ? null : Duration.ofMillis((long) (upper * 1000));
            history.add(new AnswerTime(Duration.ofMillis((long) (lower * 1000)), until, NOW.minusSeconds(i)));
        }
        return history;
    }
}
