package org.hospitalhub.operations.api;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.rules.Languages;
import org.jspecify.annotations.Nullable;

/**
 * The status of a budget as the outside sees it, in the language of the reader.
 *
 * @param lastMinute requests that left in the last minute
 * @param inUse permits that cannot be given out again yet
 * @param limit requests in one window
 * @param share permits of the limit that are ours after limit answers
 * @param stoppedUntil until when nothing leaves because the service said so, null when nothing is stopped
 * @param why what the service said
 */
@Schema(name = "BudgetUse")
record BudgetJson(
        String name,
        int lastMinute,
        int inUse,
        int limit,
        int share,
        @Nullable Instant stoppedUntil,
        @Nullable String why) {

    static @Nullable BudgetJson of(Services.@Nullable BudgetUse budget, Languages languages) {
        return budget == null
                ? null
                : new BudgetJson(
                        budget.name(),
                        budget.lastMinute(),
                        budget.inUse(),
                        budget.limit(),
                        budget.share(),
                        budget.stoppedUntil(),
                        budget.why() == null ? null : budget.why().in(languages));
    }
}
