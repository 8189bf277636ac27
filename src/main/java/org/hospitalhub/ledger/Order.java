package org.hospitalhub.ledger;

import java.time.Instant;
import java.util.List;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/**
 * One piece of asked work, from acceptance to delivered answer, without its payload and result.
 *
 * @param id unique and sortable by time of acceptance (UUID version 7, RFC 9562 §5.7)
 * @param step the step that is tried next or now; of an ended order the one it ended in, {@code deliver} while its
 *     answer is on the way
 * @param dueAt when the next step may be tried, null when nothing is left to do
 * @param whyWording why it waits, in words; null when it does not wait
 * @param attempts how many tries were made over all steps
 * @param reusedFrom id of the order whose answer was reused, null usually
 */
public record Order(
        String id,
        String operation,
        State state,
        String key,
        Priority priority,
        String owner,
        Address address,
        String step,
        int attempts,
        Instant acceptedAt,
        @Nullable Instant dueAt,
        @Nullable Wording whyWording,
        @Nullable Instant finishedAt,
        @Nullable Instant deliveredAt,
        List<Finding> findings,
        @Nullable Problem problem,
        @Nullable String reusedFrom) {

    /** Returns why it waits, in English; null when it does not wait. */
    public @Nullable String why() {
        return whyWording == null ? null : whyWording.text();
    }
}
