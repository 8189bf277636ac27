package org.hospitalhub.sandbox.nhif;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What arrived at the TLS port, without bodies; the newest {@value #KEPT} calls. */
final class NhifJournal {

    private static final int KEPT = 10_000;

    private final Deque<Line> lines = new ArrayDeque<>();

    /**
     * One call.
     *
     * @param path raw, as it stood on the wire
     * @param connection the client's port: calls with the same one shared a connection
     * @param status 0 when the connection was closed instead
     * @param protocol version of TLS
     * @param certificate kind of its subject and the organisation's number, masked, or {@code none}
     */
    record Line(
            Instant at, String method, String path, int connection, int status, String protocol, String certificate) {}

    synchronized void add(Line line) {
        lines.add(line);
        if (lines.size() > KEPT) {
            lines.remove();
        }
    }

    synchronized List<Line> lines() {
        return List.copyOf(lines);
    }

    synchronized void clear() {
        lines.clear();
    }
}
