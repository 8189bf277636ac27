package org.hospitalhub.pacing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Decides from when a poll is worth a request while other work waits. With spare budget every pause is asked anyway. */
@FunctionalInterface
public interface PollPlan {

    /**
     * Returns the moment from which one more question for this order is worth a request under a backlog.
     *
     * @param operation name of the operation
     * @param orderedAt when the service took the order
     * @param lastAsked when it was last asked without an answer, null if never
     * @param asked how often it was asked
     * @param now the moment of the question; the plan has no clock of its own
     * @return never before the service's pause is over
     */
    Instant ripe(String operation, Instant orderedAt, @Nullable Instant lastAsked, int asked, Instant now);
}
