package org.hospitalhub.calls;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The total time of one call, until its last byte has arrived. */
final class CallDeadline {

    private final Future<?> scheduled;
    private volatile boolean over;

    /** Starts the time; the action runs when it is over. */
    CallDeadline(ScheduledExecutorService timer, Duration total, Runnable end) {
        this.scheduled = timer.schedule(
                () -> {
                    over = true;
                    end.run();
                },
                total.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    boolean isOver() {
        return over;
    }

    void stop() {
        scheduled.cancel(false);
    }
}
