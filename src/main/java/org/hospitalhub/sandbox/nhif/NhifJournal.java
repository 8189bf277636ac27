package org.hospitalhub.sandbox.nhif;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The log of calls at the TLS port, without bodies; keeps the newest {@value #KEPT}. */
final class NhifJournal {

    private static final int KEPT = 10_000;

    private final Deque<Line> lines = new ArrayDeque<>();

    /**
     * One call.
     *
     * @param path raw path, not decoded
     * @param connection client's port; calls with the same port used the same connection
     * @param status 0 when the connection was closed instead
     * @param protocol TLS version
     * @param certificate type of the subject and masked number of the organisation, or {@code none}
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
