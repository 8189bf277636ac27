package org.hospitalhub.sandbox.stub;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The log of calls at a stub, without personal data: addresses are those of the definition. Keeps the newest {@value #KEPT}. */
final class Journal {

    private static final int KEPT = 50_000;

    private final Deque<Line> lines = new ArrayDeque<>();
    private final Deque<Violation> violations = new ArrayDeque<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    /**
     * One call.
     *
     * @param request method and address of the definition
     * @param step {@code token}, {@code challenge} or the step of an operation; null when nothing matches
     * @param exact whether the body was that of the example
     * @param status 0 when the connection was closed instead
     */
    record Line(
            Instant at,
            String request,
            @Nullable String operation,
            @Nullable String step,
            @Nullable String example,
            boolean exact,
            int status,
            @Nullable String mischief) {}

    /**
     * A violation by the client.
     *
     * @param kind {@code limit}, {@code pause}, {@code log-in}, {@code body}, {@code duplicate}, {@code signature}, {@code
     *     address}
     */
    record Violation(Instant at, String kind, String what) {}

    synchronized void add(Line line) {
        lines.add(line);
        counts.merge(line.step == null ? "unknown" : line.step, 1, Integer::sum);
        if (lines.size() > KEPT) {
            lines.remove();
        }
    }

    synchronized void violation(Instant at, String kind, String what) {
        violations.add(new Violation(at, kind, what));
        if (violations.size() > KEPT) {
            violations.remove();
        }
    }

    synchronized List<Line> lines() {
        return List.copyOf(lines);
    }

    synchronized List<Violation> violations() {
        return List.copyOf(violations);
    }

    synchronized Map<String, Integer> counts() {
        return Map.copyOf(counts);
    }

    synchronized void clear() {
        lines.clear();
        violations.clear();
        counts.clear();
    }
}
