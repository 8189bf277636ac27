package org.hospitalhub.pacing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A poll plan that learns from recent answers how long a service takes. Thread-safe; nodes that read the same history make nearly
 * the same plan.
 *
 * <p>Method and measurements: docs/pacing.md.
 */
public final class LearnedPollPlan implements PollPlan {

    /** The observations from which the plan learns. */
    @FunctionalInterface
    public interface History {
        /**
         * Returns the {@value LearnedPollPlan#REMEMBERED} orders of an operation that the service accepted last, among those
         * polled at least once, in any order: answered and open ones (whose upper age is null). Without the open ones, the plan
         * would see only the quick answers of a service that became slower.
         */
        List<AnswerTime> newest(String operation, Instant now);

        /** Returns the work that a poll of this operation may delay. */
        default Demand demand(String operation, List<AnswerTime> newest, Instant now) {
            return Demand.ENDLESS;
        }
    }

    /** Number of observations that are used; older ones would weigh less than a tenth. */
    public static final int REMEMBERED = 2000;

    /** Number of answers, for scouts in the last hour, from which the curve is known well enough. */
    private static final int ENOUGH = 100;

    /**
     * Factors by which an order must be older than any order polled without an answer, to be polled as a scout: before the first
     * answer, and after it.
     */
    private static final double UNKNOWN_SCALE = 2.5;

    private static final double KNOWN_SCALE = 1.2;

    /** Age of the first scout in pauses: the quickest services alone would have answered after one. */
    private static final double FIRST_SCOUT = 2;

    /** Orders to keep in flight compared with the mean, so that answers that happen to come late leave no minute without any. */
    private static final double ROOM = 1.2;

    private static final Duration REFRESH = Duration.ofSeconds(10);
    private static final Duration REFRESH_RESTLESS = Duration.ofSeconds(2);

    /** Polls without an answer per order that may be spent on polling some orders early. */
    private static final double EXPLORING = 0.01;

    /** The same under a long backlog, where scouts look whether the service became faster. */
    private static final double EXPLORING_BESIDE_SCOUTS = 0.005;

    private static final double EXPLORERS_AT_MOST = 0.1;

    /** Number of waiting orders from which a backlog is long: what an early poll shows serves many that come later. */
    private static final double LONG = 1_000;

    /** Factor by which an order without an answer must be older when it is polled again, if all that is known is newer than it. */
    private static final double UNKNOWN_PACE = 2;

    /** Probability of an answer from which an order is polled before the time that it was given earlier. */
    private static final double LIKELY = 0.8;

    private final History history;
    private final Duration pause;
    private final Map<String, Learned> learned = new ConcurrentHashMap<>();

    /**
     * Knowledge of a service at a moment.
     *
     * @param since time of the first order from which it was learned: what came before a change of pace is forgotten
     */
    private record Learned(
            Instant at,
            Instant since,
            AnswerCurve curve,
            Schedule schedule,
            Demand demand,
            int answers,
            int recentAnswers,
            double askedInVain,
            Scouts scouts) {

        boolean cold() {
            return recentAnswers < ENOUGH;
        }

        boolean restless() {
            return cold() || scouts.found();
        }

        /** Returns whether an order had no answer yet when the service changed its pace, of which this knowledge says nothing. */
        boolean isOfFormerPace(Instant orderedAt, @Nullable Instant lastAsked) {
            return lastAsked != null
                    && orderedAt.isBefore(since)
                    && Duration.between(orderedAt, since).compareTo(AnswerCurve.RECENT) < 0;
        }
    }

    /**
     * Creates a plan.
     *
     * @param pause shortest time between two polls of one order, and between its submission and the first poll
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
        double planned = known.isOfFormerPace(orderedAt, lastAsked)
                ? Math.max(earliest, UNKNOWN_PACE * age)
                : known.schedule().after(age);
        double next = perhapsEarlier(known, orderedAt.plusMillis(asked), earliest, planned);
        Instant ripe = orderedAt.plusMillis(Math.round(next * 1000));
        Instant allowed = (lastAsked == null ? orderedAt : lastAsked).plus(pause);
        return ripe.isBefore(allowed) ? allowed : ripe;
    }

    /**
     * Returns whether a poll is worth a request now by the present plan, whatever an earlier plan said. While others wait, an
     * order that was polled without an answer must be likely to have one now: else each change of the plan would cost a poll for
     * every order that is never answered.
     *
     * @param lastAsked when it was last polled without an answer, null if never
     * @param asked number of polls so far
     */
    public boolean worthNow(String operation, Instant orderedAt, @Nullable Instant lastAsked, int asked, Instant now) {
        if (ripe(operation, orderedAt, lastAsked, asked, now).isAfter(now)) {
            return false;
        }
        Learned known = known(operation, now);
        if (lastAsked == null || known.demand().waiting() == 0 || known.isOfFormerPace(orderedAt, lastAsked)) {
            return true;
        }
        double before = known.curve().answered(Duration.between(orderedAt, lastAsked));
        double chance =
                (known.curve().answered(Duration.between(orderedAt, now)) - before) / Math.max(1e-9, 1 - before);
        return chance >= LIKELY;
    }

    /**
     * Returns whether the oldest order that was never polled should be polled although little is known yet (a scout). The age of
     * scouts grows by a factor with each poll without an answer; after an answer the next scout is sent at once. A few polls so
     * find the time scale of an unknown service, or of one that may have changed.
     */
    public boolean scout(String operation, Instant orderedAt, Instant now) {
        Learned known = known(operation, now);
        double factor = known.recentAnswers() == 0 ? UNKNOWN_SCALE : KNOWN_SCALE;
        return known.cold()
                && AnswerCurve.seconds(Duration.between(orderedAt, now))
                        >= Math.max(FIRST_SCOUT * pauseSeconds(), factor * known.askedInVain());
    }

    /** Returns how many answers the plan has learned from. */
    public int answers(String operation, Instant now) {
        return known(operation, now).answers();
    }

    /** Returns the orders to poll early under a long backlog. */
    public Scouts scouts(String operation, Instant now) {
        return known(operation, now).scouts();
    }

    /** Returns whether the plan may change with each answer: few of the last hour are known, or scouts found some. */
    public boolean restless(String operation, Instant now) {
        return known(operation, now).restless();
    }

    /** Returns whether there are so few orders that each is polled after every pause. */
    public boolean idle(String operation, Instant now) {
        return known(operation, now).demand().idle();
    }

    /**
     * Returns how many seconds an order is in flight on average by the plan, and a little more. Multiplied by a budget's rate it
     * is the number of orders in flight that keep the budget busy (Little's law).
     */
    public double secondsInFlight(String operation, Instant now) {
        Learned known = known(operation, now);
        double room = known.demand().waiting() < LONG ? ROOM : 1;
        return room * known.schedule().meanAge();
    }

    /**
     * Returns when orders of an operation are likely to be done.
     *
     * @param waiting orders that are not yet submitted
     * @param inFlight ages of the submitted orders
     * @param requestsPerMinute requests a minute for these orders, more than zero
     */
    public ExpectedEnd end(
            String operation, long waiting, List<Duration> inFlight, double requestsPerMinute, Instant now) {
        Learned known = known(operation, now);
        return new Estimate(
                        AnswerTail.of(known.curve()),
                        waiting,
                        inFlight,
                        requestsPerMinute,
                        known.schedule().questions())
                .end(now);
    }

    /**
     * Returns the age of the next poll, for a few orders earlier than planned, so that a service that became faster is noticed
     * under a permanent backlog. Early polls are rarer the less likely they find an answer. The choice depends on the order's
     * time only, so that every node and every repetition makes the same choice.
     */
    private static double perhapsEarlier(Learned known, Instant order, double earliest, double planned) {
        long hash = mix(order.toEpochMilli());
        double where = (hash >>> 40) / (double) (1 << 24);
        double lot = (hash & 0xFFFFFF) / (double) (1 << 24);
        double early = earliest * Math.pow(planned / earliest, where);
        double inVain = 1 - known.curve().answered(Duration.ofMillis((long) (early * 1000)));
        double waiting = known.demand().waiting();
        double exploring = waiting < LONG ? EXPLORING * waiting / LONG : EXPLORING_BESIDE_SCOUTS;
        return lot < Math.min(EXPLORERS_AT_MOST, exploring / Math.max(1e-9, inVain)) ? early : planned;
    }

    /** Returns the hash of a value by the finaliser of SplitMix64 (Steele, Lea, Flood 2014): near instants get unrelated values. */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private Learned known(String operation, Instant now) {
        Learned known = learned.get(operation);
        if (known != null
                && Duration.between(known.at(), now).abs().compareTo(known.restless() ? REFRESH_RESTLESS : REFRESH)
                        < 0) {
            return known;
        }
        List<AnswerTime> all = history.newest(operation, now);
        Demand demand = history.demand(operation, all, now);
        boolean backlog = demand.waiting() >= LONG;
        Instant before = known == null ? Instant.MIN : known.since();
        PaceChange change = backlog ? PaceChange.of(from(before, all), now) : null;
        Instant since = change == null ? before : change.since(before);
        List<AnswerTime> newest = from(since, all);
        AnswerCurve curve = backlog ? AnswerCurve.learnUnderBacklog(newest, now) : AnswerCurve.learn(newest, now);
        List<AnswerTime> recent =
                newest.stream().filter(time -> time.isRecent(now)).toList();
        int answers = answers(newest);
        Schedule schedule = new Schedule(curve, pauseSeconds(), demand.extraQuestions(answers < ENOUGH));
        Scouts scouts = change == null || !since.equals(before)
                ? Scouts.NONE
                : Scouts.of(change, newest, schedule.after(0), pauseSeconds(), now);
        Learned fresh =
                new Learned(now, since, curve, schedule, demand, answers, answers(recent), askedInVain(recent), scouts);
        learned.put(operation, fresh);
        return fresh;
    }

    private static List<AnswerTime> from(Instant since, List<AnswerTime> all) {
        return all.stream().filter(time -> !time.at().isBefore(since)).toList();
    }

    private static int answers(List<AnswerTime> newest) {
        return (int) newest.stream().filter(AnswerTime::answered).count();
    }

    /** Returns the greatest age in seconds at which one of these orders had no answer. */
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
