package org.hospitalhub.pacing;

/**
 * The ages at which questions are worth a request, best for one curve.
 *
 * <p>Optimum checking (Barlow, Hunter, Proschan 1963, J. SIAM 11, 1078–1095): choose the ages so that the expected
 * waiting for answers that are already there, plus a price for every question, is least; solved backwards over the
 * curve's grid. The price is the lowest at which the questions of an order stay within what the budget has for them.
 */
final class Schedule {

    private static final int CELLS = AnswerCurve.CELLS;

    /** Further questions for an order that never answers; the rest waits for spare budget. */
    private static final double EXTRA_FOR_NEVER = 0.8;

    /** More of them the larger the share that seems never to answer: a third of all is an outage, not a habit. */
    private static final double EXTRA_IN_OUTAGE = 2;

    /** Prices are seconds of waiting that a request must save; below this one they make no difference. */
    private static final double CHEAPEST = 0.01;

    private static final int HALVINGS = 24;

    private final AnswerCurve curve;
    private final double pause;

    /** Cell at whose end to ask next, by the cell of the last question plus one; {@code CELLS - 1} is the last. */
    private int[] next = new int[CELLS + 1];

    private double questions;
    private double meanAge;

    /**
     * Finds the schedule for a curve.
     *
     * @param extra questions beyond the first that an answered order may cost on average
     */
    Schedule(AnswerCurve curve, double pauseSeconds, double extra) {
        this.curve = curve;
        this.pause = pauseSeconds;
        double allowed = 1 + extra + (EXTRA_FOR_NEVER + EXTRA_IN_OUTAGE * curve.never()) * curve.never();
        double cheap = 0;
        double dear = AnswerCurve.end(CELLS - 1);
        for (int i = 0; i < HALVINGS; i++) {
            double price = Math.sqrt(Math.max(cheap, CHEAPEST) * dear);
            solve(price);
            if (questions <= allowed) {
                dear = price;
            } else {
                cheap = price;
            }
        }
        solve(dear);
    }

    /** Age in seconds of the next question after one at this age, or of the first when the age is zero. */
    double after(double age) {
        int asked = AnswerCurve.cellAfter(age);
        double planned = asked > CELLS - 1 ? 2 * age : AnswerCurve.end(next[asked]);
        return Math.max(planned, age + pause);
    }

    /** Expected questions of one order within a day, over answering and never answering ones. */
    double questions() {
        return questions;
    }

    /** Mean age in seconds at which an answer is found. */
    double meanAge() {
        return meanAge;
    }

    /** Backwards from the last age: cost[a] for all orders that had no answer at the question before cell a. */
    private void solve(double price) {
        double[] cost = new double[CELLS + 1];
        double[] count = new double[CELLS + 1];
        double[] found = new double[CELLS + 1];
        for (int asked = CELLS; asked >= 0; asked--) {
            double age = asked == 0 ? 0 : AnswerCurve.end(asked - 1);
            double open = 1 - curve.answeredAt(asked - 1);
            double coming = Math.max(0, open - curve.never());
            int best = CELLS - 1;
            double least = (AnswerCurve.end(best) - age) * coming;
            double then = 0;
            double ages = 0;
            for (int cell = asked; cell < CELLS - 1; cell++) {
                double wait = AnswerCurve.end(cell) - age;
                double whole = price * open + wait * coming + cost[cell + 1];
                if (wait >= pause && whole < least) {
                    least = whole;
                    best = cell;
                    then = open + count[cell + 1];
                    ages = (curve.answeredAt(cell) - curve.answeredAt(asked - 1)) * AnswerCurve.end(cell)
                            + found[cell + 1];
                }
            }
            next[asked] = best;
            cost[asked] = least;
            count[asked] = then;
            found[asked] = ages;
        }
        questions = count[0];
        meanAge = found[0] / Math.max(1e-9, 1 - curve.never());
    }
}
