package org.hospitalhub.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.hospitalhub.pacing.PlannedHub;
import org.hospitalhub.pacing.ServiceModel;
import org.hospitalhub.pacing.Simulation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a cold hub does with one batch, on the real ledger; printed for the page about pacing. {@code -Dfirst.hour.seeds} and
 * {@code -Dfirst.hour.most} say how much of it.
 */
@Tag("slow")
class FirstHourReportTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {12, 300, 600, 3_000})
    void aColdHub(int orders) {
        if (orders > Integer.getInteger("first.hour.most", 3_000)) {
            return;
        }
        for (ServiceModel model : List.of(
                ServiceModel.CONST_5,
                ServiceModel.EXPONENTIAL_30,
                ServiceModel.EXPONENTIAL_120,
                ServiceModel.LOG_NORMAL,
                ServiceModel.UNIFORM,
                ServiceModel.TWO_HUMPS,
                ServiceModel.CONST_90,
                ServiceModel.TWO_STEPS,
                ServiceModel.HEAVY_TAIL,
                ServiceModel.NARROW)) {
            double mean = 0;
            double end = 0;
            double requests = 0;
            int violations = 0;
            List<Integer> perMinute = List.of();
            int seeds = Integer.getInteger("first.hour.seeds", 2);
            for (int seed = 101; seed < 101 + seeds; seed++) {
                Path home = folder.resolve(orders + "-" + model + "-" + seed);
                home.toFile().mkdirs();
                try (LedgerHub hub = new LedgerHub(home, Duration.ofMillis(250))) {
                    Simulation.Batch best =
                            new Simulation(model, seed, Duration.ZERO, PlannedHub::clairvoyant).batch(orders);
                    Simulation.Batch batch = new Simulation(model, seed, Duration.ZERO, service -> hub).batch(orders);
                    mean += batch.mean() / best.mean() / seeds;
                    end += batch.end() / best.end() / seeds;
                    requests += batch.requestsPerOrder() / seeds;
                    violations += batch.violations();
                    perMinute = batch.perMinute();
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "FIRST %d | %s | %.2f | %.2f | %.2f | %d | %s%n",
                    orders,
                    model,
                    mean,
                    end,
                    requests,
                    violations,
                    perMinute.subList(0, Math.min(40, perMinute.size())));
            assertThat(violations).as("limit or pause broken: " + model).isZero();
            assertThat(mean).as("mean: " + model).isLessThanOrEqualTo(orders < 3_000 ? 1.7 : 1.12);
            assertThat(requests).as("requests per order: " + model).isLessThanOrEqualTo(orders < 300 ? 40 : 2.35);
        }
    }
}
