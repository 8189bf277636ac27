package org.hospitalhub.pacing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Decides when a poll is worth a request while other work waits. With spare budget, orders are polled after every pause anyway. */
@FunctionalInterface
public interface PollPlan {

    /**
     * Returns the moment from which one more poll of this order is worth a request under a backlog.
     *
     * @param operation name of the operation
     * @param orderedAt when the service accepted the order
     * @param lastAsked when it was last polled without an answer, null if never
     * @param asked number of polls so far
     * @param now present time; the plan has no clock of its own
     * @return a moment that is never before the service's pause is over
     */
    Instant ripe(String operation, Instant orderedAt, @Nullable Instant lastAsked, int asked, Instant now);
}
