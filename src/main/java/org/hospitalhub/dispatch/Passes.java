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
 * The steps that a lane is trying now, watched: one that takes longer than any step may is told of, interrupted, and its place is
 * given to another. Its claim is over by then, so that its outcome, should it ever come, changes nothing.
 */
final class Passes {

    private static final Logger log = LoggerFactory.getLogger(Passes.class);
    private static final int FRAMES = 12;

    private final LongSupplier ticks;
    private final Set<Pass> running = ConcurrentHashMap.newKeySet();

    Passes(LongSupplier ticks) {
        this.ticks = ticks;
    }

    /** One step in one thread. */
    static final class Pass {
        private final String step;
        private final Thread thread;
        private final long began;
        private final AtomicBoolean givenUp = new AtomicBoolean();

        Pass(String step, Thread thread, long began) {
            this.step = step;
            this.thread = thread;
            this.began = began;
        }
    }

    /** Notes that the calling thread begins to try a step. */
    Pass begin(ClaimedStep work) {
        Pass pass = new Pass(work.service() + "-" + work.step(), Thread.currentThread(), ticks.getAsLong());
        running.add(pass);
        return pass;
    }

    /** Notes its end; false when it was given up meanwhile and has no place any more. */
    boolean end(Pass pass) {
        running.remove(pass);
        boolean place = pass.givenUp.compareAndSet(false, true);
        if (!place) {
            // What is left to do, recording the outcome, is not to be interrupted too.
            Thread.interrupted();
        }
        return place;
    }

    /** Counts those that were given up and have not ended. */
    int stuck() {
        return (int) running.stream().filter(pass -> pass.givenUp.get()).count();
    }

    /** Gives up what takes longer, and runs an action for each. */
    void giveUp(Duration longest, Runnable place) {
        for (Pass pass : running) {
            if (ticks.getAsLong() - pass.began > longest.toNanos() && pass.givenUp.compareAndSet(false, true)) {
                log.error(
                        "Thread {} has been trying step {} for more than {} and is given up; it is at {}",
                        pass.thread.getName(),
                        pass.step,
                        longest,
                        where(pass.thread));
                pass.thread.interrupt();
                place.run();
            }
        }
    }

    /** The innermost frames: names of classes and methods, no data. */
    private static String where(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .limit(FRAMES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(" < "));
    }
}
