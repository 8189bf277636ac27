package org.hospitalhub.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.hospitalhub.pacing.ServiceModel;
import org.hospitalhub.pacing.Simulation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guaranteed bounds, with the real ledger, permits, plan and lane on a virtual clock. */
class LedgerSimulationTest {

    private static final Duration MARGIN = Duration.ofMillis(50);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    @Tag("slow")
    void aBacklogFinishes24OrdersAMinuteOnTheRealLedger() {
        backlogFinishes24OrdersAMinute(ServiceModel.EXPONENTIAL_120);
    }

    @Test
    @Tag("slow")
    void aBacklogOfEvenlySpreadAnswersDoesSoToo() {
        backlogFinishes24OrdersAMinute(ServiceModel.UNIFORM);
    }

    private void backlogFinishes24OrdersAMinute(ServiceModel model) {
        try (LedgerHub hub = new LedgerHub(folder, MARGIN)) {
            Simulation simulation = new Simulation(model, 1, Duration.ofMinutes(20), service -> hub);
            Simulation.Result result = simulation.backlog(Duration.ofMinutes(80));
            assertThat(result.steadyPerMinute()).isGreaterThanOrEqualTo(24.0);
            assertThat(result.requestsPerOrder()).isLessThanOrEqualTo(2.1);
            assertThat(result.limitViolations() + result.pauseViolations()).isZero();
        }
    }

    @Test
    void aSingleOrderIsAskedEvery10SecondsOnTheRealLedger() {
        try (LedgerHub hub = new LedgerHub(folder, MARGIN)) {
            Simulation simulation =
                    new Simulation(ServiceModel.EXPONENTIAL_30, 1, Duration.ofMinutes(10), service -> hub);
            Simulation.Result result = simulation.single(Duration.ofHours(6), Duration.ofMinutes(2));
            assertThat(result.waited()).isLessThanOrEqualTo(5.5);
            assertThat(result.limitViolations() + result.pauseViolations()).isZero();
        }
    }

    @Test
    @Tag("slow")
    void anUrgentOrderBehind100000OthersLeavesWithTheNextPermit() {
        urgentOrdersLeaveAtOnceBehind(100_000);
    }

    @Test
    void anUrgentOrderBehindManyOthersLeavesWithTheNextPermit() {
        urgentOrdersLeaveAtOnceBehind(2_000);
    }

    private void urgentOrdersLeaveAtOnceBehind(int others) {
        try (LedgerHub hub = new LedgerHub(folder, MARGIN)) {
            hub.accept(others, Simulation.START);
            OccasionalUrgentOrders urgent =
                    new OccasionalUrgentOrders(hub, Simulation.START.plus(Duration.ofMinutes(2)));
            Simulation simulation =
                    new Simulation(ServiceModel.EXPONENTIAL_30, 1, Duration.ofMinutes(1), service -> urgent);
            Simulation.Result result = simulation.backlog(Duration.ofMinutes(10));
            assertThat(urgent.waits()).hasSizeGreaterThan(30);
            assertThat(urgent.overtaken()).isZero();
            assertThat(urgent.ninetyNinthPercentile()).isLessThanOrEqualTo(Duration.ofMillis(1_300));
            assertThat(result.limitViolations() + result.pauseViolations()).isZero();
        }
    }
}
