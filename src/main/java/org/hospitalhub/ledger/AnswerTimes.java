package org.hospitalhub.ledger;

import java.util.List;
import org.hospitalhub.pacing.AnswerTime;

/** Answer times of services, each as the interval between two polls, for the learned poll plan. */
public interface AnswerTimes {

    /**
     * Returns the orders that the service took last among those that were asked at least once, answered or still open, newest
     * first.
     *
     * @param limit at most so many; the cost does not grow with the ledger
     */
    List<AnswerTime> newest(String operation, int limit);
}
