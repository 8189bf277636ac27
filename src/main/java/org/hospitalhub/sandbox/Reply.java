package org.hospitalhub.sandbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer of the sandbox: sent with exactly these headers and bytes, and with {@code Content-Length} and {@code Date}.
 *
 * @param manner how it is sent: late, slowly, cut off or not at all
 */
public record Reply(int status, Map<String, String> headers, byte[] body, Manner manner) {

    /**
     * How an answer is sent.
     *
     * @param delay delay before the first byte; does not block a thread
     * @param drip pause after each byte of the body; zero sends it at once
     * @param keep number of bytes of the body that are sent before the connection is closed; {@link #WHOLE} for all
     * @param hangUp whether the connection is closed without an answer
     */
    public record Manner(Duration delay, Duration drip, int keep, boolean hangUp) {
        /** Value of {@link #keep} for an answer that is not cut off. */
        public static final int WHOLE = -1;

        static final Manner PLAIN = new Manner(Duration.ZERO, Duration.ZERO, WHOLE, false);
    }

    public Reply {
        headers = Map.copyOf(headers);
    }

    public Reply(int status, Map<String, String> headers, byte[] body) {
        this(status, headers, body, Manner.PLAIN);
    }

    /** Returns an answer with a status and nothing else. */
    public static Reply empty(int status) {
        return new Reply(status, Map.of(), new byte[0]);
    }

    /** Returns an answer with UTF-8 JSON. */
    public static Reply json(int status, String json) {
        return of(status, "application/json; charset=utf-8", json);
    }

    /** Returns an answer with UTF-8 text. */
    public static Reply text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text);
    }

    /** Returns an answer with UTF-8 text of any media type. */
    public static Reply of(int status, String contentType, String body) {
        return new Reply(status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns an answer that closes the connection without a byte. */
    public static Reply hangUp() {
        return new Reply(0, Map.of(), new byte[0], new Manner(Duration.ZERO, Duration.ZERO, Manner.WHOLE, true));
    }

    /** Returns the same answer with one more header. */
    public Reply with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, more, body, manner);
    }

    /** Returns the same answer with a delay. */
    public Reply after(Duration delay) {
        return new Reply(status, headers, body, new Manner(delay, manner.drip(), manner.keep(), manner.hangUp()));
    }

    /** Returns the same answer with a body that is sent byte by byte. */
    public Reply dripping(Duration pause) {
        return new Reply(status, headers, body, new Manner(manner.delay(), pause, manner.keep(), manner.hangUp()));
    }

    /**
     * Returns the same answer with its full {@code Content-Length}, but closing the connection after this number of bytes of the
     * body.
     */
    public Reply cutAfter(int bytes) {
        return new Reply(status, headers, body, new Manner(manner.delay(), manner.drip(), bytes, manner.hangUp()));
    }
}
