package org.hospitalhub.ledger;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** The services as the ledger sees them: paused or not, how much of their budget is used, what waits for them. */
public interface Services {

    /**
     * Keeps the steps of a service, of the lane {@code delivery} or of one operation from being claimed until it is resumed;
     * survives restarts. Answers of a paused operation are still delivered.
     *
     * @param name name of the service, lane or operation, at most 40 characters
     */
    void pause(String name, String who, Wording why, Instant now);

    /** Pauses for a reason that is not translated, such as a person's own words. */
    default void pause(String name, String who, String why, Instant now) {
        pause(name, who, Wording.verbatim(why), now);
    }

    /** Lets a paused service or operation go on, and lets one order of a held service try at once; else nothing happens. */
    void resume(String name);

    /**
     * Takes operations of a service, and its limits, in the place of those that are known; none removes the service. Orders go on
     * with them; one whose step is gone is parked when it is tried.
     */
    void redefine(String service, Collection<Operation> operations, Collection<Budget> limits);

    /** Returns the status of every service of this hub, and of the lane {@code delivery}. */
    List<ServiceStatus> all(Instant now);

    /**
     * Counts the requests between two moments that left although the budget's window before them was full, by service;
     * anything but 0 is a broken promise. Reaches back some minutes only.
     */
    Map<String, Long> violations(Instant from, Instant to);

    /**
     * The status of a service.
     *
     * @param pause who paused it and why, null when it runs
     * @param pausedOperations those of its operations that are paused by themselves
     * @param holds what is held because the service did not accept who we are
     * @param budget the status of its budget, null when it has none or an unlimited one
     * @param furtherBudgets the status of its other limits, in the order of their definition
     * @param counts its orders by state; empty for {@code delivery}
     * @param oldestDue the oldest moment at which a step fell due that still waits, null when nothing is due
     * @param expectedEnds by operation when its open orders are likely to have ended; without those that have none, empty
     *     while the service is paused or has no limit, because it is then unknown
     */
    record ServiceStatus(
            String service,
            @Nullable Pause pause,
            Map<String, Pause> pausedOperations,
            List<Hold> holds,
            @Nullable BudgetUse budget,
            List<BudgetUse> furtherBudgets,
            Map<State, Long> counts,
            @Nullable Instant oldestDue,
            Map<String, Instant> expectedEnds) {
        /** Returns when all open orders are likely to have ended, null when there are none or it is unknown. */
        public @Nullable Instant expectedEnd() {
            return expectedEnds.values().stream().max(Instant::compareTo).orElse(null);
        }
    }

    /**
     * A pause.
     *
     * @param who user who asked for it
     */
    record Pause(String who, Wording why, Instant since) {
        /** Instead of a user: the hub itself, after {@code hub restore}. */
        public static final String RESTORE = "restore";
        /** Instead of a user: the hub itself, when a certificate cannot be used. */
        public static final String CERTIFICATES = "certificate watch";

        /** Returns why, by whom and since when. */
        public Wording words() {
            return Wording.of("PAUSE.by", why, by(), since);
        }

        private Wording by() {
            return switch (who) {
                case RESTORE -> Wording.of("WHO.restore");
                case CERTIFICATES -> Wording.of("WHO.certificates");
                default -> Wording.verbatim(who);
            };
        }
    }

    /**
     * A service, or one of our identities at it, that is held after refusals in a row.
     *
     * @param scope the identity, empty for the whole service
     * @param code code of the problem that the last order was refused with
     * @param why the problem and what to do, in words
     * @param next when the next order tries
     * @param refusals how many were refused
     * @param logIns how many log-ins in a row got no answer or were asked to come later; 0 after refusals
     */
    record Hold(
            String service,
            String scope,
            String code,
            Wording why,
            Instant since,
            Instant next,
            int refusals,
            int logIns) {
        /** Returns what is held and why. */
        public Wording words() {
            if (logIns > 0) {
                return Wording.of("HOLD.log-in", why);
            }
            return scope.isEmpty()
                    ? Wording.of("HOLD", refusals, why)
                    : Wording.of("HOLD.identity", refusals, scope, why);
        }

        /** Returns what is held and why, since when, and when an order is tried. */
        public Wording wordsWithTimes() {
            return next.equals(Instant.EPOCH)
                    ? Wording.of("HOLD.tried-now", words(), since)
                    : Wording.of("HOLD.tried-at", words(), since, next);
        }
    }

    /**
     * The status of a budget.
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
            @Nullable Wording why) {}
}
