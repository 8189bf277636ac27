package org.hospitalhub.pacing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One way in which the share of the answering orders that have no answer may fall with the age, for people who ask when all is
 * done.
 *
 * <p>The last of many orders is later than nearly all that was seen, and what the learned curve says there is its prior, which
 * falls so slowly that the last of 300 orders would take hours: a plan may be that careful, a forecast may not. So behind the age
 * that few were seen to reach, the curve is continued in many ways, each with its likelihood. The continuations are those of
 * Weibull, whose rate of answers changes as a power of the age: nearly all at once (a constant service), as before
 * (exponential), or ever more rarely (a heavy tail). Where the data tell them apart one remains; where not, the ends that follow
 * from them differ, and nothing is shown.
 */
final class AnswerTail {

    private static final int CELLS = AnswerCurve.CELLS;

    /** Answers from which a tail can be recognised, and the greatest share of all answers that counts as a tail. */
    private static final double BEHIND = 20;

    private static final double TAIL = 0.25;

    /** How the rate of answers changes: it grows with this power of the age, less one. */
    private static final double[] POWERS = {0.3, 0.5, 0.8, 1.2, 2, 4};

    /** Answers per share left in the time from the order to the tail: from hardly any to all within a hundredth of it. */
    private static final double SLOWEST = 0.3;

    private static final double FASTER = 1.5;
    private static final int RATES = 16;

    /** Share that may never be answered: else one lost order would make every end unknown. */
    private static final double LOST = 0.005;

    /** Weight beside all others from which a possibility is worth its computation. */
    private static final double NEGLIGIBLE = 0.01;

    /** Share without an answer, and its integral from zero, at the beginning of each cell; the last element is the end of all. */
    private final double[] open = new double[CELLS + 1];

    private final double[] integral = new double[CELLS + 1];

    private AnswerTail(double[] seen, int last, double rate, double power) {
        open[0] = 1;
        double left = last < 0 ? 1 : seen[last];
        double from = AnswerCurve.end(Math.max(0, last));
        for (int cell = 0; cell < CELLS; cell++) {
            double times = AnswerCurve.end(cell) / from;
            open[cell + 1] = cell <= last ? seen[cell] : left * Math.exp(-rate / power * (Math.pow(times, power) - 1));
            integral[cell + 1] =
                    integral[cell] + (AnswerCurve.end(cell) - begin(cell)) * (open[cell] + open[cell + 1]) / 2;
        }
    }

    /**
     * A possibility with its probability.
     *
     * @param weight from 0 to 1, together 1
     */
    record Likely(AnswerTail tail, double weight) {}

    /** Returns the ways in which a curve may go on, without those that are very unlikely. */
    static List<Likely> of(AnswerCurve curve) {
        double[] seen = curve.unansweredAsSeen();
        int last = last(seen, Math.min(TAIL, BEHIND / Math.max(1, curve.answers())));
        List<AnswerTail> tails = new ArrayList<>();
        for (double power : POWERS) {
            for (int i = 0; i < RATES; i++) {
                tails.add(new AnswerTail(seen, last, SLOWEST * Math.pow(FASTER, i), power));
            }
        }
        double[] logarithms = tails.stream()
                .mapToDouble(tail -> tail.logLikelihood(curve, last))
                .toArray();
        double most = Arrays.stream(logarithms).max().orElse(0);
        double sum = sum(logarithms, most, 0);
        double kept = sum(logarithms, most, NEGLIGIBLE * sum);
        List<Likely> likely = new ArrayList<>();
        for (int i = 0; i < logarithms.length; i++) {
            double weight = Math.exp(logarithms[i] - most);
            if (weight >= NEGLIGIBLE * sum) {
                likely.add(new Likely(tails.get(i), weight / kept));
            }
        }
        return likely;
    }

    /** Returns the sum of the weights that are not below the least. */
    private static double sum(double[] logarithms, double most, double least) {
        return Arrays.stream(logarithms)
                .map(each -> Math.exp(each - most))
                .filter(weight -> weight >= least)
                .sum();
    }

    /** Returns the last cell at whose end at least this share was without an answer, -1 if none was. */
    private static int last(double[] seen, double share) {
        int cell = CELLS - 1;
        while (cell >= 0 && seen[cell] < share) {
            cell--;
        }
        return cell;
    }

    /** Returns the logarithm of the probability of all that was seen behind a cell; before it all tails are the same. */
    private double logLikelihood(AnswerCurve curve, int last) {
        double sum = 0;
        for (AnswerCurve.Seen one : curve.seen()) {
            if (one.to() > last) {
                double before = open[one.from()];
                double probability =
                        one.to() >= CELLS ? LOST + (1 - LOST) * before : (1 - LOST) * (before - open[one.to() + 1]);
                sum += one.weight() * Math.log(Math.max(1e-6, probability));
            }
        }
        return sum;
    }

    /** Returns the share without an answer at this age. */
    double unanswered(double age) {
        int cell = Math.min(CELLS - 1, AnswerCurve.cellAfter(age));
        double part = Math.min(1, (age - begin(cell)) / (AnswerCurve.end(cell) - begin(cell)));
        return open[cell] + part * (open[cell + 1] - open[cell]);
    }

    /** Returns the integral of the share without an answer from zero to this age, zero before. */
    double integral(double age) {
        if (age <= 0) {
            return 0;
        }
        int cell = Math.min(CELLS - 1, AnswerCurve.cellAfter(age));
        double inCell = Math.min(AnswerCurve.end(cell), age) - begin(cell);
        return integral[cell] + inCell * (open[cell] + unanswered(age)) / 2;
    }

    private static double begin(int cell) {
        return cell == 0 ? 0 : AnswerCurve.end(cell - 1);
    }
}
