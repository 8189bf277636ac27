package org.hospitalhub.ledger;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Claims of due steps and the recording of their outcomes: the second durable moment. */
public interface Claims {

    /**
     * Takes the best due step of a lane together with the permit it costs, and writes the attempt, all in one
     * transaction, before any byte leaves.
     *
     * @param lane a service's name, or {@code delivery}
     * @param node name of this hub, for the history; the claim itself is held by the run
     */
    default Claim claim(String lane, String node, Instant now) {
        return claim(lane, node, now, 1);
    }

    /**
     * Claims like {@link #claim(String, String, Instant)}; in a lane without a budget takes up to so many steps at once, since one
     * transaction then serves them all.
     *
     * @param most at least 1
     */
    Claim claim(String lane, String node, Instant now, int most);

    /**
     * Records the outcome of a claimed step.
     *
     * @return false when the claim was lost meanwhile (lease over, order cancelled); nothing was changed then
     */
    boolean record(ClaimedStep work, Outcome outcome, Instant now);

    /**
     * Records that the request of a claimed step leaves now: called right before its first byte. A try that a crash ends
     * before is known to have sent nothing.
     *
     * @throws RuntimeException when that could not be written, or the claim was lost meanwhile; nothing must leave then
     */
    void leaves(ClaimedStep work);

    /**
     * Ends attempts that have no outcome and whose lease is over: those that sent nothing are tried again, of the others each
     * step's rule decides.
     *
     * @param run when given, every attempt of this run is over too: its process is gone
     * @return how many attempts were ended
     */
    int recover(@Nullable String run, Instant now);

    /** The result of a claim. */
    sealed interface Claim {
        /**
         * Steps to try now.
         *
         * @param work the best one
         * @param more those after it, where several were asked for
         */
        record Claimed(ClaimedStep work, List<ClaimedStep> more) implements Claim {}

        /**
         * Nothing to do yet.
         *
         * @param next when something may be, null when nothing waits in this lane
         * @param why {@code null} when simply nothing is due; else what holds due orders back (budget, pause)
         */
        record NotYet(@Nullable Instant next, @Nullable String why) implements Claim {}
    }
}
