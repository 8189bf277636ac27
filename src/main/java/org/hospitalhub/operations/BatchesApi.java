package org.hospitalhub.operations;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.hospitalhub.ledger.Batch;
import org.hospitalhub.ledger.Batches;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How far a dropped file is. */
@RestController
@RequestMapping("/api/batches")
@Tag(name = "batches")
class BatchesApi {

    private final Batches batches;

    BatchesApi(Batches batches) {
        this.batches = batches;
    }

    /**
     * A batch as the outside sees it.
     *
     * @param total records accepted so far; all of them once {@code sealed}
     * @param ended how many of them have ended
     */
    record Told(
            String id,
            String operation,
            long total,
            long ended,
            boolean sealed,
            Map<String, Long> counts,
            Instant acceptedAt,
            @Nullable Instant expectedEnd,
            @Nullable Instant answeredAt) {}

    @Operation(summary = "Tells the progress of a batch")
    @GetMapping("/{id}")
    Told one(@PathVariable String id) {
        return batches.find(id)
                .map(BatchesApi::told)
                .orElseThrow(() -> new NotFoundException("There is no batch " + id + "."));
    }

    static Told told(Batch batch) {
        Map<String, Long> counts = new TreeMap<>();
        batch.counts().forEach((state, count) -> counts.put(state.word(), count));
        long total = batch.counts().values().stream().mapToLong(Long::longValue).sum();
        long ended = batch.counts().entrySet().stream()
                .filter(entry -> entry.getKey().ended())
                .mapToLong(Map.Entry::getValue)
                .sum();
        return new Told(
                batch.id(),
                batch.operation(),
                total,
                ended,
                batch.sealed(),
                counts,
                batch.acceptedAt(),
                batch.expectedEnd(),
                batch.answeredAt());
    }
}
