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

        /** The work that a question of this operation may delay. */
        default Demand demand(String operation, List<AnswerTime> newest, Instant now) {
            return Demand.ENDLESS;
        }
    }

    /** How many observations are of use; older ones weigh less than a tenth. */
    public static final int REMEMBERED = 2000;

    /** Answers of the last hour after which the curve is known well enough to do without scouts. */
    private static final int ENOUGH = 100;

    /** How much older than any order that was asked in vain a scout must be: before the first answer, and after it. */
    private static final double UNKNOWN_SCALE = 1.5;

    private static final double KNOWN_SCALE = 1.2;

    private static final Duration REFRESH = Duration.ofSeconds(10);
    private static final Duration REFRESH_COLD = Duration.ofSeconds(2);

    /** Failed questions per order that may be spent on asking some orders early. */
    private static final double EXPLORING = 0.01;

    private static final double EXPLORERS_AT_MOST = 0.1;

    /** Orders waiting from which on that is worth it in full: what an early question teaches serves those that come later. */
    private static final double WORTH_EXPLORING = 1_000;

    /** How likely an answer must be for an order to be asked before the moment it was told. */
    private static final double LIKELY = 0.8;

    private final History history;
    private final Duration pause;
    private final Map<String, Learned> learned = new ConcurrentHashMap<>();

    private record Learned(
            Instant at,
            AnswerCurve curve,
            Schedule schedule,
            Demand demand,
            int answers,
            int recentAnswers,
            double askedInVain) {

        boolean cold() {
            return recentAnswers < ENOUGH;
        }
    }

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
        double earliest = age + pauseSeconds();
        double next = perhapsEarlier(
                known, orderedAt.plusMillis(asked), earliest, known.schedule().after(age));
        Instant ripe = orderedAt.plusMillis(Math.round(next * 1000));
        Instant allowed = (lastAsked == null ? orderedAt : lastAsked).plus(pause);
        return ripe.isBefore(allowed) ? allowed : ripe;
    }

    /**
     * Returns whether a question is worth a request now by the present plan, whatever an earlier one said. While others wait, an
     * order that was asked in vain must be likely to have its answer: else each move of the plan would cost a question for
     * every order that never answers.
     *
     * @param lastAsked when it was last asked without an answer, null if never
     * @param asked how often it was asked
     */
    public boolean worthNow(String operation, Instant orderedAt, @Nullable Instant lastAsked, int asked, Instant now) {
        if (ripe(operation, orderedAt, lastAsked, asked, now).isAfter(now)) {
            return false;
        }
        Learned known = known(operation, now);
        if (lastAsked == null || known.demand().waiting() == 0) {
            return true;
        }
        double before = known.curve().answered(Duration.between(orderedAt, lastAsked));
        double chance =
                (known.curve().answered(Duration.between(orderedAt, now)) - before) / Math.max(1e-9, 1 - before);
        return chance >= LIKELY;
    }

    /**
     * Returns whether the oldest order that was never asked should be asked though little is known yet. Scouts go at ages that
     * grow by a factor, from one failure to the next; each answer sends the next one at once. So a few questions tell the
     * scale of a service that was never seen before, or that may have changed since it was.
     */
    public boolean scout(String operation, Instant orderedAt, Instant now) {
        Learned known = known(operation, now);
        double factor = known.recentAnswers() == 0 ? UNKNOWN_SCALE : KNOWN_SCALE;
        return known.cold()
                && AnswerCurve.seconds(Duration.between(orderedAt, now))
                        >= Math.max(pauseSeconds(), factor * known.askedInVain());
    }

    /** Returns how many answers the plan has learned from. */
    public int answers(String operation, Instant now) {
        return known(operation, now).answers();
    }

    /** Returns whether few answers of the last hour are known, so that the plan changes with each. */
    public boolean cold(String operation, Instant now) {
        return known(operation, now).cold();
    }

    /** Returns whether there are so few orders that each is asked after every pause. */
    public boolean idle(String operation, Instant now) {
        return known(operation, now).demand().idle();
    }

    /**
     * Returns how many seconds an order is in flight on average, by the plan: the orders in flight that keep a budget busy are
     * its rate times this (Little's law).
     */
    public double secondsInFlight(String operation, Instant now) {
        return known(operation, now).schedule().meanAge();
    }

    /** Returns how likely answers are at each age now. */
    public AnswerCurve curve(String operation, Instant now) {
        return known(operation, now).curve();
    }

    /**
     * Returns when orders of an operation are likely to be done.
     *
     * @param waiting orders that are not yet submitted
     * @param inFlight ages of the orders that are
     * @param requestsPerMinute what the budget has for these orders, more than zero
     */
    public ExpectedEnd end(
            String operation, long waiting, List<Duration> inFlight, double requestsPerMinute, Instant now) {
        Learned known = known(operation, now);
        return new Estimate(
                        known.curve(),
                        waiting,
                        inFlight,
                        requestsPerMinute,
                        known.schedule().questions())
                .end(now);
    }

    /**
     * Asks a few orders before their time, so that a service that became faster is noticed under a permanent backlog.
     * The less an early question is likely to succeed, the rarer it is. The order's time decides, so that every node and
     * every repetition decides the same.
     */
    private static double perhapsEarlier(Learned known, Instant order, double earliest, double planned) {
        long hash = mix(order.toEpochMilli());
        double where = (hash >>> 40) / (double) (1 << 24);
        double lot = (hash & 0xFFFFFF) / (double) (1 << 24);
        double early = earliest * Math.pow(planned / earliest, where);
        double inVain = 1 - known.curve().answered(Duration.ofMillis((long) (early * 1000)));
        double exploring = EXPLORING * Math.min(1, known.demand().waiting() / WORTH_EXPLORING);
        return lot < Math.min(EXPLORERS_AT_MOST, exploring / Math.max(1e-9, inVain)) ? early : planned;
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
        if (known != null
                && Duration.between(known.at(), now).abs().compareTo(known.cold() ? REFRESH_COLD : REFRESH) < 0) {
            return known;
        }
        List<AnswerTime> newest = history.newest(operation, now);
        AnswerCurve curve = AnswerCurve.learn(newest, now);
        Demand demand = history.demand(operation, newest, now);
        Schedule schedule = new Schedule(curve, pauseSeconds(), demand.extraQuestions());
        List<AnswerTime> recent =
                newest.stream().filter(time -> time.isRecent(now)).toList();
        Learned fresh =
                new Learned(now, curve, schedule, demand, answers(newest), answers(recent), askedInVain(recent));
        learned.put(operation, fresh);
        return fresh;
    }

    private static int answers(List<AnswerTime> newest) {
        return (int) newest.stream().filter(AnswerTime::answered).count();
    }

    /** The greatest age in seconds at which one of these orders had no answer. */
    private static double askedInVain(List<AnswerTime> recent) {
        return recent.stream()
                .mapToDouble(time -> AnswerCurve.seconds(time.lower()))
                .max()
                .orElse(0);
    }

    private double pauseSeconds() {
        return AnswerCurve.seconds(pause);
    }
}
