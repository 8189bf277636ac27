package org.hospitalhub.operations.health;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.hospitalhub.ledger.ExceptionTrace;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Reports whether the ledger answers and can be written. The query runs in a thread of its own with a time-out of a few seconds: a database
 * whose packets get lost does not answer for half a minute, and a health check must be answered before that.
 */
public final class LedgerHealthIndicator implements HealthIndicator, DisposableBean {

    private final LongSupplier bytes;
    private final Duration patience;
    private final LongSupplier ticks;
    private final ExecutorService asker = Executors.newSingleThreadExecutor(
            BasicThreadFactory.builder().namingPattern("ledger-health").daemon().build());
    private @Nullable Future<Long> asked;
    private @Nullable LastHealth last;

    /**
     * Prepares the question.
     *
     * @param bytes asks the ledger for its size
     * @param patience how long an answer is waited for; one that is as young is given again
     * @param ticks as {@link System#nanoTime}
     */
    LedgerHealthIndicator(LongSupplier bytes, Duration patience, LongSupplier ticks) {
        this.bytes = bytes;
        this.patience = patience;
        this.ticks = ticks;
    }

    /** The last result and its time. */
    private record LastHealth(Health health, long at) {}

    /** Returns whether the ledger answers, or did a few seconds ago. */
    public boolean up() {
        LastHealth known = lastHealth();
        Health health =
                known != null && ticks.getAsLong() - known.at() < patience.toNanos() ? known.health() : health();
        return health.getStatus().equals(Status.UP);
    }

    @Override
    public Health health() {
        Future<Long> answer = ask();
        Health health;
        try {
            health = Health.up()
                    .withDetail("bytes", answer.get(patience.toMillis(), TimeUnit.MILLISECONDS))
                    .build();
        } catch (TimeoutException silent) {
            health = down("no answer within " + patience.toSeconds() + " s");
        } catch (ExecutionException broken) {
            health = down("it cannot be read or written (" + ExceptionTrace.rootCode(broken) + ")");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            health = down("interrupted");
        }
        tell(health);
        return health;
    }

    private static Health down(String why) {
        return Health.down().withDetail("why", why).build();
    }

    /** While one question is not answered no other one is put. */
    private synchronized Future<Long> ask() {
        Future<Long> before = asked;
        Future<Long> now = before == null || before.isDone() ? asker.submit(bytes::getAsLong) : before;
        asked = now;
        return now;
    }

    private synchronized void tell(Health health) {
        last = new LastHealth(health, ticks.getAsLong());
    }

    private synchronized @Nullable LastHealth lastHealth() {
        return last;
    }

    @Override
    public void destroy() {
        asker.shutdownNow();
    }
}
