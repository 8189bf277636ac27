package org.hospitalhub.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LargeDataTest {

    private static final int LARGE = 10_000_000;

    private final LargeData data = new LargeData(512L << 20);

    private CompletableFuture<Void> anotherHolds(int bytes) {
        return CompletableFuture.runAsync(() -> {
            try (LargeData.Work work = data.during()) {
                LargeData.hold(bytes);
            }
        });
    }

    @Test
    void aSecondLargeAnswerWaitsUntilTheFirstIsDone() throws Exception {
        FutureTask<Void> second = new FutureTask<>(() -> {
            try (LargeData.Work work = data.during()) {
                LargeData.hold(LARGE);
            }
            return null;
        });
        Thread thread = new Thread(second);
        try (LargeData.Work work = data.during()) {
            LargeData.hold(LARGE);
            thread.start();
            await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
            assertThat(second).isNotDone();
        }
        second.get(20, TimeUnit.SECONDS);
    }

    @Test
    void aSmallAnswerNeverWaits() throws Exception {
        try (LargeData.Work work = data.during()) {
            LargeData.hold(LARGE);
            anotherHolds(10_000).get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void oneThreadHoldsSeveralInOnePlace() {
        try (LargeData.Work work = data.during()) {
            LargeData.hold(LARGE);
            try (LargeData.Work inner = data.during()) {
                LargeData.hold(LARGE);
            }
            LargeData.hold(LARGE);
        }
        assertThat(data).isNotNull();
    }

    @Test
    void anEndedWorkLeavesNothingHeld() throws Exception {
        for (int i = 0; i < 3; i++) {
            anotherHolds(LARGE).get(20, TimeUnit.SECONDS);
        }
        LargeData.hold(LARGE);
        anotherHolds(LARGE).get(20, TimeUnit.SECONDS);
    }
}
