package org.hospitalhub.intake;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.hospitalhub.rules.ExplainedException;
import org.hospitalhub.rules.Wording;

/**
 * Reads request bodies within a share of the heap: half of it for large bodies and a quarter for bodies of usual size, so that
 * large ones never block the others. A body counts six times its length, since it is held as bytes, as JSON tree, written again
 * and encrypted, and more if it has many small values. A request that finds no memory waits, and its client is then asked to retry.
 */
public final class RequestBodies {

    private static final int TIMES = 6;
    /** A value of a JSON tree costs as much memory as so many bytes of its text. */
    private static final int VALUE_BYTES = 32;

    /** More of them are refused as soon as they are read. */
    private static final long MOST_VALUES = 300_000;

    private static final int KIB = 1_024;
    private static final int STEP = 64 * KIB;
    private static final long ROOM_WITHIN_SECONDS = 20;
    /** Time for which memory is reserved for a body that does not arrive. */
    private static final Duration READ_WITHIN = Duration.ofMinutes(2);

    private final IntakeSettings settings;
    private final Pool usual;
    private final Pool large;

    RequestBodies(IntakeSettings settings) {
        this(settings, Runtime.getRuntime().maxMemory());
    }

    RequestBodies(IntakeSettings settings, long heapBytes) {
        this.settings = settings;
        this.usual = new Pool(heapBytes / 4);
        this.large = new Pool(heapBytes / 2);
    }

    private record Pool(int kibibytes, Semaphore free) {
        Pool(long bytes) {
            this((int) (bytes / KIB), new Semaphore((int) (bytes / KIB), true));
        }

        long largest() {
            return (long) kibibytes * KIB / TIMES;
        }
    }

    /** Thrown when a body is larger than allowed. */
    public static final class TooLargeException extends ExplainedException {
        private TooLargeException(Wording wording) {
            super(wording);
        }
    }

    /** Thrown when there is no memory for a body at the moment. */
    public static final class MemoryExhaustedException extends ExplainedException {
        private MemoryExhaustedException() {
            super(Wording.of("HTTP.no-memory"));
        }
    }

    /** A body, or memory reserved for one; closed when the bytes are no longer needed. */
    public static final class Body implements AutoCloseable {

        private final Pool pool;
        private int held;
        private byte[] bytes = new byte[0];

        private Body(Pool pool) {
            this.pool = pool;
        }

        /** Returns what was read. */
        public byte[] bytes() {
            return bytes;
        }

        /** Returns the memory that is reserved. */
        long heldBytes() {
            return (long) held * KIB;
        }

        private void hold(long length) {
            int wanted = (int) Math.min(pool.kibibytes(), (length * TIMES + KIB - 1) / KIB) - held;
            if (wanted <= 0) {
                return;
            }
            try {
                if (!pool.free().tryAcquire(wanted, ROOM_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                    throw new MemoryExhaustedException();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new MemoryExhaustedException();
            }
            held += wanted;
        }

        @Override
        public void close() {
            pool.free().release(held);
            held = 0;
        }
    }

    /**
     * Reads a payload of an operation.
     *
     * @param length length that the request declares, -1 when it declares none
     * @throws TooLargeException when it is longer than its operation or the heap allows
     * @throws MemoryExhaustedException when other requests use the memory
     */
    public Body readPayload(InputStream in, long length, String operation) throws IOException {
        int limit = settings.maxPayload(operation);
        Pool pool = limit > settings.maxBody().toBytes() ? large : usual;
        if (length > limit) {
            throw tooLarge(limit);
        }
        if (length > pool.largest()) {
            throw tooLargeForHeap(pool);
        }
        Body body = new Body(pool);
        try {
            body.hold(Math.max(0, length));
            body.bytes = read(in, body, limit);
            body.hold(body.bytes.length + VALUE_BYTES * Math.min(MOST_VALUES, values(body.bytes)));
            return body;
        } catch (IOException | RuntimeException | Error broken) {
            body.close();
            throw broken;
        }
    }

    /** Returns about how many values a JSON text has; a text of empty objects is a much larger tree than its length says. */
    private static long values(byte[] text) {
        long values = 0;
        for (byte letter : text) {
            if (letter == ',' || letter == '{' || letter == '[') {
                values++;
            }
        }
        return values;
    }

    private static byte[] read(InputStream in, Body body, int limit) throws IOException {
        long began = System.nanoTime();
        List<byte[]> pieces = new ArrayList<>();
        long size = 0;
        byte[] piece = in.readNBytes(STEP);
        while (piece.length > 0) {
            size += piece.length;
            if (size > limit) {
                throw tooLarge(limit);
            }
            if (size > body.pool.largest()) {
                throw tooLargeForHeap(body.pool);
            }
            if (System.nanoTime() - began > READ_WITHIN.toNanos()) {
                throw new MemoryExhaustedException();
            }
            body.hold(size);
            pieces.add(piece);
            piece = in.readNBytes(STEP);
        }
        byte[] whole = new byte[(int) size];
        int at = 0;
        for (byte[] part : pieces) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    /** Reserves the memory that reading a file of records needs: one chunk of them, or the largest record. */
    Body reserveForFile(String operation, long length) {
        Body body = new Body(large);
        long most =
                Math.max(settings.maxPayload(operation), settings.chunkBytes().toBytes());
        body.hold(Math.min(length, Math.min(most, large.largest())));
        return body;
    }

    private static TooLargeException tooLarge(int limit) {
        return new TooLargeException(Wording.of("TOO_LARGE.payload", limit));
    }

    private static TooLargeException tooLargeForHeap(Pool pool) {
        return new TooLargeException(Wording.of("TOO_LARGE.heap", pool.largest()));
    }
}
