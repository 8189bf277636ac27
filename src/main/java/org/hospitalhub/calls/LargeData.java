package org.hospitalhub.calls;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets only a few threads at a time hold a large answer, so that several of them together do not fill the heap: as a JSON tree, an
 * answer of 10 MB takes ten times its length.
 *
 * <p>A thread marks a piece of work with {@link #during}; {@link #hold} inside it waits for a place and keeps it until the work
 * ends. Outside of such work nothing is limited.
 */
public final class LargeData {

    private static final int LARGE = 256 * 1024;
    private static final long HEAP_OF_ONE = 384L << 20;
    private static final Duration WAIT = Duration.ofSeconds(20);
    /** With the time of a call it is shorter than the lease of a step, so that the answer is still recorded. */
    private static final Duration LONG_WAIT = Duration.ofMinutes(3);

    private static final ThreadLocal<Work> CURRENT = new ThreadLocal<>();

    private final Semaphore places;
    private final Duration usual;
    private final @Nullable Path temporary;

    /** Creates as many places as fit into a heap of this size, at least one. */
    public LargeData(long heapBytes) {
        this(heapBytes, WAIT, null);
    }

    /**
     * Creates as many places as fit into a heap of this size, at least one.
     *
     * @param temporary folder for answers that wait for a place; null for the one of this Java
     */
    public LargeData(long heapBytes, @Nullable Path temporary) {
        this(heapBytes, WAIT, temporary);
    }

    /** Creates places that {@link #hold} awaits for this time. */
    LargeData(long heapBytes, Duration usual) {
        this(heapBytes, usual, null);
    }

    private LargeData(long heapBytes, Duration usual, @Nullable Path temporary) {
        this.usual = usual;
        this.temporary = temporary;
        this.places = new Semaphore((int) Math.max(1, heapBytes / HEAP_OF_ONE), true);
    }

    /** Thrown when no place was free for a long time. */
    public static final class NoPlaceException extends RuntimeException {
        /** Creates the exception. */
        public NoPlaceException() {
            super("other large answers use the memory");
        }
    }

    /** A piece of work of one thread; closing it frees its place. */
    public final class Work implements AutoCloseable {
        private final boolean outer = CURRENT.get() == null;
        private boolean holds;

        private Work() {
            if (outer) {
                CURRENT.set(this);
            }
        }

        private boolean hold(Duration wait) {
            try {
                holds = holds || places.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return holds;
        }

        private Duration usual() {
            return usual;
        }

        private @Nullable Path temporary() {
            return temporary;
        }

        @Override
        public void close() {
            if (outer) {
                CURRENT.remove();
            }
            if (holds) {
                holds = false;
                places.release();
            }
        }
    }

    /** Begins a piece of work of this thread; one inside another belongs to it. */
    public Work during() {
        return new Work();
    }

    /**
     * Waits until this thread may hold data of so many bytes.
     *
     * @throws NoPlaceException when other threads hold large data for too long
     */
    public static void hold(long bytes) {
        Work work = CURRENT.get();
        hold(bytes, work == null ? WAIT : work.usual());
    }

    /** Waits longer than {@link #hold}: for an answer that the hub would have to ask for again, or cannot ask for again. */
    public static void holdAnswer(long bytes) {
        hold(bytes, LONG_WAIT);
    }

    private static void hold(long bytes, Duration wait) {
        if (!mayHold(bytes, wait)) {
            throw new NoPlaceException();
        }
    }

    /** Returns whether this thread may hold data of so many bytes now. */
    static boolean mayHoldNow(long bytes) {
        return mayHold(bytes, Duration.ZERO);
    }

    private static boolean mayHold(long bytes, Duration wait) {
        Work work = CURRENT.get();
        return work == null || bytes <= LARGE || work.hold(wait);
    }

    /** Returns the folder for an answer that waits for a place; null for the one of this Java. */
    static @Nullable Path temporary() {
        Work work = CURRENT.get();
        return work == null ? null : work.temporary();
    }

    /** Returns whether this thread keeps others from holding large data. */
    public static boolean isHeld() {
        Work work = CURRENT.get();
        return work != null && work.holds;
    }

    /** Returns the length from which data is large. */
    public static int large() {
        return LARGE;
    }
}
