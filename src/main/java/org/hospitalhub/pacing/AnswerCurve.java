package org.hospitalhub.pacing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The probability that an answer is there at each age of an order, learned from polls.
 *
 * <p>The nonparametric maximum-likelihood estimate for interval-censored data by the self-consistent (EM) iteration of Turnbull
 * 1976 (J. R. Statist. Soc. B 38, 290–295), on a fixed grid of ages that grow by a tenth from 5 s to 24 h. The cell behind the
 * grid is the share that never answers (Boag 1949). A prior of one observation decides where the data are silent; old
 * observations fade. Immutable; docs/pacing.md says why.
 */
public final class AnswerCurve {

    /** Number of cells of the grid of ages; ages within a cell are not distinguished. */
    static final int CELLS = 96;

    private static final double FIRST = 5;
    private static final double LAST = Duration.ofHours(24).toSeconds();
    private static final double STEP = Math.pow(LAST / FIRST, 1.0 / (CELLS - 1));
    private static final double LOG_STEP = Math.log(STEP);
    private static final double[] ENDS = IntStream.range(0, CELLS)
            .mapToDouble(cell -> FIRST * Math.pow(STEP, cell))
            .toArray();

    /** Number of newer observations after which an observation counts half. */
    private static final double HALVED_BY_NEWER = 600;

    private static final double HALVED_BY_SECONDS = Duration.ofHours(6).toSeconds();

    /** How long an observation is of the present: another may answer after a pause. */
    static final Duration RECENT = Duration.ofHours(1);

    /** The most that all older ones may weigh together: enough to begin with, and soon outweighed by what is seen now. */
    private static final double OLDER_TOGETHER = 30;

    /** No outcome counts as less probable than this: the curve is not exact. */
    private static final double SURPRISE = 0.01;

    private static final double PRIOR = 1;
    private static final double NEVER = 0.02;

    /**
     * The same under a long backlog: else most of what is silent for longer than anything seen would count as late answers, for
     * which the schedule has no requests, so that it would poll everybody late instead.
     */
    private static final double NEVER_UNDER_BACKLOG = 0.1;

    /** Share of orders without an answer from which on the service seems to be down: then they will have their answers later. */
    private static final double OUTAGE = 0.2;

    private static final double TYPICAL = 30;
    private static final int ROUNDS = 300;
    private static final double SETTLED = 1e-5;

    /** Mass of each cell; the last one is the share without an answer. */
    private final double[] mass;

    /** Probability of an answer up to the end of each cell of the grid. */
    private final double[] answered;

    private final List<Seen> seen;

    /** The total weight of all observations. */
    private final double total;

    private final double[] prior;

    /**
     * All observations of the same cells.
     *
     * @param from first cell that may hold the answer
     * @param to last such cell, {@link #CELLS} while there is no answer
     */
    record Seen(int from, int to, double weight) {}

    private AnswerCurve(double[] mass, List<Seen> seen, double total, double[] prior) {
        this.mass = mass;
        this.seen = seen;
        this.total = total;
        this.prior = prior;
        this.answered = new double[CELLS];
        double sum = 0;
        for (int cell = 0; cell < CELLS; cell++) {
            sum += mass[cell];
            answered[cell] = Math.min(1, sum);
        }
    }

    /**
     * Learns a curve.
     *
     * @param history in any order; may be empty, then the curve is the prior
     * @param now time from which the age of observations is counted
     */
    public static AnswerCurve learn(List<AnswerTime> history, Instant now) {
        return learn(history, NEVER, now);
    }

    /** Learns a curve while many orders wait for the requests that silent ones may cost. */
    static AnswerCurve learnUnderBacklog(List<AnswerTime> history, Instant now) {
        return learn(history, NEVER_UNDER_BACKLOG, now);
    }

    private static AnswerCurve learn(List<AnswerTime> history, double never, Instant now) {
        double[][] weight = new double[CELLS + 1][CELLS + 1];
        double total = 0;
        List<AnswerTime> newest = newestFirst(history);
        double[] weights = weights(newest, now);
        for (int i = 0; i < weights.length; i++) {
            AnswerTime time = newest.get(i);
            double w = weights[i];
            int from = cellAfter(seconds(time.lower()));
            weight[from][Math.max(from, lastCell(time.upper()))] += w;
            total += w;
        }
        List<Seen> seen = seen(weight);
        double open = seen.stream()
                .filter(one -> one.to() == CELLS)
                .mapToDouble(Seen::weight)
                .sum();
        double[] prior = prior(open > OUTAGE * total ? NEVER : never);
        return new AnswerCurve(fixedPoint(seen, total, prior), seen, total, prior);
    }

    private static double[] weights(List<AnswerTime> newest, Instant now) {
        double[] weights = new double[newest.size()];
        long recent = now.minus(RECENT).toEpochMilli();
        int older = 0;
        double together = 0;
        for (int i = weights.length - 1; i >= 0; i--) {
            long at = newest.get(i).at().toEpochMilli();
            double seconds = Math.max(0, (now.toEpochMilli() - at) / 1000.0);
            weights[i] = Math.pow(2, -i / HALVED_BY_NEWER - seconds / HALVED_BY_SECONDS);
            if (at <= recent) {
                older = weights.length - i;
                together += weights[i];
            }
        }
        for (int i = weights.length - older; i < weights.length && together > OLDER_TOGETHER; i++) {
            weights[i] *= OLDER_TOGETHER / together;
        }
        return weights;
    }

    private static List<AnswerTime> newestFirst(List<AnswerTime> history) {
        return history.stream()
                .sorted(Comparator.comparing(AnswerTime::at).reversed())
                .toList();
    }

    private static List<Seen> seen(double[][] weight) {
        List<Seen> seen = new ArrayList<>();
        for (int from = 0; from <= CELLS; from++) {
            for (int to = from; to <= CELLS; to++) {
                if (weight[from][to] > 0) {
                    seen.add(new Seen(from, to, weight[from][to]));
                }
            }
        }
        return seen;
    }

    /**
     * Returns the fixed point of Turnbull's iteration: each observation distributes its weight over its cells by their
     * probability, until nothing changes. Between two cells at which an observation begins or ends the masses stay as the prior
     * divides them, so that each such run of cells counts as one.
     */
    private static double[] fixedPoint(List<Seen> seen, double total, double[] prior) {
        int[] run = runs(seen);
        double[] whole = new double[run[CELLS] + 1];
        for (int cell = 0; cell <= CELLS; cell++) {
            whole[run[cell]] += prior[cell];
        }
        double[] masses = new Turnbull(seen, run, whole).iterate(total);
        double[] mass = new double[CELLS + 1];
        for (int cell = 0; cell <= CELLS; cell++) {
            mass[cell] = prior[cell] / whole[run[cell]] * masses[run[cell]];
        }
        return mass;
    }

    /** Returns the number of its run for each cell. */
    private static int[] runs(List<Seen> seen) {
        int[] run = new int[CELLS + 2];
        for (Seen one : seen) {
            run[one.from()] = 1;
            run[one.to() + 1] = 1;
        }
        run[0] = 0;
        for (int cell = 1; cell <= CELLS + 1; cell++) {
            run[cell] += run[cell - 1];
        }
        return run;
    }

    /** The iteration over runs of cells. */
    private static final class Turnbull {

        private final int[] from;
        private final int[] to;
        private final double[] weight;
        private final double[] prior;

        Turnbull(List<Seen> seen, int[] run, double[] prior) {
            this.from = seen.stream().mapToInt(one -> run[one.from()]).toArray();
            this.to = seen.stream().mapToInt(one -> run[one.to()] + 1).toArray();
            this.weight = seen.stream().mapToDouble(Seen::weight).toArray();
            this.prior = prior;
        }

        double[] iterate(double total) {
            double[] mass = prior.clone();
            double[] before = new double[prior.length + 1];
            double[] rise = new double[prior.length + 1];
            double change = 1;
            for (int round = 0; round < ROUNDS && change > SETTLED; round++) {
                share(mass, before, rise);
                change = 0;
                double factor = 0;
                for (int i = 0; i < mass.length; i++) {
                    factor += rise[i];
                    double next = (PRIOR * prior[i] + Math.max(0, factor * mass[i])) / (total + PRIOR);
                    change = Math.max(change, Math.abs(next - mass[i]));
                    mass[i] = next;
                }
            }
            return mass;
        }

        private void share(double[] mass, double[] before, double[] rise) {
            for (int i = 0; i < mass.length; i++) {
                before[i + 1] = before[i] + mass[i];
            }
            Arrays.fill(rise, 0);
            for (int i = 0; i < weight.length; i++) {
                double factor = weight[i] / Math.max(1e-12, before[to[i]] - before[from[i]]);
                rise[from[i]] += factor;
                rise[to[i]] -= factor;
            }
        }
    }

    private static double[] prior(double never) {
        double[] prior = new double[CELLS + 1];
        double rest = 1;
        for (int cell = 0; cell < CELLS; cell++) {
            double open = (1 - never) / (1 + ENDS[cell] / TYPICAL) + never;
            prior[cell] = rest - open;
            rest = open;
        }
        prior[CELLS] = rest;
        return prior;
    }

    /** Returns the first cell that can hold an answer that was not there at this age. */
    static int cellAfter(double seconds) {
        if (seconds < FIRST) {
            return 0;
        }
        return Math.min(CELLS, 1 + (int) Math.floor(Math.log(seconds / FIRST) / LOG_STEP + 1e-9));
    }

    /**
     * Returns the last cell that counts as answered at this age: the one that ends at or before it. Polls leave a little after
     * their planned age, so that rounding up would move the plan to later ages again and again.
     */
    private static int lastCell(@Nullable Duration upper) {
        return upper == null ? CELLS : Math.min(CELLS - 1, cellAfter(seconds(upper)) - 1);
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /** Returns the age at the end of a cell in seconds. */
    static double end(int cell) {
        return ENDS[cell];
    }

    /** Returns the probability that the answer is there at the end of a cell. */
    double answeredAt(int cell) {
        return cell < 0 ? 0 : answered[cell];
    }

    /**
     * Returns the probability that the answer is there at this age, from 0 to 1 − {@link #never()}: a step function that rises at
     * the ages of the grid.
     */
    public double answered(Duration age) {
        return answeredAt(Math.min(CELLS, cellAfter(seconds(age))) - 1);
    }

    /**
     * Returns the probability of what was seen of one order if the answers came earlier.
     *
     * @param earlier cells by which they come earlier, from zero
     */
    double probability(AnswerTime time, int earlier) {
        int from = cellAfter(seconds(time.lower()));
        int to = Math.max(from, lastCell(time.upper()));
        double before = from == 0 ? 0 : answeredAt(Math.min(CELLS, from + earlier) - 1);
        double until = to == CELLS ? 1 : answeredAt(Math.min(CELLS - 1, to + earlier));
        return Math.max(SURPRISE, until - before);
    }

    /** Returns all observations. */
    List<Seen> seen() {
        return seen;
    }

    /** Returns the total weight of the observed answers. */
    double answers() {
        return seen.stream()
                .filter(one -> one.to() < CELLS)
                .mapToDouble(Seen::weight)
                .sum();
    }

    /** Returns the share of the answered orders that have no answer at the end of each cell, by the observations alone. */
    double[] unansweredAsSeen() {
        double[] open = new double[CELLS];
        double behind = 0;
        for (int cell = CELLS - 1; cell >= 0; cell--) {
            open[cell] = behind;
            behind += Math.max(0, mass[cell] - PRIOR * prior[cell] / (total + PRIOR));
        }
        for (int cell = 0; cell < CELLS && behind > 0; cell++) {
            open[cell] /= behind;
        }
        return open;
    }

    /** Returns the share of orders without an answer after one day, which count as never answered. */
    public double never() {
        return mass[CELLS];
    }
}
