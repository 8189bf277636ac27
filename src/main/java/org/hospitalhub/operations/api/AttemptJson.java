package org.hospitalhub.operations.api;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.rules.Languages;
import org.jspecify.annotations.Nullable;

/**
 * One try of a step as the outside sees it, in the language of the reader.
 *
 * @param outcome word of the outcome, null while the try lasts
 * @param detail what happened, without personal data
 */
@Schema(name = "Attempt")
record AttemptJson(
        int number,
        String step,
        String node,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String outcome,
        @Nullable String detail) {

    static AttemptJson of(Orders.Attempt attempt, Languages languages) {
        return new AttemptJson(
                attempt.number(),
                attempt.step(),
                attempt.node(),
                attempt.startedAt(),
                attempt.endedAt(),
                attempt.outcome(),
                attempt.detail() == null ? null : attempt.detail().in(languages));
    }
}
