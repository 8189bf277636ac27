package org.hospitalhub.pacing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The time when a batch or a queue is likely to be done; shown to people, not used for decisions.
 *
 * <p>It is the number of requests still needed divided by the budget's share, or the time of the last answers if that is later.
 * Orders that are never answered do not count, nor the last half percent of the others.
 */
final class Estimate {

    private static final double OVERLOOKED = 0.005;
    private static final int HALVINGS = 40;

    private final AnswerCurve curve;
    private final double perSecond;
    private final long waiting;
    private final double[] ages;
    private final double submitting;

    /**
     * Creates an estimate.
     *
     * @param waiting orders that are not yet submitted
     * @param inFlight ages of the submitted orders
     * @param requestsPerMinute requests a minute for these orders, more than zero
     * @param questions expected polls of one order
     */
    Estimate(AnswerCurve curve, long waiting, List<Duration> inFlight, double requestsPerMinute, double questions) {
        this.curve = curve;
        this.waiting = waiting;
        this.ages = inFlight.stream().mapToDouble(AnswerCurve::seconds).toArray();
        this.perSecond = requestsPerMinute / 60 / (1 + questions);
        this.submitting = waiting / perSecond;
    }

    /** Returns the likely end; {@code now} when no order is left. */
    Instant end(Instant now) {
        double left = waiting + (double) ages.length;
        if (left == 0) {
            return now;
        }
        double tolerable = Math.max(0.5, OVERLOOKED * left);
        double early = submitting;
        double late = submitting + AnswerCurve.end(AnswerCurve.CELLS - 1);
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (early + late) / 2;
            if (open(middle) > tolerable) {
                early = middle;
            } else {
                late = middle;
            }
        }
        double asking = ages.length / (2 * perSecond);
        return now.plusMillis(Math.round(1000 * Math.max(late, submitting + asking)));
    }

    /** Returns the expected number of unanswered orders after this many seconds, when all are submitted. */
    private double open(double later) {
        double open = 0;
        for (double age : ages) {
            double before = unanswered(age);
            open += before <= 0 ? 0 : unanswered(age + later) / before;
        }
        return open + (waiting == 0 ? 0 : perSecond * (untilAnswer(later) - untilAnswer(later - submitting)));
    }

    /** Returns the share of orders without an answer at this age, among those that are ever answered. */
    private double unanswered(double age) {
        double answering = 1 - curve.never();
        return answering <= 0 ? 0 : Math.max(0, 1 - curve.answeredAt(AnswerCurve.cellAfter(age) - 1) / answering);
    }

    /** Returns the integral of {@link #unanswered} from zero to this age. */
    private double untilAnswer(double age) {
        double sum = 0;
        double from = 0;
        for (int cell = 0; cell < AnswerCurve.CELLS && from < age; cell++) {
            double to = Math.min(age, AnswerCurve.end(cell));
            sum += (to - from) * unanswered(from);
            from = to;
        }
        return sum;
    }
}
