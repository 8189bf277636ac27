package org.hospitalhub.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Group commit for a database with one writer: whoever gets to write does so for all that wait, in one transaction with a
 * savepoint for each, so that one flush to the disk serves them all.
 *
 * <p>For the callers nothing changes: each is answered after the commit that made its work durable, sees the effects of the
 * works before its own, and fails alone, back to its savepoint. When the commit itself fails, it fails for all of them.
 * A caller must not hold a monitor that its own work asks for: another thread may run it.
 */
final class SharedCommit {

    /** Keeps the transaction, and with it the wait of the first in it, short. */
    private static final int AT_MOST = 64;

    private final TransactionTemplate transaction;
    private final ReentrantLock writing = new ReentrantLock();
    private final ConcurrentLinkedQueue<Waiting<?>> queue = new ConcurrentLinkedQueue<>();

    SharedCommit(TransactionTemplate transaction) {
        this.transaction = transaction;
    }

    /** Work of one caller. Its fields are handed over under the lock. */
    private static final class Waiting<T> {
        private final Supplier<T> work;
        private @Nullable T result;
        private @Nullable Throwable failure;
        private boolean ended;

        Waiting(Supplier<T> work) {
            this.work = work;
        }

        void run() {
            result = work.get();
        }

        /** Tries the work; when it fails, only what it wrote is taken back. */
        void runApart(TransactionStatus status) {
            Object savepoint = status.createSavepoint();
            try {
                run();
            } catch (RuntimeException | Error failed) {
                failure = failed;
                status.rollbackToSavepoint(savepoint);
            }
            status.releaseSavepoint(savepoint);
        }

        void end(@Nullable Throwable ofAll) {
            failure = failure == null ? ofAll : failure;
            ended = true;
        }
    }

    /** Runs one durable transaction. */
    <T> T run(Supplier<T> work) {
        if (writing.isHeldByCurrentThread()) {
            return work.get();
        }
        Waiting<T> own = new Waiting<>(work);
        queue.add(own);
        writing.lock();
        try {
            while (!own.ended) {
                writeAll();
            }
        } finally {
            writing.unlock();
        }
        return answer(own);
    }

    private void writeAll() {
        List<Waiting<?>> all = new ArrayList<>();
        for (Waiting<?> next = queue.poll(); next != null; next = all.size() < AT_MOST ? queue.poll() : null) {
            all.add(next);
        }
        Throwable failure = null;
        try {
            transaction.executeWithoutResult(status -> {
                if (all.size() == 1) {
                    all.get(0).run();
                } else {
                    all.forEach(waiting -> waiting.runApart(status));
                }
            });
        } catch (RuntimeException | Error failed) {
            failure = failed;
        }
        for (Waiting<?> waiting : all) {
            waiting.end(failure);
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
