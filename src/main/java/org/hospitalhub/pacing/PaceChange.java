package org.hospitalhub.pacing;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a service has become faster under a backlog, so that what was learned before is forgotten at once.
 *
 * <p>A service that became slower shows itself: nearly every poll is in vain, and the plan follows within minutes. One that became
 * faster answers every poll, and only what no longer happens tells: early polls that fail ({@link Scouts}). The test is Page's
 * cumulative sum (1954, Biometrika 41, 100–115) of the log-likelihood ratio over the newest orders, between the curve of the
 * orders before them at a faster pace and that curve as it is.
 */
final class PaceChange {

    /** Newest orders among which the change may lie. */
    private static final int NEWEST = 200;

    /** Answers before those, from which on the curve to compare with is known well enough. */
    private static final int KNOWN = 100;

    private static final int FOUR_TIMES = 14;

    /** Cells of the grid of ages by which answers may be earlier: half the time, and a quarter. */
    private static final int[] FASTER = {7, FOUR_TIMES};

    /** Evidence that convinces, in nats: about fifteen scouts with an answer and none without. */
    private static final double CONVINCING = 12;

    /** An order that says less counts for nothing: hundreds of answers at the planned age must not outweigh the early polls. */
    private static final double TELLING = 0.05;

    /** Evidence of a scout in vain. */
    private static final double CONTRADICTING = -0.4;

    private final AnswerCurve before;
    private final List<AnswerTime> newest;

    private PaceChange(AnswerCurve before, List<AnswerTime> newest) {
        this.before = before;
        this.newest = newest;
    }

    /**
     * Compares the newest orders with those before them; null if there are too few.
     *
     * @param history in any order
     */
    static @Nullable PaceChange of(List<AnswerTime> history, Instant now) {
        if (history.size() < NEWEST + KNOWN) {
            return null;
        }
        List<AnswerTime> sorted = history.stream()
                .sorted(Comparator.comparing(AnswerTime::at).reversed())
                .toList();
        AnswerCurve before = AnswerCurve.learn(sorted.subList(NEWEST, sorted.size()), now);
        return before.answers() < KNOWN ? null : new PaceChange(before, sorted.subList(0, NEWEST));
    }

    /**
     * Returns the time of the first order after a change of pace; rather too late than too early, since an order of the old pace
     * would look like a very late answer of the new one.
     *
     * @param otherwise what is returned if there seems to be none
     */
    Instant since(Instant otherwise) {
        Instant since = otherwise;
        for (int cells : FASTER) {
            Instant convinced = convinced(cells);
            if (convinced != null && convinced.isAfter(since)) {
                since = convinced;
            }
        }
        return since;
    }

    /** Returns the time from which on no order contradicts, null if all of them together do not convince. */
    private @Nullable Instant convinced(int cells) {
        double evidence = 0;
        double kept = 0;
        Instant since = null;
        boolean contradicted = false;
        for (AnswerTime time : newest) {
            double more = evidence(time, cells);
            evidence += more > 0 && more < TELLING ? 0 : more;
            contradicted |= more < CONTRADICTING;
            since = contradicted ? since : time.at();
            kept = contradicted ? kept : evidence;
            if (evidence > CONVINCING) {
                return kept > CONVINCING / 2 ? since : null;
            }
        }
        return null;
    }

    /** Returns the present evidence of some of the orders for four times the pace, in nats from zero. */
    double evidence(Predicate<AnswerTime> some) {
        double evidence = 0;
        double most = 0;
        for (AnswerTime time : newest) {
            evidence += some.test(time) ? evidence(time, FOUR_TIMES) : 0;
            most = Math.max(most, evidence);
        }
        return most;
    }

    private double evidence(AnswerTime time, int cells) {
        return Math.log(before.probability(time, cells) / before.probability(time, 0));
    }
}
