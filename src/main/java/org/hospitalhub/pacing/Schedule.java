package org.hospitalhub.pacing;

/**
 * The ages at which polls are worth a request, optimal for one curve.
 *
 * <p>Optimum checking (Barlow, Hunter, Proschan 1963, J. SIAM 11, 1078–1095): the ages minimise the expected waiting for answers
 * that are already there plus a price for every poll; solved backwards over the curve's grid. The price is the lowest at which
 * the polls of an order stay within the budget.
 */
final class Schedule {

    private static final int CELLS = AnswerCurve.CELLS;

    /** Further polls for an order that is never answered; more of them wait for spare budget. */
    private static final double EXTRA_FOR_NEVER = 0.8;

    /**
     * Additional polls in proportion to the share of orders that seem never to be answered: a third of all is an outage, not
     * normal behaviour.
     */
    private static final double EXTRA_IN_OUTAGE = 2;

    /** Lowest price that makes a difference. A price is the waiting in seconds that a request must save. */
    private static final double CHEAPEST = 0.01;

    private static final double EXACTLY = 1.001;

    private final AnswerCurve curve;
    private final double pause;

    /** Cell at whose end to poll next, by the cell of the last poll plus one; {@code CELLS - 1} is the last. */
    private int[] next = new int[CELLS + 1];

    private double questions;
    private double meanAge;

    /**
     * Computes the schedule for a curve.
     *
     * @param extra polls beyond the first that an answered order may cost on average
     */
    Schedule(AnswerCurve curve, double pauseSeconds, double extra) {
        this.curve = curve;
        this.pause = pauseSeconds;
        double allowed = 1 + extra + (EXTRA_FOR_NEVER + EXTRA_IN_OUTAGE * curve.never()) * curve.never();
        double cheap = CHEAPEST;
        double dear = AnswerCurve.end(CELLS - 1);
        while (dear > EXACTLY * cheap) {
            double price = Math.sqrt(cheap * dear);
            solve(price);
            if (questions <= allowed) {
                dear = price;
            } else {
                cheap = price;
            }
        }
        solve(dear);
    }

    /** Returns the age in seconds of the next poll after one at this age, or of the first poll when the age is zero. */
    double after(double age) {
        int asked = AnswerCurve.cellAfter(age);
        double planned = asked > CELLS - 1 ? 2 * age : AnswerCurve.end(next[asked]);
        return Math.max(planned, age + pause);
    }

    /** Returns the expected polls of one order within a day, over answered and never answered orders. */
    double questions() {
        return questions;
    }

    /** Returns the mean age in seconds at which an answer is found. */
    double meanAge() {
        return meanAge;
    }

    /** Computes cost[a], the cost of all orders that had no answer at the poll before cell a, backwards from the last age. */
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
            // Waiting alone costs more from some age on.
            for (int cell = asked;
                    cell < CELLS - 1 && price * open + (AnswerCurve.end(cell) - age) * coming < least;
                    cell++) {
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
