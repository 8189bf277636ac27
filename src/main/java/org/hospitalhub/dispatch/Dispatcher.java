package org.hospitalhub.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hospitalhub.calls.LargeData;
import org.hospitalhub.ledger.Batches;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.ExceptionTrace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;

/** Starts the lanes after the routes, recovers what a crash left behind, and stops without losing anything. */
public final class Dispatcher implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
    /** Least time for a result file that is being written; an interrupted one is written again only when its lease is over. */
    private static final Duration AT_LEAST = Duration.ofSeconds(5);

    private final Claims claims;
    private final InstantSource clock;
    private final DispatchSettings settings;
    private final Function<String, LaneThread> threads;
    private final List<LaneThread> lanes;
    private final ResultFileThread answers;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean running;

    /**
     * Prepares one lane for each name.
     *
     * @param node name of this hub among several
     * @param large bounds the large answers that are held in memory
     */
    public Dispatcher(
            Claims claims,
            Batches batches,
            StepRunner steps,
            Consumer<Batches.Answer> files,
            List<String> lanes,
            String node,
            DispatchSettings settings,
            InstantSource clock,
            LargeData large) {
        this.claims = claims;
        this.clock = clock;
        this.settings = settings;
        this.threads = name -> new LaneThread(
                new Lane(name, node, claims, steps, clock),
                settings.workersOf(name),
                clock,
                settings.idle(),
                this::wake,
                large);
        this.lanes = new CopyOnWriteArrayList<>(lanes.stream().map(threads).toList());
        this.answers = new ResultFileThread(batches, files, node, clock, settings.idle());
    }

    /** Adds a lane while the hub runs; does nothing when it is known. */
    synchronized void add(String name) {
        if (lanes.stream().noneMatch(thread -> thread.lane().equals(name))) {
            LaneThread lane = threads.apply(name);
            lanes.add(lane);
            if (running) {
                lane.start();
            }
        }
    }

    private void wake() {
        lanes.forEach(LaneThread::wake);
    }

    @Override
    public synchronized void start() {
        recover();
        running = true;
        lanes.forEach(LaneThread::start);
        answers.start();
        new Thread(this::recoverNowAndThen, "recovery").start();
    }

    private void recoverNowAndThen() {
        try {
            while (!stopped.await(settings.recoverEvery().toMillis(), TimeUnit.MILLISECONDS)) {
                lanes.forEach(lane -> lane.abandonStuck(settings.stuckAfter()));
                lanes.forEach(LaneThread::flushLog);
                answers.flushLog();
                recover();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void recover() {
        try {
            int ended = claims.recover(null, clock.instant());
            if (ended > 0) {
                log.warn("Marked {} attempts of stopped hubs as unsure", ended);
            }
        } catch (RuntimeException broken) {
            log.error("Could not look for attempts of stopped hubs ({}); trying again", ExceptionTrace.of(broken));
        }
    }

    /** Returns the number of workers of a lane whose step takes longer than {@link DispatchSettings#stuckAfter}. */
    public int stuckWorkers(String lane) {
        return lanes.stream()
                .filter(thread -> thread.lane().equals(lane))
                .mapToInt(LaneThread::stuckCount)
                .sum();
    }

    /** Stops claiming work and waits for calls in flight, at most {@link DispatchSettings#callsMayTake}. */
    @Override
    public void stop() {
        running = false;
        stopped.countDown();
        lanes.forEach(LaneThread::stopClaiming);
        Instant until = clock.instant().plus(settings.callsMayTake());
        try {
            for (LaneThread lane : lanes) {
                if (!lane.awaitRunningSteps(left(until))) {
                    log.warn("A running call did not end in time; the next start handles it");
                }
            }
            answers.stop(left(until).plus(AT_LEAST));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration left(Instant until) {
        Duration left = Duration.between(clock.instant(), until);
        return left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /**
     * Starts the lanes. Camel starts its routes when the context is refreshed, later than any lifecycle bean, so the lanes wait
     * for it.
     */
    @EventListener(ApplicationReadyEvent.class)
    void startAfterTheRoutes() {
        start();
    }

    @Override
    public boolean isAutoStartup() {
        return false;
    }

    /** Stops before the Camel routes. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
