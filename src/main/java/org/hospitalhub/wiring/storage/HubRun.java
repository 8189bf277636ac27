package org.hospitalhub.wiring.storage;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.hospitalhub.ledger.Runs;
import org.hospitalhub.wiring.startup.StartRefusedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This run of the hub in its ledger. Refuses to start while another run of the same name is alive, releases the claims of dead
 * runs of this hub, and sends a heartbeat.
 */
final class HubRun implements AutoCloseable {

    /** Number of missed heartbeats after which a run counts as dead. */
    private static final int SILENT_BEATS = 4;

    private static final int LOOKS_PER_BEAT = 4;
    /** Interval of the marks by which a lost -wal file is detected: the most that it can hide. */
    private static final Duration MARK = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(HubRun.class);

    private final Runs runs;
    private final String node;
    private final Clock clock;
    private final Duration beat;
    private @Nullable ScheduledExecutorService beats;
    private boolean named;
    private boolean takeoverLogged;

    /**
     * Creates a run.
     *
     * @param beat interval of the heartbeat
     */
    HubRun(Runs runs, String node, Clock clock, Duration beat) {
        this.runs = runs;
        this.node = node;
        this.clock = clock;
        this.beat = beat;
    }

    /** Begins on a ledger that no other process has open, because this one holds its lock. */
    HubRun beginAlone() {
        tell(runs.takeBackAll(clock.instant()));
        Future<?> unusedMarks =
                timer().scheduleAtFixedRate(this::mark, MARK.toMillis(), MARK.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    /**
     * Begins on a ledger that other hubs share.
     *
     * @param place the data directory, as {@code ProcessLock} names it
     * @throws StartRefusedException while another run of this name is alive
     */
    HubRun beginAmongOthers(String place) {
        Optional<Runs.RunStatus> before = runs.status(node);
        if (before.isPresent()) {
            boolean proven = before.get().place().equals(place);
            if (!proven && !before.get().ended()) {
                refuseIfAlive(before.get());
            }
            tell(runs.takeBack(before.get().run(), proven, clock.instant()));
        }
        if (!runs.begin(node, place, before, clock.instant())) {
            throw refused();
        }
        named = true;
        Future<?> unusedBeats =
                timer().scheduleAtFixedRate(this::beat, beat.toMillis(), beat.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    private ScheduledExecutorService timer() {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                BasicThreadFactory.builder().namingPattern("hub-run").daemon().build());
        beats = timer;
        return timer;
    }

    private void mark() {
        try {
            runs.mark();
        } catch (RuntimeException full) {
            log.debug("Could not update the ledger's mark", full);
        }
    }

    /** Watches the heartbeat instead of comparing times, because the clocks of two machines differ. */
    private void refuseIfAlive(Runs.RunStatus before) {
        log.info("Another run of hub.node {} was not stopped properly; checking whether it still runs", node);
        try {
            for (int look = 0; look < SILENT_BEATS * LOOKS_PER_BEAT; look++) {
                TimeUnit.MILLISECONDS.sleep(beat.toMillis() / LOOKS_PER_BEAT);
                if (!runs.status(node).equals(Optional.of(before))) {
                    throw refused();
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StartRefusedException("the start was interrupted");
        }
    }

    private StartRefusedException refused() {
        return new StartRefusedException(
                "hub.node = " + node + " is the name of a running hub on this ledger: give each hub its own hub.node");
    }

    private void beat() {
        try {
            boolean ours = runs.beat(node, clock.instant());
            if (!ours && !takeoverLogged) {
                log.error(
                        "Another hub has taken over hub.node {}, because this one could not reach the ledger for a while: stop"
                                + " one of them, or give each its own name",
                        node);
            }
            takeoverLogged = !ours;
        } catch (RuntimeException away) {
            log.debug("Could not record that this run is alive", away);
        }
    }

    private static void tell(Runs.TakenBack back) {
        if (back.attempts() > 0) {
            log.warn(
                    "{} attempts had no outcome when this hub last stopped; each is handled by the rule of its step",
                    back.attempts());
        }
        if (back.files() > 0) {
            log.info(
                    "{} result files were incomplete when this hub last stopped; they are written again", back.files());
        }
    }

    /** Ends the run, so that the next run of this name begins without waiting. */
    @Override
    public void close() {
        if (beats != null) {
            beats.shutdownNow();
        }
        if (!named) {
            return;
        }
        try {
            runs.end(node, clock.instant());
        } catch (RuntimeException away) {
            log.warn(
                    "Could not record that this hub stops ({})", away.getClass().getName());
        }
    }
}
