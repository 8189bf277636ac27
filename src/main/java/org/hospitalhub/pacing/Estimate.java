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

    /** Halvings of the logarithm of a time between a second and more than a day: to one in a thousand. */
    private static final int HALVINGS = 14;

    private final List<AnswerTail.Likely> tails;
    private final double requestsPerSecond;
    private final double questions;
    private final long waiting;
    private final double[] ages;
    private final double submitting;

    /**
     * Creates an estimate.
     *
     * @param tails how the answers may come, with the probability of each way
     * @param waiting orders that are not yet submitted
     * @param inFlight ages of the submitted orders
     * @param requestsPerMinute requests a minute for these orders, more than zero
     * @param questions expected polls of one order
     */
    Estimate(
            List<AnswerTail.Likely> tails,
            long waiting,
            List<Duration> inFlight,
            double requestsPerMinute,
            double questions) {
        this.tails = tails;
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
        return new ExpectedEnd(now.plusMillis(millis(0.2)), now.plusMillis(millis(0.5)), now.plusMillis(millis(0.8)));
    }

    /** Returns after how many milliseconds all are done with this probability. */
    private long millis(double probability) {
        double early = 1;
        double late = submitting + AnswerCurve.end(AnswerCurve.CELLS - 1);
        for (int i = 0; i < HALVINGS; i++) {
            double middle = Math.sqrt(early * late);
            if (done(middle) < probability) {
                early = middle;
            } else {
                late = middle;
            }
        }
        double asking = submitting + ages.length * Math.min(1, questions) / requestsPerSecond;
        return Math.round(1000 * Math.max(late, asking));
    }

    private double done(double later) {
        return tails.stream()
                .mapToDouble(likely -> likely.weight() * Math.exp(-open(later, likely.tail())))
                .sum();
    }

    /**
     * Returns minus the logarithm of the probability that all are answered after this many seconds. For those that are submitted
     * meanwhile it is the expected number without an answer (Poisson), and infinite while not all are submitted.
     */
    private double open(double later, AnswerTail tail) {
        double open = 0;
        for (double age : ages) {
            double before = tail.unanswered(age);
            open -= before <= 0 ? 0 : Math.log1p(-tail.unanswered(age + later) / before);
        }
        if (waiting == 0) {
            return open;
        }
        if (later < submitting) {
            return Double.POSITIVE_INFINITY;
        }
        return open + waiting / submitting * (tail.integral(later) - tail.integral(later - submitting));
    }
}
