package org.hospitalhub.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The services as the ledger sees them: paused or not, how much of their budget is used, what waits for them. */
public interface Services {

    /** Keeps the steps of a service (or of the lane {@code delivery}) from being claimed until it is resumed. */
    void pause(String service, String who, String why, Instant now);

    /** Lets a paused service go on; nothing happens when it is not paused. */
    void resume(String service);

    /** Tells how every service of this hub stands, and the lane {@code delivery}. */
    List<Standing> all(Instant now);

    /**
     * How one service stands.
     *
     * @param pause who paused it and why, null when it runs
     * @param budget how its budget stands, null when it has none or an unlimited one
     * @param counts its orders by state; empty for {@code delivery}
     * @param oldestDue the oldest moment at which a step fell due that still waits, null when nothing is due
     * @param expectedEnds by operation when its open orders are likely to have ended; without those that have none, empty
     *     while the service is paused or has no limit, since then nobody can tell
     */
    record Standing(
            String service,
            @Nullable Pause pause,
            @Nullable BudgetUse budget,
            Map<State, Long> counts,
            @Nullable Instant oldestDue,
            Map<String, Instant> expectedEnds) {
        /** Tells when all open orders are likely to have ended, null when there are none or nobody can tell. */
        public @Nullable Instant expectedEnd() {
            return expectedEnds.values().stream().max(Instant::compareTo).orElse(null);
        }
    }

    /**
     * A pause.
     *
     * @param who user who asked for it
     */
    record Pause(String who, String why, Instant since) {}

    /**
     * How a budget stands.
     *
     * @param lastMinute requests that left in the last minute
     * @param inUse permits that cannot be given out again yet
     * @param limit requests in one window
     * @param share permits of the limit that are ours after limit answers
     * @param stoppedUntil until when nothing leaves because the service said so, null when nothing is stopped
     * @param why what the service said
     */
    record BudgetUse(
            String name,
            int lastMinute,
            int inUse,
            int limit,
            int share,
            @Nullable Instant stoppedUntil,
            @Nullable String why) {}
}
