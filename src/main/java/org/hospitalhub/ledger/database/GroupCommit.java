package org.hospitalhub.ledger.database;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionTimedOutException;

/**
 * Group commit: the writer that gets the lock writes for all that wait, in one transaction, so that one flush to the disk serves
 * them all.
 *
 * <p>For the callers nothing changes: each is answered after the commit that made its work durable, sees the effects of the
 * works before its own, and fails alone: where one work fails, all are taken back and done again apart, unless the database
 * is away for all of them. So a work may be
 * run more than once, and by another thread: a caller must not hold a monitor that its own work asks for.
 */
final class GroupCommit {

    /** Keeps the transaction, and with it the wait of the first in it, short. */
    private static final int AT_MOST = 64;

    private final Consumer<Runnable> transaction;
    private final ReentrantLock writing = new ReentrantLock();
    private final ConcurrentLinkedQueue<Waiting<?>> queue = new ConcurrentLinkedQueue<>();

    /**
     * Sets up the group.
     *
     * @param transaction runs what it is given in one durable transaction
     */
    GroupCommit(Consumer<Runnable> transaction) {
        this.transaction = transaction;
    }

    /** Work of one caller. Its fields are handed over by {@code ended}. */
    private static final class Waiting<T> {
        private final Supplier<T> work;
        private @Nullable T result;
        private @Nullable Throwable failure;
        private final Thread thread = Thread.currentThread();
        private volatile boolean ended;

        Waiting(Supplier<T> work) {
            this.work = work;
        }

        void run() {
            result = work.get();
        }

        void end(@Nullable Throwable failed) {
            failure = failed;
            ended = true;
            LockSupport.unpark(thread);
        }
    }

    /** Runs one durable transaction. */
    <T> T run(Supplier<T> work) {
        if (writing.isHeldByCurrentThread()) {
            return work.get();
        }
        Waiting<T> own = new Waiting<>(work);
        queue.add(own);
        boolean interrupted = false;
        while (!own.ended) {
            if (writing.tryLock()) {
                try {
                    if (!own.ended) {
                        writeAll();
                    }
                } finally {
                    writing.unlock();
                    wakeNext();
                }
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return answer(own);
    }

    /** The first that waits writes for those behind it; the others sleep until their work has ended, and never ask for the lock. */
    private void wakeNext() {
        Waiting<?> next = queue.peek();
        if (next != null) {
            LockSupport.unpark(next.thread);
        }
    }

    private void writeAll() {
        List<Waiting<?>> all = new ArrayList<>();
        for (Waiting<?> next = queue.poll(); next != null; next = all.size() < AT_MOST ? queue.poll() : null) {
            all.add(next);
        }
        Throwable failure = write(all);
        if (failure != null && databaseAway(failure)) {
            // Done again apart, each of them would wait as long for the same silence, and so would those behind them.
            for (Waiting<?> behind = queue.poll(); behind != null; behind = queue.poll()) {
                all.add(behind);
            }
            all.forEach(waiting -> waiting.end(failure));
        } else if (failure == null || all.size() == 1) {
            all.forEach(waiting -> waiting.end(failure));
        } else {
            all.forEach(waiting -> waiting.end(write(List.of(waiting))));
        }
    }

    /** Returns whether no work can be written now, whichever it is. */
    private static boolean databaseAway(Throwable failure) {
        return failure instanceof DataAccessResourceFailureException
                || failure instanceof CannotCreateTransactionException
                || failure instanceof TransactionTimedOutException;
    }

    private @Nullable Throwable write(List<Waiting<?>> works) {
        try {
            transaction.accept(() -> works.forEach(Waiting::run));
            return null;
        } catch (RuntimeException | Error failed) {
            return failed;
        }
    }

    private static <T> T answer(Waiting<T> own) {
        if (own.failure instanceof Error error) {
            throw error;
        }
        if (own.failure instanceof RuntimeException failure) {
            throw failure;
        }
        if (own.result == null) {
            throw new IllegalStateException("a transaction of the ledger has a result");
        }
        return own.result;
    }
}
