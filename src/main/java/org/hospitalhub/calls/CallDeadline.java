package org.hospitalhub.calls;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The total time of one call; it does not run while the call waits for something of the hub itself. */
final class CallDeadline {

    private final ScheduledExecutorService timer;
    private final Runnable end;
    private long leftNanos;
    private long since;
    private Future<?> scheduled;
    private volatile boolean over;

    /** Starts the time; the action runs when it is over. */
    CallDeadline(ScheduledExecutorService timer, Duration total, Runnable end) {
        this.timer = timer;
        this.end = end;
        this.leftNanos = total.toNanos();
        this.since = System.nanoTime();
        this.scheduled = scheduled();
    }

    private Future<?> scheduled() {
        return timer.schedule(
                () -> {
                    over = true;
                    end.run();
                },
                Math.max(0, leftNanos),
                TimeUnit.NANOSECONDS);
    }

    boolean isOver() {
        return over;
    }

    void stop() {
        scheduled.cancel(false);
        leftNanos -= System.nanoTime() - since;
    }

    void goOn() {
        if (!over) {
            since = System.nanoTime();
            scheduled = scheduled();
        }
    }
}
