package org.hospitalhub.dispatch;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.hospitalhub.ledger.ClaimedStep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps that a lane is running. A step that takes too long is logged and interrupted, and its worker is replaced. Its claim
 * has expired by then, so that a late outcome changes nothing.
 */
final class RunningSteps {

    private static final Logger log = LoggerFactory.getLogger(RunningSteps.class);
    private static final int FRAMES = 12;

    private final LongSupplier ticks;
    private final Set<RunningStep> running = ConcurrentHashMap.newKeySet();

    RunningSteps(LongSupplier ticks) {
        this.ticks = ticks;
    }

    /** One step in one thread. */
    static final class RunningStep {
        private final String step;
        private final Thread thread;
        private final long began;
        private final AtomicBoolean givenUp = new AtomicBoolean();

        RunningStep(String step, Thread thread, long began) {
            this.step = step;
            this.thread = thread;
            this.began = began;
        }
    }

    /** Records that the calling thread starts a step. */
    RunningStep begin(ClaimedStep work) {
        RunningStep runningStep =
                new RunningStep(work.service() + "-" + work.step(), Thread.currentThread(), ticks.getAsLong());
        running.add(runningStep);
        return runningStep;
    }

    /** Records that a step has ended; returns false when it was abandoned meanwhile and its worker was replaced. */
    boolean end(RunningStep runningStep) {
        running.remove(runningStep);
        boolean place = runningStep.givenUp.compareAndSet(false, true);
        if (!place) {
            // Clears the interrupt, so that recording the outcome is not interrupted, too.
            Thread.interrupted();
        }
        return place;
    }

    /** Returns the number of steps that were abandoned and have not ended. */
    int stuckCount() {
        return (int) running.stream()
                .filter(runningStep -> runningStep.givenUp.get())
                .count();
    }

    /** Abandons the steps that take longer than this, and runs an action for each. */
    void abandon(Duration longest, Runnable place) {
        for (RunningStep runningStep : running) {
            if (ticks.getAsLong() - runningStep.began > longest.toNanos()
                    && runningStep.givenUp.compareAndSet(false, true)) {
                log.error(
                        "Thread {} has worked on step {} for more than {} and is abandoned; it is at {}",
                        runningStep.thread.getName(),
                        runningStep.step,
                        longest,
                        where(runningStep.thread));
                runningStep.thread.interrupt();
                place.run();
            }
        }
    }

    /** Returns the innermost stack frames: names of classes and methods, no data. */
    private static String where(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .limit(FRAMES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(" < "));
    }
}
