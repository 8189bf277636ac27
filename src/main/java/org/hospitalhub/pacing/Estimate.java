package org.hospitalhub.pacing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The time when a batch or a queue is likely to be done; shown to people, not used for decisions.
 *
 * <p>It is the number of requests still needed divided by the budget's share, or the time of the last answers if that is later.
 * Orders that are never answered do not count.
 */
final class Estimate {

    private static final int HALVINGS = 40;

    /** How fast the share without an answer falls behind the ages that were asked at, on the two sides, compared with before. */
    private static final double FAST = 2;

    private static final double SLOW = 0.7;

    /** Orders that may have their answers behind those ages though none that was seen had. */
    private static final double UNSEEN = 0.7;

    /** Expected open orders at the moment before which one end in five comes, half of them, and four in five (Poisson). */
    private static final double ONE_IN_FIVE = -Math.log(0.2);

    private static final double HALF = -Math.log(0.5);
    private static final double FOUR_IN_FIVE = -Math.log(0.8);

    private final AnswerTail early;
    private final AnswerTail likely;
    private final AnswerTail late;
    private final double requestsPerSecond;
    private final double questions;
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
        this.early = new AnswerTail(curve, 0, FAST);
        this.likely = new AnswerTail(curve, 0, 1);
        this.late = new AnswerTail(curve, UNSEEN, SLOW);
        this.waiting = waiting;
        this.ages = inFlight.stream().mapToDouble(AnswerCurve::seconds).toArray();
        this.requestsPerSecond = requestsPerMinute / 60;
        this.questions = questions;
        this.submitting = waiting * (1 + questions) / requestsPerSecond;
    }

    /** Returns the likely end with its earliest and latest moments; {@code now} when no order is left. */
    ExpectedEnd end(Instant now) {
        if (waiting == 0 && ages.length == 0) {
            return new ExpectedEnd(now, now, now);
        }
        double asking = submitting + ages.length * Math.min(1, questions) / requestsPerSecond;
        return new ExpectedEnd(
                now.plusMillis(millis(asking, ONE_IN_FIVE, early)),
                now.plusMillis(millis(asking, HALF, likely)),
                now.plusMillis(millis(asking, FOUR_IN_FIVE, late)));
    }

    private long millis(double asking, double tolerable, AnswerTail tail) {
        double early = 0;
        double late = submitting + AnswerCurve.end(AnswerCurve.CELLS - 1);
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (early + late) / 2;
            if (open(middle, tail) > tolerable) {
                early = middle;
            } else {
                late = middle;
            }
        }
        return Math.round(1000 * Math.max(late, asking));
    }

    /** Returns the expected number of unanswered orders after this many seconds, when all are submitted. */
    private double open(double later, AnswerTail tail) {
        double open = 0;
        for (double age : ages) {
            double before = tail.unanswered(age);
            open += before <= 0 ? 0 : tail.unanswered(age + later) / before;
        }
        if (waiting == 0) {
            return open;
        }
        double perSecond = waiting / submitting;
        double toCome = Math.max(0, submitting - later) * perSecond;
        return open + toCome + perSecond * (untilAnswer(later, tail) - untilAnswer(later - submitting, tail));
    }

    /** Returns the integral of the unanswered share from zero to this age. */
    private double untilAnswer(double age, AnswerTail tail) {
        double sum = 0;
        double from = 0;
        for (int cell = 0; cell < AnswerCurve.CELLS && from < age; cell++) {
            double to = Math.min(age, AnswerCurve.end(cell));
            sum += (to - from) * tail.unanswered(from);
            from = to;
        }
        return sum;
    }
}
