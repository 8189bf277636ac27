package org.hospitalhub.pacing;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Orders that are polled early under a long backlog, so that a service that became much faster is noticed within minutes.
 *
 * <p>By the plan nearly every poll finds its answer, so one that became faster changes nothing that the plan sees. A scout is polled
 * at an eighth of the planned age. Each that has its answer sends more of them, each that has none ends the series and lets scouts
 * rest: a service that did not change costs about one poll in vain each time, one that became faster is found out in one series.
 *
 * @param seconds age at which scouts are polled
 * @param atOnce how many may be under way at present
 */
public record Scouts(double seconds, int atOnce) {

    static final Scouts NONE = new Scouts(0, 0);

    /** Age of scouts as a share of the planned age: about two in five of an exponential service have their answer by then. */
    private static final double EARLY = 1 / 8.0;

    /** Age of scouts in pauses at least: before, an answer is rare, however fast the service became. */
    private static final double LEAST = 2;

    /** How much older than that a scout may be. */
    private static final double LATER = 1.15;

    /** Ages that count as the age of a scout, which moves with the plan. */
    private static final double FROM = 0.8;

    private static final double TO = 1.6;

    private static final Duration REST = Duration.ofSeconds(160);

    /** More than ripe polls are ever behind. */
    private static final Duration FIRST = Duration.ofDays(1);

    private static final int AT_MOST = 10;

    /**
     * Returns the scouts to send.
     *
     * @param newest newest orders
     * @param planned age of the first poll by the plan
     */
    static Scouts of(PaceChange change, List<AnswerTime> newest, double planned, double pause, Instant now) {
        double age = Math.max(LEAST * pause, EARLY * planned);
        if (planned < 2 * age) {
            return NONE;
        }
        double evidence = change.evidence(time -> wasScout(time, age));
        boolean resting = newest.stream()
                .filter(time -> time.inVain() > 0 && wasScout(time, age))
                .anyMatch(time -> time.at().plus(time.lower()).isAfter(now.minus(REST)));
        return new Scouts(age, resting && evidence < 1 ? 0 : Math.min(AT_MOST, 1 + (int) evidence));
    }

    private static boolean wasScout(AnswerTime time, double age) {
        Duration polled = time.inVain() > 0 || time.upper() == null ? time.lower() : time.upper();
        double seconds = AnswerCurve.seconds(polled);
        return seconds >= FROM * age && seconds <= TO * age;
    }

    /** Returns whether scouts had answers, so that the next ones should follow soon. */
    boolean found() {
        return atOnce > 1;
    }

    /** Returns whether an order has the age of a scout. */
    public boolean isOfAge(Instant orderedAt, Instant now) {
        double age = AnswerCurve.seconds(Duration.between(orderedAt, now));
        return atOnce > 0 && age >= seconds && age <= LATER * seconds;
    }

    /** Returns the turn of a scout: before all that is ripe, since later it would say less. */
    public Instant turn(Instant orderedAt) {
        return orderedAt.minus(FIRST);
    }

    /**
     * Chooses the next scouts, the youngest first.
     *
     * @param neverPolled orders that were never polled and may be
     * @param turn when an order is to be polled; a scout is under way when that is reached
     */
    public <T> List<T> choose(
            Collection<T> neverPolled, Function<T, Instant> orderedAt, Function<T, Instant> turn, Instant now) {
        List<T> ofAge = neverPolled.stream()
                .filter(order -> isOfAge(orderedAt.apply(order), now))
                .sorted(Comparator.comparing(orderedAt).reversed())
                .toList();
        List<T> later =
                ofAge.stream().filter(order -> turn.apply(order).isAfter(now)).toList();
        int underWay = ofAge.size() - later.size();
        return later.subList(0, Math.max(0, Math.min(later.size(), atOnce - underWay)));
    }
}
