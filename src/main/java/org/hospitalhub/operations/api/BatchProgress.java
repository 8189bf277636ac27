package org.hospitalhub.operations.api;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.hospitalhub.ledger.Batch;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a batch, as API and screens show it.
 *
 * @param total records accepted so far; all of them once {@code sealed}
 * @param ended how many of them have ended
 */
public record BatchProgress(
        String id,
        String operation,
        long total,
        long ended,
        boolean sealed,
        Map<String, Long> counts,
        Instant acceptedAt,
        @Nullable Instant expectedEnd,
        @Nullable Instant answeredAt) {

    /** Returns the progress of a batch at this moment. */
    public static BatchProgress of(Batch batch) {
        Map<String, Long> counts = new TreeMap<>();
        batch.counts().forEach((state, count) -> counts.put(state.word(), count));
        long total = batch.counts().values().stream().mapToLong(Long::longValue).sum();
        long ended = batch.counts().entrySet().stream()
                .filter(entry -> entry.getKey().ended())
                .mapToLong(Map.Entry::getValue)
                .sum();
        return new BatchProgress(
                batch.id(),
                batch.operation(),
                total,
                ended,
                batch.complete(),
                counts,
                batch.acceptedAt(),
                batch.expectedEnd(),
                batch.answeredAt());
    }
}
