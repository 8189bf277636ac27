package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.sandbox.stub.Definition.Step;

/** Counts arriving calls against the declared limits. Windows are half open and sliding; refused calls count, too. */
final class Limits {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final InstantSource time;
    private final StubSettings settings;
    private final List<Counter> counters = new ArrayList<>();

    Limits(List<JsonNode> declared, StubSettings settings, InstantSource time) {
        this.time = time;
        this.settings = settings;
        declared.forEach(limit -> counters.add(new Counter(limit)));
    }

    /** The calls within the window, and those in progress. */
    private static final class Counter {
        private final JsonNode limit;
        private final Deque<Instant> arrived = new ArrayDeque<>();
        private final List<Instant> busyUntil = new ArrayList<>();
        private int most;

        Counter(JsonNode limit) {
            this.limit = limit;
        }

        boolean counts(Step step) {
            JsonNode counted = limit.path("counts");
            if (!counted.isArray()) {
                return counted.isMissingNode()
                        || counted.asText().equals("every-call")
                        || counted.asText().equals(step.name());
            }
            for (JsonNode name : counted) {
                if (name.asText().equals(step.name())) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Counts a call; when it exceeds a limit, returns the time after which it would be allowed. */
    synchronized Optional<Duration> arrive(Step step) {
        Instant now = time.instant();
        Optional<Duration> over = Optional.empty();
        for (Counter counter : counters) {
            if (counter.counts(step)) {
                over = longer(over, over(counter, now));
            }
        }
        return over;
    }

    private Optional<Duration> over(Counter counter, Instant now) {
        int requests = settings.number(counter.limit.path("requests"), 0);
        int atOnce = settings.number(counter.limit.path("in-flight"), 0);
        counter.busyUntil.removeIf(end -> !end.isAfter(now));
        if (atOnce > 0 && counter.busyUntil.size() >= atOnce) {
            return Optional.of(Duration.ofSeconds(1));
        }
        if (requests <= 0) {
            return Optional.empty();
        }
        Duration window = settings.duration(counter.limit.path("window"), MINUTE);
        while (!counter.arrived.isEmpty()
                && !counter.arrived.peek().plus(window).isAfter(now)) {
            counter.arrived.remove();
        }
        counter.arrived.add(now);
        counter.most = Math.max(counter.most, counter.arrived.size());
        return counter.arrived.size() > requests
                ? Optional.of(Duration.between(now, counter.arrived.getFirst().plus(window)))
                : Optional.empty();
    }

    private static Optional<Duration> longer(Optional<Duration> one, Optional<Duration> other) {
        return one.isEmpty() || (other.isPresent() && other.get().compareTo(one.get()) > 0) ? other : one;
    }

    /** Records how long an answer takes, for limits of calls in flight. */
    synchronized void answering(Step step, Duration delay) {
        Instant end = time.instant().plus(delay);
        counters.stream().filter(counter -> counter.counts(step)).forEach(counter -> counter.busyUntil.add(end));
    }

    /** Returns the largest number of calls in one window, over all limits. */
    synchronized int most() {
        return counters.stream().mapToInt(counter -> counter.most).max().orElse(0);
    }
}
