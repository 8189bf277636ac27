package org.hospitalhub.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hospitalhub.pacing.ServiceModel;
import org.hospitalhub.pacing.SimulatedHub;
import org.hospitalhub.pacing.SimulatedService;
import org.hospitalhub.pacing.Simulation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three operations with a backlog each share one budget, cold, though one answers at once and one takes minutes: on the real ledger.
 * The first fifteen minutes are left out, since the slow ones have no answers before.
 */
class SeveralOperationsTest {

    private static final Map<String, ServiceModel> SERVICE = Map.of(
            "svc.quick",
            ServiceModel.CONST_5,
            "svc.even",
            ServiceModel.UNIFORM,
            "svc.slow",
            ServiceModel.EXPONENTIAL_120);
    private static final Duration WARM_UP = Duration.ofMinutes(15);
    private static final Duration LENGTH = Duration.ofMinutes(45);

    /** The window with its margin: what the budget can carry. */
    private static final double PER_MINUTE = SimulatedService.LIMIT * 60 / 60.25;

    private record Sent(String operation, boolean question, boolean answered, Instant at) {}

    /** Notes what was sent for which operation, and what came of it. */
    private static final class Noting implements SimulatedHub {
        private final LedgerHub hub;
        private final List<Sent> sent = new ArrayList<>();

        Noting(LedgerHub hub) {
            this.hub = hub;
        }

        @Override
        public void accept(int orders, Instant now) {
            SERVICE.keySet().stream().sorted().forEach(operation -> hub.accept(operation, orders, now));
        }

        @Override
        public Claim claim(Instant now) {
            return hub.claim(now);
        }

        @Override
        public void record(Request request, boolean answered, Instant now) {
            sent.add(new Sent(hub.operationOf(request.order()), request.question(), answered, now));
            hub.record(request, answered, now);
        }

        private long count(String operation, boolean answersOnly, Duration from, Duration to) {
            return sent.stream()
                    .filter(each -> operation.isEmpty() || each.operation().equals(operation))
                    .filter(each -> each.answered() || !answersOnly)
                    .filter(each -> !each.at().isBefore(Simulation.START.plus(from))
                            && each.at().isBefore(Simulation.START.plus(to)))
                    .count();
        }
    }

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    @Tag("slow")
    void theWholeBudgetIsUsedAndEachOperationHasItsThird() {
        try (LedgerHub hub = new LedgerHub(
                folder,
                Duration.ofMillis(250),
                SERVICE.keySet().stream().sorted().toList())) {
            Noting noting = new Noting(hub);
            Simulation simulation = new Simulation(
                    order -> SERVICE.getOrDefault(hub.operationOf(order), ServiceModel.CONST_5),
                    1,
                    Duration.ZERO,
                    service -> noting);
            noting.accept(500, Simulation.START);
            simulation.pass(LENGTH);
            double minutes = LENGTH.minus(WARM_UP).toMinutes();
            double used = noting.count("", false, WARM_UP, LENGTH) / minutes / PER_MINUTE;
            double answers = noting.count("", true, WARM_UP, LENGTH) / minutes;
            System.out.printf(Locale.ROOT, "SEVERAL used %.3f | answers a minute %.2f%n", used, answers);
            assertThat(used).as("share of the budget that is used").isGreaterThanOrEqualTo(0.97);
            for (String operation : SERVICE.keySet()) {
                double share = noting.count(operation, true, WARM_UP, LENGTH) / minutes / answers;
                System.out.printf(Locale.ROOT, "SEVERAL %s %.3f%n", operation, share);
                assertThat(share).as("share of the answers of " + operation).isBetween(0.9 / 3, 1.1 / 3);
                for (Duration from = WARM_UP; from.compareTo(LENGTH) < 0; from = from.plusMinutes(5)) {
                    assertThat(noting.count(operation, true, from, from.plusMinutes(5)))
                            .as("answers of " + operation + " in five minutes")
                            .isGreaterThanOrEqualTo(20);
                }
            }
            assertThat(simulation.violations()).isZero();
        }
    }
}
