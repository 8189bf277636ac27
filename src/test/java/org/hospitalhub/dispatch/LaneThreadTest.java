package org.hospitalhub.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.hospitalhub.calls.LargeData;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.LedgerException;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.support.OrderBuilder;
import org.junit.jupiter.api.Test;

class LaneThreadTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final ClaimedStep WORK =
            OrderBuilder.order("svc.ask").owner("ivan").acceptedAt(NOW).claimed("svc", NOW);

    /** A ledger with one step to do, whose disk is full for so many writes of its outcome. */
    private static final class FullDisk implements Claims {

        private final AtomicBoolean claimed = new AtomicBoolean();
        private final AtomicInteger full;
        private final CompletableFuture<Outcome> recorded = new CompletableFuture<>();

        FullDisk(int writes) {
            full = new AtomicInteger(writes);
        }

        @Override
        public Claim claim(String lane, String node, Instant now, int most) {
            return claimed.getAndSet(true) ? new Claim.NotYet(null, null) : new Claim.Claimed(WORK, List.of());
        }

        @Override
        public boolean record(ClaimedStep work, Outcome outcome, Instant now) {
            if (full.getAndDecrement() > 0) {
                throw new LedgerException("no space left on device", null);
            }
            return recorded.complete(outcome);
        }

        @Override
        public void leaves(ClaimedStep work) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int recover(String node, Instant now) {
            return 0;
        }
    }

    @Test
    void anOutcomeWaitsForRoomInTheLedgerAndTheStepIsRunOnce() throws Exception {
        FullDisk ledger = new FullDisk(3);
        AtomicInteger runs = new AtomicInteger();
        Outcome done = new Outcome.Done(JsonNodeFactory.instance.objectNode());
        Clock clock = Clock.systemUTC();
        Lane lane = new Lane(
                "svc",
                "node",
                ledger,
                work -> {
                    runs.incrementAndGet();
                    return done;
                },
                clock);
        LaneThread thread = new LaneThread(lane, 1, clock, Duration.ofMillis(10), () -> {}, new LargeData(512L << 20));
        thread.start();
        try {
            assertThat(ledger.recorded.get(2, TimeUnit.MINUTES)).isSameAs(done);
            assertThat(runs).hasValue(1);
        } finally {
            thread.stopClaiming();
            assertThat(thread.awaitRunningSteps(Duration.ofMinutes(2))).isTrue();
        }
    }
}
