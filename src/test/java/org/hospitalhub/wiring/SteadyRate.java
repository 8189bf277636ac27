package org.hospitalhub.wiring;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * What a backlog gave between its warm-up and its last submission, when as many orders end as begin.
 *
 * @param finished orders whose answer arrived a minute
 * @param requests requests that arrived a minute
 * @param requestsPerOrder one submission and the questions per answer
 */
record SteadyRate(Duration measured, double finished, double requests, double requestsPerOrder) {

    /** Reads a log after every order has its answer. */
    static SteadyRate of(WatchedN3.Log log, Duration warmUp) {
        Instant from = log.arrivals().get(0).at().plus(warmUp);
        Instant to = log.submissions().values().stream().max(Instant::compareTo).orElseThrow();
        Map<String, Instant> answers = log.lastQuestions();
        long finished =
                answers.values().stream().filter(at -> within(at, from, to)).count();
        long requests = log.arrivals().stream()
                .filter(one -> within(one.at(), from, to))
                .count();
        long questions = log.arrivals().stream()
                .filter(one -> one.question() && within(one.at(), from, to))
                .count();
        double minutes = Duration.between(from, to).toMillis() / 60_000.0;
        return new SteadyRate(
                Duration.between(from, to), finished / minutes, requests / minutes, 1 + (double) questions / finished);
    }

    /**
     * Orders a minute that can last: what the requests give when each order costs as many as those that finished. Orders submitted
     * before the measured time finish in it, so that the finished ones alone scatter.
     */
    double perMinute() {
        return requests / requestsPerOrder;
    }

    private static boolean within(Instant at, Instant from, Instant to) {
        return !at.isBefore(from) && at.isBefore(to);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d s measured: %.2f orders a minute (%.2f counted), %.1f requests a minute, %.3f requests per order",
                measured.toSeconds(),
                perMinute(),
                finished,
                requests,
                requestsPerOrder);
    }
}
