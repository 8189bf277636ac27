package org.hospitalhub.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.hospitalhub.calls.LargeData;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.CauseLog;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Claims.Claim;
import org.hospitalhub.ledger.ExceptionTrace;
import org.hospitalhub.ledger.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drives one lane in real time: one thread claims, a few workers run the steps. */
final class LaneThread {

    private static final Logger log = LoggerFactory.getLogger(LaneThread.class);

    private static final Duration AFTER_ERROR = Duration.ofSeconds(5);
    /** Longest time for storing an outcome; the claim has expired by then. */
    private static final Duration OUTCOME_WAITS = Duration.ofMinutes(5);

    private final CauseLog failures = new CauseLog(log::error, System::nanoTime);
    private final Lane lane;
    private final InstantSource clock;
    private final Duration idle;
    private final Runnable progress;
    private final LargeData large;
    private final int slots;
    private final Semaphore free;
    private final Semaphore bell = new Semaphore(0);
    private final RunningSteps runningSteps = new RunningSteps(System::nanoTime);
    private final AtomicInteger made = new AtomicInteger();
    private final ExecutorService workers;
    private final Thread claimer;
    private volatile boolean running = true;

    /**
     * Prepares the threads of a lane.
     *
     * @param progress is called after an outcome by which another lane may have work now
     */
    LaneThread(Lane lane, int slots, InstantSource clock, Duration idle, Runnable progress, LargeData large) {
        this.lane = lane;
        this.large = large;
        this.clock = clock;
        this.idle = idle;
        this.progress = progress;
        this.slots = slots;
        this.free = new Semaphore(slots);
        // One thread for each place, and one for each stuck worker that has lost its place.
        this.workers = Executors.newCachedThreadPool(
                task -> new Thread(task, "lane-" + lane.name() + "-" + made.incrementAndGet()));
        this.claimer = new Thread(this::loop, "claims-" + lane.name());
    }

    void start() {
        claimer.start();
    }

    /** Wakes the thread because a step may have fallen due. */
    void wake() {
        if (bell.availablePermits() == 0) {
            bell.release();
        }
    }

    private void loop() {
        while (running) {
            try {
                free.acquire();
                handOver(1 + free.drainPermits());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException broken) {
                failures.tell("Lane " + lane.name() + ": could not query the ledger; trying again", broken);
                rest(AFTER_ERROR);
            }
        }
    }

    /** Claims steps for free workers; those without a step are free again before this thread waits. */
    private void handOver(int workersFree) {
        int idleWorkers = workersFree;
        @Nullable Claim claim = null;
        try {
            if (running) {
                claim = lane.claim(workersFree);
            }
            if (claim instanceof Claim.Claimed claimed) {
                idleWorkers -= 1 + claimed.more().size();
                workers.execute(() -> pass(claimed.work()));
                claimed.more().forEach(work -> workers.execute(() -> pass(work)));
            }
        } finally {
            free.release(idleWorkers);
        }
        if (claim instanceof Claim.NotYet notYet) {
            rest(Lane.timeToNextClaim(notYet, clock.instant(), idle));
        }
    }

    private void pass(ClaimedStep work) {
        RunningSteps.RunningStep runningStep = runningSteps.begin(work);
        boolean place = true;
        try (LargeData.Work ignored = large.during()) {
            Outcome outcome;
            try {
                outcome = lane.run(work);
            } finally {
                place = runningSteps.end(runningStep);
            }
            record(work, outcome);
        } catch (RuntimeException broken) {
            // The attempt stays without outcome; its lease ends and the step's rule for "unsure" decides.
            log.error(
                    "Order {}: could not record the outcome of attempt {} ({})",
                    work.order().id(),
                    work.attempt(),
                    ExceptionTrace.of(broken));
        } finally {
            if (place) {
                free.release();
            }
            wake();
            if (isSent(work.order().address())) {
                progress.run();
            }
        }
    }

    /** Records an outcome and tries again while the disk is full or the database restarts. */
    private void record(ClaimedStep work, Outcome outcome) {
        Instant until = clock.instant().plus(OUTCOME_WAITS);
        for (boolean logged = false; ; logged = true) {
            try {
                lane.record(work, outcome);
                return;
            } catch (RuntimeException full) {
                if (!running || !clock.instant().isBefore(until) || !paused()) {
                    throw full;
                }
                if (!logged) {
                    log.warn(
                            "Order {}: waiting for the ledger to record the outcome of attempt {} ({})",
                            work.order().id(),
                            work.attempt(),
                            ExceptionTrace.of(full));
                }
            }
        }
    }

    private boolean paused() {
        try {
            TimeUnit.MILLISECONDS.sleep(idle.toMillis());
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns whether an answer is sent, so that the delivery lane has work. Waking it after every step would cost more. */
    private static boolean isSent(Address address) {
        return address instanceof Address.Queue || address instanceof Address.Callback;
    }

    private void rest(Duration longest) {
        try {
            if (bell.tryAcquire(Math.max(1, longest.toMillis()), TimeUnit.MILLISECONDS)) {
                bell.drainPermits();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    String lane() {
        return lane.name();
    }

    /** Returns the number of workers that were abandoned and have not come back. */
    int stuckCount() {
        return runningSteps.stuckCount();
    }

    /** Logs how many more failures there were since the last lines. */
    void flushLog() {
        failures.flush();
    }

    /** Abandons workers that take longer than any step may. */
    void abandonStuck(Duration longest) {
        runningSteps.abandon(longest, () -> {
            free.release();
            wake();
        });
    }

    /** Takes no new work from now on. */
    void stopClaiming() {
        running = false;
        wake();
    }

    /** Waits until the steps in flight have ended. */
    boolean awaitRunningSteps(Duration longest) throws InterruptedException {
        boolean done = free.tryAcquire(slots, longest.toMillis(), TimeUnit.MILLISECONDS);
        workers.shutdown();
        return done;
    }
}
