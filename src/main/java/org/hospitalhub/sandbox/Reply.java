package org.hospitalhub.sandbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes back on the wire, exactly these headers and bytes; {@code Content-Length} and {@code Date} are added.
 *
 * @param manner how it goes back: late, in drips, cut off or not at all
 */
public record Reply(int status, Map<String, String> headers, byte[] body, Manner manner) {

    /**
     * How an answer leaves.
     *
     * @param delay before the first byte; no thread waits for it
     * @param drip the pause after each byte of the body; zero sends it at once
     * @param keep how many bytes of the body leave before the connection is closed; {@link #WHOLE} for all
     * @param hangUp closes the connection without a status line
     */
    public record Manner(Duration delay, Duration drip, int keep, boolean hangUp) {
        /** Nothing is cut off. */
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

    /** UTF-8 JSON, already written. */
    public static Reply json(int status, String json) {
        return of(status, "application/json; charset=utf-8", json);
    }

    /** UTF-8 text. */
    public static Reply text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text);
    }

    /** UTF-8 text of any media type. */
    public static Reply of(int status, String contentType, String body) {
        return new Reply(status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    /** Closes the connection without a byte. */
    public static Reply hangUp() {
        return new Reply(0, Map.of(), new byte[0], new Manner(Duration.ZERO, Duration.ZERO, Manner.WHOLE, true));
    }

    /** Returns the same answer with one more header. */
    public Reply with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, more, body, manner);
    }

    /** Returns the same answer, later. */
    public Reply after(Duration delay) {
        return new Reply(status, headers, body, new Manner(delay, manner.drip(), manner.keep(), manner.hangUp()));
    }

    /** Returns the same answer, its body byte by byte. */
    public Reply dripping(Duration pause) {
        return new Reply(status, headers, body, new Manner(manner.delay(), pause, manner.keep(), manner.hangUp()));
    }

    /** Returns the same answer with its full {@code Content-Length}, but the connection closes after so many bytes of the body. */
    public Reply cutAfter(int bytes) {
        return new Reply(status, headers, body, new Manner(manner.delay(), manner.drip(), bytes, manner.hangUp()));
    }
}
