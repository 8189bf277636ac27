package org.hospitalhub.pacing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.LongFunction;

/** Runs a hub against a service on a virtual clock, request by request. */
public final class Simulation {

    public static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

    /**
     * What a run gave after its warm-up.
     *
     * @param perMinute finished orders a minute
     * @param steadyPerMinute what the budget gives when orders cost what those cost that finished: without those that were
     *     submitted before the measured time and finished in it, or the other way round
     * @param perMinuteWithoutNever the same if requests for orders that never answer were not counted
     * @param requestsPerOrder requests of every kind per finished order
     * @param waited mean seconds from an answer's being there to its being known
     */
    public record Result(
            double perMinute,
            double steadyPerMinute,
            double perMinuteWithoutNever,
            double requestsPerOrder,
            double waited,
            int limitViolations,
            int pauseViolations) {}

    private record Answer(SimulatedHub.Request request, boolean answered, Instant at) {}

    private final SimulatedService service;
    private final SimulatedHub hub;
    private final Random random;
    private final Duration warmUp;
    private final Deque<Answer> answers = new ArrayDeque<>();
    private Instant clock = START;

    public Simulation(ServiceModel model, long seed, Duration warmUp, Function<SimulatedService, SimulatedHub> hub) {
        this(order -> model, seed, warmUp, hub);
    }

    /**
     * Sets a simulation up.
     *
     * @param model how long the service takes for an order, by its number
     */
    public Simulation(
            LongFunction<ServiceModel> model,
            long seed,
            Duration warmUp,
            Function<SimulatedService, SimulatedHub> hub) {
        this.service = new SimulatedService(model, seed, START, START.plus(warmUp));
        this.hub = hub.apply(service);
        this.random = new Random(seed + 1);
        this.warmUp = warmUp;
    }

    /** Runs with more orders waiting than can be sent. */
    public Result backlog(Duration length) {
        hub.accept((int) (SimulatedService.LIMIT * length.toMinutes()), START);
        run(START, START.plus(length));
        return result(length);
    }

    /**
     * What a batch took.
     *
     * @param mean seconds from the start to an answer
     * @param end seconds from the start to the last answer
     * @param perMinute answers found in each minute
     */
    public record Batch(double mean, double end, double requestsPerOrder, List<Integer> perMinute, int violations) {}

    /** Runs one batch of orders to its end, after whatever ran before. */
    public Batch batch(int orders) {
        Instant start = clock;
        int before = service.all.size();
        long requests = service.requests;
        int violations = service.limitViolations + service.pauseViolations;
        hub.accept(orders, start);
        while (service.all.size() < before + orders && clock.isBefore(start.plus(Duration.ofDays(2)))) {
            pass(Duration.ofSeconds(10));
        }
        List<Double> seconds = service.all.subList(before, service.all.size()).stream()
                .map(order -> Duration.between(start, order.seen()).toMillis() / 1000.0)
                .sorted()
                .toList();
        return new Batch(
                seconds.stream().mapToDouble(second -> second).average().orElse(0),
                seconds.get(seconds.size() - 1),
                (double) (service.requests - requests) / orders,
                perMinute(seconds),
                service.limitViolations + service.pauseViolations - violations);
    }

    private static List<Integer> perMinute(List<Double> seconds) {
        List<Integer> perMinute = new ArrayList<>();
        for (double second : seconds) {
            while (perMinute.size() <= (int) (second / 60)) {
                perMinute.add(0);
            }
            perMinute.set((int) (second / 60), perMinute.get((int) (second / 60)) + 1);
        }
        return perMinute;
    }

    /** Lets time pass without new orders. */
    public void pass(Duration length) {
        run(clock, clock.plus(length));
        clock = clock.plus(length);
    }

    /** Runs with single orders, one each so often. */
    public Result single(Duration length, Duration every) {
        Instant end = START.plus(length);
        for (Instant now = START; now.isBefore(end); now = now.plus(every)) {
            hub.accept(1, now);
            run(now, now.plus(every));
        }
        return result(length);
    }

    /** Lets time pass until so long after the start. */
    void passUntil(Duration sinceStart) {
        pass(Duration.between(clock, START.plus(sinceStart)));
    }

    /** Returns how often a window held more than the limit, or an order was asked before its pause was over. */
    public int violations() {
        return service.limitViolations + service.pauseViolations;
    }

    /** Every order that was finished, in the order of their ends. */
    List<SimulatedService.Finished> finished() {
        return service.all;
    }

    private Result result(Duration length) {
        double minutes = length.minus(warmUp).toMillis() / 60_000.0;
        double perMinute = service.finished / minutes;
        double without = perMinute * service.requests / (service.requests - service.requestsForNever);
        return new Result(
                perMinute,
                service.requests / minutes / (1 + (double) service.questions / service.finished),
                without,
                (double) service.requests / service.finished,
                service.waited / service.finished,
                service.limitViolations,
                service.pauseViolations);
    }

    private void run(Instant from, Instant to) {
        Instant now = from;
        while (now.isBefore(to)) {
            recordUntil(now);
            SimulatedHub.Claim claim = hub.claim(now);
            if (claim instanceof SimulatedHub.Request request) {
                send(request, now);
            } else if (claim instanceof SimulatedHub.NotYet notYet) {
                Instant next = notYet.next() == null || notYet.next().isAfter(to) ? to : notYet.next();
                Answer first = answers.peek();
                now = first != null && first.at().isBefore(next) ? first.at() : next;
            }
        }
        recordUntil(to);
    }

    private void recordUntil(Instant now) {
        while (!answers.isEmpty() && !answers.element().at().isAfter(now)) {
            Answer answer = answers.remove();
            hub.record(answer.request(), answer.answered(), answer.at());
        }
    }

    /** The way there takes 20 to 200 ms, the whole round 250 ms. */
    private void send(SimulatedHub.Request request, Instant now) {
        boolean answered = service.serve(request, now.plusMillis(20 + random.nextInt(180)));
        answers.add(new Answer(request, answered, now.plusMillis(250)));
    }
}
