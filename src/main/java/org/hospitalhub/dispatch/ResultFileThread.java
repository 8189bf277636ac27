package org.hospitalhub.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.hospitalhub.ledger.Batches;
import org.hospitalhub.ledger.CauseLog;
import org.hospitalhub.ledger.SubFolders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the writing of a batch's result file when its last order has ended. */
final class ResultFileThread {

    private static final Logger log = LoggerFactory.getLogger(ResultFileThread.class);
    private static final Duration AFTER_ERROR = Duration.ofSeconds(5);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private final CauseLog failures = new CauseLog(log::error, System::nanoTime);
    private final Batches batches;
    private final Consumer<Batches.Answer> writer;
    private final String node;
    private final InstantSource clock;
    private final Duration idle;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::loop, "result-files");

    ResultFileThread(
            Batches batches, Consumer<Batches.Answer> writer, String node, InstantSource clock, Duration idle) {
        this.batches = batches;
        this.writer = writer;
        this.node = node;
        this.clock = clock;
        this.idle = idle;
    }

    void start() {
        thread.start();
    }

    private void loop() {
        try {
            Duration rest = idle;
            while (!stop.await(rest.toMillis(), TimeUnit.MILLISECONDS)) {
                rest = next();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes one due file and returns the pause before the next check. */
    private Duration next() {
        try {
            Optional<Batches.Answer> due = batches.claimAnswer(node, clock.instant());
            due.ifPresent(this::write);
            return due.isPresent() ? Duration.ZERO : idle;
        } catch (RuntimeException broken) {
            failures.tell("Could not read due result files from the ledger; trying again", broken);
            return AFTER_ERROR;
        }
    }

    private void write(Batches.Answer answer) {
        try {
            writer.accept(answer);
            batches.answered(answer, clock.instant());
        } catch (RuntimeException failed) {
            Instant retryAt = clock.instant().plus(RETRY_AFTER);
            Throwable cause = Optional.ofNullable(failed.getCause()).orElse(failed);
            String why = SubFolders.why(cause);
            log.error(
                    "Batch {}: could not write its result file ({}); trying again at {}",
                    answer.batch().id(),
                    why,
                    retryAt);
            batches.failed(answer, "The result file could not be written: " + why, retryAt);
        }
    }

    /** Logs how many more failures there were since the last lines. */
    void flushLog() {
        failures.flush();
    }

    void stop(Duration longest) throws InterruptedException {
        stop.countDown();
        thread.join(longest.toMillis());
    }
}
