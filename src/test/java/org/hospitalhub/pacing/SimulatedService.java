package org.hospitalhub.pacing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** The receiving side of a simulation: draws when answers are there and counts what a client does wrong. */
public final class SimulatedService {

    public static final int LIMIT = 50;
    public static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration WINDOW = Duration.ofSeconds(60);

    /** An order whose answer was found. */
    record Finished(Instant orderedAt, Instant ready, Instant seen) {
        Duration waited() {
            return Duration.between(ready, seen);
        }
    }

    private static final class Ordered {
        final Instant orderedAt;
        final @Nullable Instant ready;

        @Nullable
        Instant asked;

        Ordered(Instant orderedAt, @Nullable Instant ready) {
            this.orderedAt = orderedAt;
            this.ready = ready;
        }
    }

    private final LongFunction<ServiceModel> model;
    private final Random random;
    private final Instant start;
    private final Instant measuredFrom;
    private final Map<Long, Ordered> orders = new HashMap<>();
    private final Deque<Instant> window = new ArrayDeque<>();
    final List<Finished> all = new ArrayList<>();

    long finished;
    long requests;
    long questions;
    long requestsForNever;
    double waited;
    int limitViolations;
    int pauseViolations;

    SimulatedService(LongFunction<ServiceModel> model, long seed, Instant start, Instant measuredFrom) {
        this.model = model;
        this.random = new Random(seed);
        this.start = start;
        this.measuredFrom = measuredFrom;
    }

    /** Serves a request that arrives now; tells whether a question has its answer. */
    boolean serve(SimulatedHub.Request request, Instant now) {
        count(now);
        boolean measured = !now.isBefore(measuredFrom);
        requests += measured ? 1 : 0;
        questions += measured && request.question() ? 1 : 0;
        Ordered ordered = request.question() ? orders.get(request.order()) : order(request.order(), now);
        if (ordered == null) {
            throw new IllegalStateException("order " + request.order() + " was asked for before it was submitted");
        }
        requestsForNever += measured && ordered.ready == null ? 1 : 0;
        return request.question() && ask(request.order(), ordered, now, measured);
    }

    /** When the answer of an order is there, null for never; only an ideal client knows. */
    @Nullable
    Instant ready(long order) {
        Ordered ordered = orders.get(order);
        return ordered == null ? null : ordered.ready;
    }

    private Ordered order(long order, Instant now) {
        double seconds =
                model.apply(order).seconds(random, Duration.between(start, now).toMillis() / 3_600_000.0);
        boolean never = Double.isInfinite(seconds);
        Ordered ordered = new Ordered(now, never ? null : now.plusMillis(Math.round(Math.max(0, seconds) * 1000)));
        if (orders.put(order, ordered) != null) {
            throw new IllegalStateException("order " + order + " was submitted twice");
        }
        return ordered;
    }

    private boolean ask(long order, Ordered ordered, Instant now, boolean measured) {
        if (ordered.asked != null && now.isBefore(ordered.asked.plus(PAUSE))) {
            pauseViolations++;
        }
        ordered.asked = now;
        if (ordered.ready == null || now.isBefore(ordered.ready)) {
            return false;
        }
        orders.remove(order);
        all.add(new Finished(ordered.orderedAt, ordered.ready, now));
        if (measured) {
            finished++;
            waited += Duration.between(ordered.ready, now).toMillis() / 1000.0;
        }
        return true;
    }

    private void count(Instant now) {
        window.add(now);
        while (!now.minus(WINDOW).isBefore(window.element())) {
            window.remove();
        }
        limitViolations += window.size() > LIMIT ? 1 : 0;
    }
}
