package org.hospitalhub.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bounds that the product must keep, on a virtual clock. */
class PacingSimulationTest {

    private static final Duration WARM_UP = Duration.ofHours(2);

    /** Two hours to learn, then four of a service that does not change; a longer time averages more and forgives more. */
    private static final Duration LENGTH = Duration.ofHours(6);

    /** Two hours to learn, then one whole turn of the drift, so that the bound does not hang on a lucky part of it. */
    private static final Duration DRIFT = Duration.ofHours(10);

    /** Until two hours or more after the last change. */
    private static final Duration CHANGES = Duration.ofHours(7);

    /** An order that never answers costs a request and a question that finish nothing: 49.8 · 0.95 / 2. */
    private static final double BEST_WITH_5_PERCENT_NEVER = 23.65;

    @ParameterizedTest
    @EnumSource(names = {"UNIFORM", "DRIFTING"})
    void aBacklogFinishes24OrdersAMinuteWithAtMost2Point1RequestsEach(ServiceModel model) {
        finishes24(model);
    }

    @ParameterizedTest
    @Tag("slow")
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NEVER_5_PERCENT", "OUTAGE", "SHORT_OUTAGE", "SUDDEN"})
    void anyBacklogFinishes24OrdersAMinuteWithAtMost2Point1RequestsEach(ServiceModel model) {
        finishes24(model);
    }

    private static void finishes24(ServiceModel model) {
        Simulation.Result result = learning(model).backlog(model == ServiceModel.DRIFTING ? DRIFT : LENGTH);
        assertThat(result.perMinute()).isGreaterThanOrEqualTo(24.0);
        assertThat(result.requestsPerOrder()).isLessThanOrEqualTo(2.1);
        assertThat(result.limitViolations() + result.pauseViolations()).isZero();
    }

    @Test
    void ordersThatNeverAnswerDoNotEatTheBudget() {
        Simulation.Result result = learning(ServiceModel.NEVER_5_PERCENT).backlog(CHANGES);
        assertThat(result.perMinuteWithoutNever()).isGreaterThanOrEqualTo(24.0);
        assertThat(result.perMinute()).isGreaterThanOrEqualTo(0.95 * BEST_WITH_5_PERCENT_NEVER);
        assertThat(result.waited()).as("wait for an answer in seconds").isLessThanOrEqualTo(300);
        assertThat(result.limitViolations() + result.pauseViolations()).isZero();
    }

    @Test
    void aServiceThatSuddenlyTakesSixTimesAsLongMakesNoStorm() {
        Simulation simulation = learning(ServiceModel.SUDDEN);
        Simulation.Result result = simulation.backlog(CHANGES);
        assertThat(result.perMinute()).isGreaterThanOrEqualTo(23.5);
        assertThat(perMinute(simulation, 195, 240))
                .as("a quarter of an hour after it became slower")
                .isGreaterThanOrEqualTo(22);
        assertThat(perMinute(simulation, 300, 360)).as("after it became faster").isGreaterThanOrEqualTo(24);
        assertThat(waited(simulation, 316, 320))
                .as("wait for the answer a quarter of an hour after it became faster, in seconds")
                .isLessThanOrEqualTo(waited(simulation, 280, 300) / 2);
        assertThat(result.limitViolations() + result.pauseViolations()).isZero();
    }

    @Test
    @Tag("slow")
    void halfOfTheWaitIsGoneTenMinutesAfterAServiceBecameSixTimesAsFast() {
        DoubleSummaryStatistics minutes = LongStream.rangeClosed(1, 6)
                .mapToObj(seed -> new Simulation(ServiceModel.SUDDEN, seed, WARM_UP, service -> PlannedHub.learning()))
                .mapToDouble(PacingSimulationTest::minutesUntilHalfOfTheWait)
                .summaryStatistics();
        assertThat(minutes.getAverage()).isLessThanOrEqualTo(10);
        assertThat(minutes.getMax()).isLessThanOrEqualTo(20);
    }

    private static double minutesUntilHalfOfTheWait(Simulation simulation) {
        simulation.backlog(Duration.ofHours(6));
        double half = waited(simulation, 270, 300) / 2;
        return IntStream.range(0, 50)
                .filter(minute -> waited(simulation, 300 + minute, 302 + minute) <= half)
                .findFirst()
                .orElse(50);
    }

    private static double waited(Simulation simulation, int fromMinute, int toMinute) {
        return found(simulation, fromMinute, toMinute)
                .mapToLong(order -> order.waited().toSeconds())
                .average()
                .orElse(Double.POSITIVE_INFINITY);
    }

    private static Stream<SimulatedService.Finished> found(Simulation simulation, int fromMinute, int toMinute) {
        Instant from = Simulation.START.plus(Duration.ofMinutes(fromMinute));
        Instant to = Simulation.START.plus(Duration.ofMinutes(toMinute));
        return simulation.finished().stream()
                .filter(order -> !order.seen().isBefore(from) && order.seen().isBefore(to));
    }

    private static double perMinute(Simulation simulation, int fromMinute, int toMinute) {
        return (double) found(simulation, fromMinute, toMinute).count() / (toMinute - fromMinute);
    }

    @Test
    void anHourWithoutAnswersIsOvercome() {
        Simulation.Result result = learning(ServiceModel.OUTAGE).backlog(CHANGES);
        assertThat(result.perMinute()).isGreaterThanOrEqualTo(21.0);
        assertThat(result.limitViolations() + result.pauseViolations()).isZero();
    }

    @Test
    void theOrdersOfAnOutageAreFoundAsFastAsTheBudgetAllows() {
        Simulation simulation = learning(ServiceModel.SHORT_OUTAGE);
        Simulation.Result result = simulation.backlog(Duration.ofHours(6));
        Instant back = Simulation.START.plus(Duration.ofMinutes(210));
        List<Duration> found = simulation.finished().stream()
                .filter(order ->
                        order.orderedAt().isBefore(back) && !order.ready().isBefore(back))
                .map(order -> Duration.between(back, order.seen()))
                .sorted()
                .toList();
        // A question for each of them takes 24 minutes of the whole budget.
        assertThat(found).hasSizeGreaterThan(700);
        assertThat(found.get(found.size() * 99 / 100)).isLessThan(Duration.ofMinutes(50));
        assertThat(result.limitViolations() + result.pauseViolations()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"EXPONENTIAL_30", "EXPONENTIAL_120", "TWO_HUMPS"})
    void aSingleOrderWaitsAtMost5AndAHalfSecondsBeyondItsAnswer(ServiceModel model) {
        Simulation.Result result = learning(model).single(Duration.ofHours(20), Duration.ofMinutes(2));
        assertThat(result.waited()).isLessThanOrEqualTo(5.5);
        assertThat(result.limitViolations() + result.pauseViolations()).isZero();
    }

    private static Simulation learning(ServiceModel model) {
        return new Simulation(model, 1, WARM_UP, service -> PlannedHub.learning());
    }
}
