package org.hospitalhub.sandbox.n3;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The log of all requests and of the client's violations: more requests in a window of 60 s than allowed (N3 description §1), a
 * poll earlier than 10 s after the last one (N3 description §2.2). A window is half open: two requests exactly 60 s apart are not
 * in the same one. Keeps the newest {@value #KEPT} requests; counts include older ones.
 */
final class N3Journal {

    static final int KEPT = 200_000;

    private final InstantSource time;
    private final Deque<Entry> requests = new ArrayDeque<>();
    private final Deque<Instant> window = new ArrayDeque<>();
    private final Map<String, Instant> lastQuestion = new HashMap<>();
    private final Map<String, UUID> firstOrder = new HashMap<>();
    private final List<LimitViolation> limitViolations = new ArrayList<>();
    private final List<PauseViolation> pauseViolations = new ArrayList<>();
    private final List<Duplicate> duplicates = new ArrayList<>();
    private int posts;
    private int gets;
    private int maxInWindow;

    N3Journal(InstantSource time) {
        this.time = time;
    }

    /** One request; order and status are set when it is answered. Status 0 stands for a connection closed without an answer. */
    static final class Entry {
        final Instant at;
        final String method;
        final String path;
        private @Nullable UUID order;
        private int status;

        Entry(Instant at, String method, String path) {
            this.at = at;
            this.method = method;
            this.path = path;
        }
    }

    /** More requests than allowed in the window that ends at this moment. */
    record LimitViolation(Instant at, int count) {}

    /** A poll that came too soon after the last one, or after the answer to the order. */
    record PauseViolation(Instant at, UUID order, long gapMillis) {}

    /** An order with the same content as an earlier one. */
    record Duplicate(Instant at, UUID order, UUID first) {}

    /** A published line of the log. */
    record Line(
            Instant at,
            String method,
            String path,
            @Nullable UUID order,
            int status) {}

    /** The published report. */
    record Report(
            List<Line> requests,
            int posts,
            int gets,
            int maxInWindow,
            List<LimitViolation> limitViolations,
            List<PauseViolation> pauseViolations,
            List<Duplicate> duplicates) {}

    /** The result of {@link #arrive}: the entry, and for how long the limit is exceeded, zero when it is not. */
    record Arrival(Entry entry, Duration overLimit) {}

    synchronized Arrival arrive(String method, String path, N3SandboxSettings settings) {
        Instant now = time.instant();
        Entry entry = new Entry(now, method, path);
        requests.addLast(entry);
        if (requests.size() > KEPT) {
            requests.removeFirst();
        }
        posts += method.equals("POST") ? 1 : 0;
        gets += method.equals("GET") ? 1 : 0;
        return new Arrival(entry, count(now, settings));
    }

    private Duration count(Instant now, N3SandboxSettings settings) {
        Instant start = now.minus(settings.window());
        while (!window.isEmpty() && !window.getFirst().isAfter(start)) {
            window.removeFirst();
        }
        window.addLast(now);
        maxInWindow = Math.max(maxInWindow, window.size());
        if (window.size() <= settings.limit()) {
            return Duration.ZERO;
        }
        limitViolations.add(new LimitViolation(now, window.size()));
        Instant freed = window.stream()
                .skip(window.size() - settings.limit())
                .findFirst()
                .orElse(now);
        return Duration.between(start, freed);
    }

    /** Records a poll of a known order; returns whether it came too early. */
    synchronized boolean poll(Entry entry, UUID order, Instant answered, N3SandboxSettings settings) {
        String scope = settings.pauseScope() == N3SandboxSettings.PauseScope.CLIENT ? "client" : order.toString();
        Instant last = lastQuestion.put(scope, entry.at);
        Instant since = last == null || last.isBefore(answered) ? answered : last;
        Duration gap = Duration.between(since, entry.at);
        if (gap.compareTo(settings.pause()) >= 0) {
            return false;
        }
        pauseViolations.add(new PauseViolation(entry.at, order, gap.toMillis()));
        return true;
    }

    /** Records an accepted order. */
    synchronized void accepted(Entry entry, UUID order, String questionKey) {
        UUID first = firstOrder.putIfAbsent(questionKey, order);
        if (first != null) {
            duplicates.add(new Duplicate(entry.at, order, first));
        }
    }

    synchronized void answered(Entry entry, @Nullable UUID order, int status) {
        entry.order = order;
        entry.status = status;
    }

    /** Returns the report with the requests since an instant (inclusive), at most {@code limit}, the newest of them. */
    synchronized Report report(Instant since, int limit) {
        List<Line> lines = new ArrayList<>();
        for (Entry entry : requests) {
            if (!entry.at.isBefore(since)) {
                lines.add(new Line(entry.at, entry.method, entry.path, entry.order, entry.status));
            }
        }
        return new Report(
                List.copyOf(lines.subList(Math.max(0, lines.size() - limit), lines.size())),
                posts,
                gets,
                maxInWindow,
                List.copyOf(limitViolations),
                List.copyOf(pauseViolations),
                List.copyOf(duplicates));
    }

    /** Clears counts and violations, but not the window and the pauses, which continue to apply to the client. */
    synchronized void clear() {
        requests.clear();
        limitViolations.clear();
        pauseViolations.clear();
        duplicates.clear();
        firstOrder.clear();
        posts = 0;
        gets = 0;
        maxInWindow = 0;
    }
}
