package org.hospitalhub.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearnedPollPlanTest {

    private static final Instant NOW = Simulation.START;
    private static final Duration PAUSE = Duration.ofSeconds(10);

    @Property(tries = 500)
    void aQuestionIsNeverRipeBeforeThePauseIsOver(
            @ForAll @IntRange(max = 200) int observations,
            @ForAll @LongRange(max = 500_000) long answered,
            @ForAll @LongRange(min = -5_000, max = 200_000_000) long lastAsked,
            @ForAll @IntRange(max = 100) int asked,
            @ForAll @IntRange(max = 1000) int orderedAt) {
        LearnedPollPlan plan = new LearnedPollPlan((operation, now) -> history(observations, answered), PAUSE);
        Instant ordered = NOW.plusMillis(orderedAt);
        assertThat(plan.ripe("n3.snils", ordered, null, 0, NOW)).isAfterOrEqualTo(ordered.plus(PAUSE));
        Instant last = ordered.plusMillis(lastAsked);
        assertThat(plan.ripe("n3.snils", ordered, last, asked, NOW)).isAfterOrEqualTo(last.plus(PAUSE));
    }

    @Test
    void aConstantServiceIsAskedWhenItsAnswerIsThere() {
        LearnedPollPlan plan = new LearnedPollPlan((operation, now) -> history(500, 90_000), PAUSE);
        long soonAfter = IntStream.range(0, 1000)
                .mapToObj(i -> NOW.plusMillis(1300L * i))
                .map(ordered -> Duration.between(ordered, plan.ripe("n3.snils", ordered, null, 0, NOW)))
                .filter(age -> age.toSeconds() >= 85 && age.toSeconds() <= 110)
                .count();
        assertThat(soonAfter).isGreaterThan(950);
    }

    @Test
    void aFewOrdersAreAskedEarlyAndAlwaysTheSame() {
        LearnedPollPlan plan = new LearnedPollPlan((operation, now) -> history(500, 90_000), PAUSE);
        List<Instant> early = early(plan);
        assertThat(early).hasSizeBetween(5, 50).isEqualTo(early(plan));
    }

    @Test
    void questionsBecomeRareWhenNothingAnswersAnyMore() {
        LearnedPollPlan plan = new LearnedPollPlan((operation, now) -> mostlyNever(), PAUSE);
        Instant asked = NOW;
        int questions = 0;
        while (asked.isBefore(NOW.plus(Duration.ofDays(1)))) {
            asked = plan.ripe("n3.snils", NOW, asked.equals(NOW) ? null : asked, questions, NOW);
            questions++;
        }
        assertThat(questions).isLessThan(15);
    }

    @ParameterizedTest
    @CsvSource({"-, 60, false", "-, 120, true", "30, 60, false", "30, 120, true"})
    void aQuestionIsWorthItWhenItsAnswerIsLikelyByNow(String asked, int age, boolean worth) {
        LearnedPollPlan plan = new LearnedPollPlan((operation, now) -> history(500, 90_000), PAUSE);
        Instant last = asked.equals("-") ? null : NOW.plusSeconds(Integer.parseInt(asked));
        assertThat(plan.worthNow("n3.snils", NOW, last, last == null ? 0 : 1, NOW.plusSeconds(age)))
                .isEqualTo(worth);
    }

    @Test
    void anOrderThatProbablyNeverAnswersIsNotWorthAQuestion() {
        LearnedPollPlan plan = new LearnedPollPlan((operation, now) -> mostlyNever(), PAUSE);
        assertThat(plan.worthNow("n3.snils", NOW, NOW.plusSeconds(7_200), 3, NOW.plusSeconds(20_000)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 19, false", "0, 20, true", "40, 99, false", "40, 100, true"})
    void untilTheFirstAnswerScoutsAreTwoAndAHalfTimesAsOldAsAnyOrderAskedInVain(int inVain, int age, boolean scout) {
        List<AnswerTime> history =
                inVain == 0 ? List.of() : List.of(new AnswerTime(Duration.ofSeconds(inVain), null, NOW));
        LearnedPollPlan plan = new LearnedPollPlan((operation, now) -> history, PAUSE);
        assertThat(plan.scout("n3.snils", NOW, NOW.plusSeconds(age))).isEqualTo(scout);
    }

    @Test
    void anEstimateOfManyIsWhatTheBudgetAllows() {
        LearnedPollPlan plan = new LearnedPollPlan((operation, now) -> history(500, 90_000), PAUSE);
        Instant end = plan.end("n3.snils", 2400, List.of(), 50, NOW).likely();
        assertThat(Duration.between(NOW, end).toMinutes()).isBetween(96L, 102L);
    }

    @Test
    void anEstimateOfOneIsItsAnswersTime() {
        LearnedPollPlan plan = new LearnedPollPlan((operation, now) -> history(500, 90_000), PAUSE);
        Instant end = plan.end("n3.snils", 0, List.of(Duration.ofSeconds(30)), 50, NOW)
                .likely();
        assertThat(Duration.between(NOW, end).toSeconds()).isBetween(50L, 75L);
    }

    @Test
    void anEstimateOfNothingIsNow() {
        LearnedPollPlan plan = new LearnedPollPlan((operation, now) -> List.of(), PAUSE);
        assertThat(plan.end("n3.snils", 0, List.of(), 50, NOW).likely()).isEqualTo(NOW);
    }

    private static List<Instant> early(LearnedPollPlan plan) {
        return IntStream.range(0, 1000)
                .mapToObj(i -> NOW.plusMillis(1300L * i))
                .filter(ordered -> plan.ripe("n3.snils", ordered, null, 0, NOW).isBefore(ordered.plusSeconds(85)))
                .toList();
    }

    /** Observations that all tell: not there 5 s before, there at this age. */
    private static List<AnswerTime> history(int observations, long answered) {
        List<AnswerTime> history = new ArrayList<>();
        for (int i = 0; i < observations; i++) {
            history.add(new AnswerTime(
                    Duration.ofMillis(Math.max(0, answered - 5000)), Duration.ofMillis(answered), NOW.minusSeconds(i)));
        }
        return history;
    }

    private static List<AnswerTime> mostlyNever() {
        List<AnswerTime> history = new ArrayList<>(history(50, 30_000));
        for (int i = 0; i < 450; i++) {
            history.add(new AnswerTime(Duration.ofHours(2), null, NOW.minusSeconds(i)));
        }
        return history;
    }
}
