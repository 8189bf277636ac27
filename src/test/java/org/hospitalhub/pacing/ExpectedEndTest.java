package org.hospitalhub.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The expected end of a batch, from its tenth order in a hundred on, against its real end; both counted from its start. */
class ExpectedEndTest {

    private static final double FACTOR = 1.5;
    private static final int SEED = 301;

    /**
     * What was said in one run.
     *
     * @param shown share of the looks at which an end was shown
     * @param right share of those within the factor
     * @param worst greatest factor between what was shown and what came, one if nothing was shown
     */
    private record Run(double shown, double right, double worst) {}

    /** Passes everything on and looks at the expected end every five seconds. */
    private static final class Watched implements SimulatedHub {
        private final PlannedHub hub = PlannedHub.learning();
        private final List<Double> shown = new ArrayList<>();
        private Instant start = Simulation.START;
        private Instant last = Simulation.START;
        private Instant nextLook = Simulation.START;
        private int orders;
        private int done;
        private int looks;

        @Override
        public void accept(int more, Instant now) {
            hub.accept(more, now);
            shown.clear();
            start = now;
            nextLook = now;
            orders = more;
            done = 0;
            looks = 0;
        }

        @Override
        public Claim claim(Instant now) {
            return hub.claim(now);
        }

        @Override
        public void record(Request request, boolean answered, Instant now) {
            hub.record(request, answered, now);
            done += answered ? 1 : 0;
            last = answered ? now : last;
            if (done * 10 >= orders && done < orders && !now.isBefore(nextLook)) {
                looks++;
                nextLook = now.plusSeconds(5);
                ExpectedEnd end = hub.expectedEnd(now);
                if (end.isKnownWithin(FACTOR, start)) {
                    shown.add(seconds(end.likely()));
                }
            }
        }

        private double seconds(Instant moment) {
            return AnswerCurve.seconds(Duration.between(start, moment));
        }

        Run result() {
            double end = seconds(last);
            List<Double> factors =
                    shown.stream().map(each -> Math.max(each / end, end / each)).toList();
            return new Run(
                    looks == 0 ? 1 : (double) shown.size() / looks,
                    factors.stream()
                            .mapToInt(each -> each <= FACTOR ? 1 : 0)
                            .average()
                            .orElse(1),
                    factors.stream().mapToDouble(each -> each).max().orElse(1));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UNIFORM, 300, false, 0.9",
        "EXPONENTIAL_30, 300, false, 0.8",
        "TWO_STEPS, 300, false, 0.9",
        "NARROW, 300, false, 0.8",
        "UNIFORM, 300, true, 0.9",
        "EXPONENTIAL_30, 300, true, 0.9",
        "UNIFORM, 12, true, 0.9",
        "CONST_90, 12, true, 0.9"
    })
    void anExpectedEndIsWithinAFactorOfOneAndAHalfFromATenthOfTheBatchOn(
            ServiceModel model, int orders, boolean warm, double shown) {
        for (int seed = SEED; seed < SEED + 2; seed++) {
            Run run = run(model, orders, warm, seed);
            assertThat(run.worst()).isLessThanOrEqualTo(FACTOR);
            assertThat(run.shown()).as("share of the looks that showed an end").isGreaterThanOrEqualTo(shown);
        }
    }

    /** {@code -Dends.seeds=20} for docs/pacing.md. */
    @ParameterizedTest
    @Tag("slow")
    @ValueSource(ints = {12, 300, 3_000})
    void mostExpectedEndsThatAreShownAreRightForEveryDistribution(int orders) {
        int seeds = Integer.getInteger("ends.seeds", 2);
        for (ServiceModel model : FirstHourTest.MODELS) {
            for (boolean warm : new boolean[] {false, true}) {
                List<Run> runs = new ArrayList<>();
                for (int seed = SEED; seed < SEED + seeds; seed++) {
                    runs.add(run(model, orders, warm, seed));
                }
                double shown = runs.stream().mapToDouble(Run::shown).average().orElseThrow();
                double right = runs.stream()
                        .mapToDouble(run -> run.shown() * run.right())
                        .average()
                        .orElseThrow();
                double worst = runs.stream().mapToDouble(Run::worst).max().orElseThrow();
                System.out.printf(
                        Locale.ROOT,
                        "END %d | %s | %s | shown %.2f | right %.2f | worst %.2f%n",
                        orders,
                        model,
                        warm ? "warm" : "cold",
                        shown,
                        right,
                        worst);
                assertThat(shown - right).as("shown and wrong: " + model).isLessThanOrEqualTo(0.5);
            }
        }
    }

    private static Run run(ServiceModel model, int orders, boolean warm, int seed) {
        List<Watched> made = new ArrayList<>();
        Simulation simulation = new Simulation(model, seed, Duration.ZERO, service -> {
            made.add(new Watched());
            return made.get(0);
        });
        if (warm) {
            simulation.batch(400);
            simulation.pass(Duration.ofHours(1));
        }
        simulation.batch(orders);
        return Objects.requireNonNull(made.get(0)).result();
    }
}
