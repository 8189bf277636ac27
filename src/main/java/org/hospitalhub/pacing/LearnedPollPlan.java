package org.hospitalhub.pacing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A plan that learns from the answers of the last hours how long a service takes. Safe for many threads; several nodes
 * that read the same history make nearly the same plan.
 *
 * <p>Method and measurements: docs/pacing.md.
 */
public final class LearnedPollPlan implements PollPlan {

    /** Where the plan reads what happened. */
    @FunctionalInterface
    public interface History {
        /**
         * The {@value LearnedPollPlan#REMEMBERED} orders of an operation that were taken by the service last among those
         * asked at least once, in any order: answered ones and open ones (their upper age is null). Without the open
         * ones the quick answers of a slower service would be all it sees.
         */
        List<AnswerTime> newest(String operation, Instant now);
    }

    /** How many observations are of use; older ones weigh less than a tenth. */
    public static final int REMEMBERED = 2000;

    private static final int ENOUGH = 30;
    private static final Duration REFRESH = Duration.ofSeconds(30);

    /** Failed questions per order that may be spent on asking some orders early. */
    private static final double EXPLORING = 0.01;

    private static final double EXPLORERS_AT_MOST = 0.1;

    /** How likely an answer must be for an order to be asked before the moment it was told. */
    private static final double LIKELY = 0.8;

    private final History history;
    private final Duration pause;
    private final Map<String, Learned> learned = new ConcurrentHashMap<>();

    private record Learned(
            Instant at, AnswerCurve curve, @Nullable Schedule schedule) {}

    /**
     * Creates a plan.
     *
     * @param pause shortest time between two questions for one order, and between the order and the first
     */
    public LearnedPollPlan(History history, Duration pause) {
        this.history = history;
        this.pause = pause;
    }

    @Override
    public Instant ripe(String operation, Instant orderedAt, @Nullable Instant lastAsked, int asked, Instant now) {
        Learned known = known(operation, now);
        double age = lastAsked == null ? 0 : Math.max(0, AnswerCurve.seconds(Duration.between(orderedAt, lastAsked)));
        double next = known.schedule() == null
                ? Math.max(pauseSeconds(), 2 * age)
                : known.schedule().after(age);
        if (known.schedule() != null) {
            next = perhapsEarlier(known.curve(), orderedAt.plusMillis(asked), age + pauseSeconds(), next);
        }
        Instant ripe = orderedAt.plusMillis(Math.round(next * 1000));
        Instant allowed = (lastAsked == null ? orderedAt : lastAsked).plus(pause);
        return ripe.isBefore(allowed) ? allowed : ripe;
    }

    /**
     * Tells whether the present plan would have asked for an order already and expects an answer, whatever an earlier one told.
     * After an outage it does: answers that took an hour are there all at once. An order that is more likely never to answer
     * keeps the moment it was told, else each move of the plan would cost it a question.
     *
     * @param lastAsked when it was last asked without an answer, null if never
     */
    public boolean overdue(String operation, Instant orderedAt, @Nullable Instant lastAsked, Instant now) {
        Learned known = known(operation, now);
        if (known.schedule() == null) {
            return false;
        }
        Duration age = Duration.between(orderedAt, now);
        Duration asked = lastAsked == null ? Duration.ZERO : Duration.between(orderedAt, lastAsked);
        double before = known.curve().answered(asked);
        double chance = (known.curve().answered(age) - before) / Math.max(1e-9, 1 - before);
        return chance >= LIKELY
                && AnswerCurve.seconds(age) >= known.schedule().after(Math.max(0, AnswerCurve.seconds(asked)));
    }

    /** Tells how likely answers are at each age now. */
    public AnswerCurve curve(String operation, Instant now) {
        return known(operation, now).curve();
    }

    /**
     * Tells when orders of an operation are likely to be done.
     *
     * @param waiting orders that are not yet submitted
     * @param inFlight ages of the orders that are
     * @param requestsPerMinute what the budget has for these orders, more than zero
     */
    public Instant end(String operation, long waiting, List<Duration> inFlight, double requestsPerMinute, Instant now) {
        Learned known = known(operation, now);
        double questions = known.schedule() == null ? 1 : known.schedule().questions();
        return new Estimate(known.curve(), waiting, inFlight, requestsPerMinute, questions).end(now);
    }

    /**
     * Asks a few orders before their time, so that a service that became faster is noticed under a permanent backlog.
     * The less an early question is likely to succeed, the rarer it is. The order's time decides, so that every node and
     * every repetition decides the same.
     */
    private double perhapsEarlier(AnswerCurve curve, Instant order, double earliest, double planned) {
        long hash = mix(order.toEpochMilli());
        double where = (hash >>> 40) / (double) (1 << 24);
        double lot = (hash & 0xFFFFFF) / (double) (1 << 24);
        double early = earliest * Math.pow(planned / earliest, where);
        double inVain = 1 - curve.answered(Duration.ofMillis((long) (early * 1000)));
        return lot < Math.min(EXPLORERS_AT_MOST, EXPLORING / Math.max(1e-9, inVain)) ? early : planned;
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014): near instants get unrelated lots. */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private Learned known(String operation, Instant now) {
        Learned known = learned.get(operation);
        if (known != null && Duration.between(known.at(), now).abs().compareTo(REFRESH) < 0) {
            return known;
        }
        List<AnswerTime> newest = history.newest(operation, now);
        AnswerCurve curve = AnswerCurve.learn(newest, now);
        Schedule schedule = newest.size() < ENOUGH ? null : new Schedule(curve, pauseSeconds());
        Learned fresh = new Learned(now, curve, schedule);
        learned.put(operation, fresh);
        return fresh;
    }

    private double pauseSeconds() {
        return AnswerCurve.seconds(pause);
    }
}
