package org.hospitalhub.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The first hour over many seeds, for the tables of docs/pacing.md: {@code -Dfirst.hour.seeds=40}. Its bounds are of what is reached,
 * not of what is wanted.
 */
@Tag("slow")
class FirstHourSweepTest {

    private static final int SEED = 1001;

    private record Run(Simulation.Batch hub, Simulation.Batch best) {
        double mean() {
            return hub.mean() / best.mean();
        }

        double end() {
            return hub.end() / best.end();
        }

        int answers() {
            return minutes().sum();
        }

        IntStream minutes() {
            return IntStream.range(6, 16)
                    .map(minute ->
                            minute < hub.perMinute().size() ? hub.perMinute().get(minute) : 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 300, 600, 3_000})
    void everyDistributionIsFinishedNearlyAsSoonAsByAClairvoyant(int orders) {
        int seeds = Math.max(1, Integer.getInteger("first.hour.seeds", 4) * (orders == 3_000 ? 1 : 4) / 4);
        for (ServiceModel model : FirstHourTest.MODELS) {
            List<Run> runs = IntStream.range(SEED, SEED + seeds)
                    .parallel()
                    .mapToObj(seed -> run(model, orders, seed))
                    .toList();
            System.out.printf(
                    Locale.ROOT,
                    "SWEEP %d x %d | %s | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.0f | %.0f | %d of %d%n",
                    orders,
                    seeds,
                    model.words,
                    mean(runs, Run::mean),
                    most(runs, Run::mean),
                    mean(runs, Run::end),
                    most(runs, Run::end),
                    mean(runs, run -> run.hub().requestsPerOrder()),
                    most(runs, run -> run.hub().requestsPerOrder()),
                    mean(runs, Run::answers),
                    -most(runs, run -> -run.answers()),
                    runs.stream()
                            .filter(run -> run.minutes().allMatch(each -> each >= 23))
                            .count(),
                    seeds);
            assertThat(mean(runs, Run::mean)).as("mean: " + model).isLessThanOrEqualTo(orders < 3_000 ? 1.55 : 1.12);
            assertThat(mean(runs, Run::end)).as("end: " + model).isLessThanOrEqualTo(1.25);
            assertThat(runs).allMatch(run -> run.hub().violations() == 0);
        }
    }

    private static Run run(ServiceModel model, int orders, int seed) {
        return new Run(
                new Simulation(model, seed, Duration.ZERO, service -> PlannedHub.learning()).batch(orders),
                new Simulation(model, seed, Duration.ZERO, PlannedHub::ideal).batch(orders));
    }

    private static double mean(List<Run> runs, ToDoubleFunction<Run> of) {
        return runs.stream().mapToDouble(of).average().orElseThrow();
    }

    private static double most(List<Run> runs, ToDoubleFunction<Run> of) {
        return runs.stream().mapToDouble(of).max().orElseThrow();
    }
}
