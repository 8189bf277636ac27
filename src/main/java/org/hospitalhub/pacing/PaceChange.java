package org.hospitalhub.pacing;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * Notices that a service has become faster under a backlog, so that what was learned before is forgotten at once.
 *
 * <p>A service that became slower shows itself: nearly every poll is in vain, and the plan follows within minutes. One that became
 * faster answers every poll, and only what no longer happens tells: early polls that fail, and the few in a hundred of all. The
 * test is Page's cumulative sum (1954, Biometrika 41, 100–115) of the log-likelihood ratio over the newest orders, between the
 * curve of the orders before them at a faster pace and that curve as it is.
 */
final class PaceChange {

    /** Newest orders among which the change may lie, a quarter of an hour of full load: it takes that long to be sure. */
    private static final int NEWEST = 400;

    /** Answers before those, from which on the curve to compare with is known well enough. */
    private static final int KNOWN = 100;

    /** Cells of the grid of ages by which answers may be earlier: half the time, and a quarter. */
    private static final int[] FASTER = {7, 14};

    /**
     * Evidence that convinces, in nats. Chance alone reaches it once in two or three hours of full load, which costs nothing to
     * speak of: the newest orders still describe the service.
     */
    private static final double CONVINCING = 8;

    private PaceChange() {}

    /**
     * Returns the time of the first order after a change of pace.
     *
     * @param history in any order
     * @param otherwise what is returned if there seems to be none
     */
    static Instant since(List<AnswerTime> history, Instant otherwise, Instant now) {
        if (history.size() < NEWEST + KNOWN) {
            return otherwise;
        }
        List<AnswerTime> newest = history.stream()
                .sorted(Comparator.comparing(AnswerTime::at).reversed())
                .toList();
        AnswerCurve before = AnswerCurve.learn(newest.subList(NEWEST, newest.size()), now);
        Instant since = otherwise;
        double most = before.answers() < KNOWN ? Double.POSITIVE_INFINITY : CONVINCING;
        for (int cells : FASTER) {
            double evidence = 0;
            for (AnswerTime time : newest.subList(0, NEWEST)) {
                evidence += Math.log(before.probability(time, cells) / before.probability(time, 0));
                if (evidence > most) {
                    most = evidence;
                    since = time.at();
                }
            }
        }
        return since;
    }
}
