package org.hospitalhub.ledger.jdbc;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.LedgerException;
import org.hospitalhub.ledger.Orders.WrongMomentException;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.Requests;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.ledger.Step;
import org.hospitalhub.ledger.crypto.SealedJson;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.lifecycle.OperationCatalog;
import org.hospitalhub.ledger.lifecycle.OrderRecord;
import org.hospitalhub.ledger.lifecycle.OrderTransitions;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.pacing.Permit;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Claims in the database: the only way an order is tried, and the only place an outcome is written. */
final class JdbcClaims implements Claims {

    private static final Problem NOT_SENT = Problem.of("NOT_SENT", "NOT_SENT");
    private static final Problem DAMAGED = Problem.of("PAYLOAD_DAMAGED", "PAYLOAD_DAMAGED");
    private static final Problem ORDER_DAMAGED = Problem.of("ORDER_DAMAGED", "ORDER_DAMAGED");
    /** Every request that a try might have sent. */
    private static final int ALL = Integer.MAX_VALUE;

    private final Database database;
    private final JdbcOrderRecords records;
    private final OutcomeRecorder recorder;
    private final PayloadStore payloads;
    private final JdbcAttempts attempts;
    private final JdbcBudgets budgets;
    private final JdbcPauses pauses;
    private final PausedLane pausedLane;
    private final JdbcHolds holds;
    private final OperationCatalog catalog;
    private final PollRescheduler overdue;
    private final JdbcClockMarks marks;
    private final WriteProof proof;
    private final LearnedPollPlans plans;

    JdbcClaims(
            Database database,
            JdbcOrderRecords records,
            OutcomeRecorder recorder,
            PayloadStore payloads,
            JdbcAttempts attempts,
            JdbcBudgets budgets,
            JdbcPauses pauses,
            PausedLane pausedLane,
            JdbcHolds holds,
            OperationCatalog catalog,
            PollRescheduler overdue,
            LearnedPollPlans plans,
            JdbcClockMarks marks,
            WriteProof proof) {
        this.database = database;
        this.proof = proof;
        this.records = records;
        this.recorder = recorder;
        this.payloads = payloads;
        this.attempts = attempts;
        this.budgets = budgets;
        this.pauses = pauses;
        this.pausedLane = pausedLane;
        this.holds = holds;
        this.catalog = catalog;
        this.overdue = overdue;
        this.marks = marks;
        this.plans = plans;
    }

    @Override
    public Claim claim(String lane, String node, Instant now, int most) {
        Instant look = overdue.look(lane, now);
        Claim claim = claimed(lane, node, now, most);
        // Where nothing holds the lane back, the plan may have changed by the next look.
        return claim instanceof Claim.NotYet notYet
                        && notYet.why() == null
                        && look != null
                        && notYet.next() != null
                        && look.isBefore(notYet.next())
                ? new Claim.NotYet(look, notYet.why())
                : claim;
    }

    private Claim claimed(String lane, String node, Instant now, int most) {
        return database.transact(() -> {
            Optional<Services.Pause> pause = pauses.of(lane);
            return pause.isPresent()
                    ? new Claim.NotYet(
                            null,
                            "%s is paused by %s: %s"
                                    .formatted(
                                            lane, pause.get().who(), pause.get().why()))
                    : claimUnlessHeld(lane, node, now, most);
        });
    }

    private Claim claimUnlessHeld(String lane, String node, Instant now, int most) {
        List<Services.Hold> held = holds.of(lane);
        Optional<Services.Hold> whole =
                held.stream().filter(hold -> hold.scope().isEmpty()).findFirst();
        return whole.filter(hold -> now.isBefore(hold.next()))
                .<Claim>map(hold -> new Claim.NotYet(hold.next(), lane + " is " + hold.words()))
                .orElseGet(() -> claimOrWait(lane, held, node, now, held.isEmpty() ? most : 1));
    }

    private Claim claimOrWait(String lane, List<Services.Hold> held, String node, Instant now, int most) {
        List<Budget> limited = catalog.budgets(lane);
        JdbcBudgets.Locked locked =
                limited.isEmpty() ? new JdbcBudgets.Locked(Map.of(), now, now) : budgets.lock(limited, now);
        StepLimits limits = new StepLimits(catalog, lane, locked.permits());
        Optional<ClaimedStep> probe = held.stream()
                .filter(hold -> !hold.scope().isEmpty() && !now.isBefore(hold.next()))
                .flatMap(hold -> probe(hold, lane, limits, node, locked).stream())
                .findFirst();
        if (probe.isPresent()) {
            return new Claim.Claimed(probe.get(), List.of());
        }
        while (true) {
            LaneQueue queue = new LaneQueue(database, records, plans, lane, limits, locked.slowest());
            // Each order needs its own permit; without a budget one query serves several orders.
            List<OrderRecord> best = queue.best(limited.isEmpty() ? most : 1);
            if (best.isEmpty()) {
                Permit.Held holdsBack = queue.held();
                Instant next = queue.next();
                return new Claim.NotYet(
                        next == null ? null : next.plus(locked.lag()), holdsBack == null ? null : holdsBack.why());
            }
            Permit.Held tooFew = limits.tooFew(best.get(0));
            if (tooFew != null) {
                return new Claim.NotYet(tooFew.until().plus(locked.lag()), tooFew.why());
            }
            List<OrderRecord> wanted = holds.admit(held, pausedLane.put(lane, best), now);
            if (wanted.isEmpty()) {
                // The transaction is kept short however many orders must be moved to paused lanes; the next claim
                // continues.
                return new Claim.NotYet(
                        now, "%s is paused or held".formatted(best.get(0).operation()));
            }
            List<ClaimedStep> works = wanted.stream()
                    .flatMap(row -> take(row, lane, limits, node, locked).stream())
                    .toList();
            if (!works.isEmpty()) {
                return new Claim.Claimed(works.get(0), works.subList(1, works.size()));
            }
        }
    }

    /** Takes the best order of those that wait because their identity is held, to find out whether it is accepted now. */
    private Optional<ClaimedStep> probe(
            Services.Hold hold, String lane, StepLimits limits, String node, JdbcBudgets.Locked locked) {
        LaneQueue queue = new LaneQueue(database, records, plans, JdbcHolds.lane(hold), limits, locked.slowest());
        return queue.best(1).stream()
                .filter(row -> limits.tooFew(row) == null && holds.probe(hold, row.id(), locked.now()))
                .flatMap(row -> take(row, lane, limits, node, locked).stream())
                .findFirst();
    }

    private Optional<ClaimedStep> take(
            OrderRecord row, String lane, StepLimits limits, String node, JdbcBudgets.Locked locked) {
        Instant now = locked.now();
        OrderRecord claimed = OrderTransitions.claim(row, budgets.run(), now);
        Optional<Step> known = catalog.knownStep(row);
        if (known.isEmpty()) {
            recorder.save(row, OrderTransitions.park(claimed, OperationCatalog.stepGone(row)), now);
            return Optional.empty();
        }
        if (isDamaged(row)) {
            recorder.save(row, OrderTransitions.park(claimed, ORDER_DAMAGED), now);
            return Optional.empty();
        }
        PayloadStore.Opened opened;
        try {
            opened = payloads.open(row.id());
        } catch (LedgerException damaged) {
            // Otherwise this order would keep all others of its lane from being claimed.
            recorder.save(row, OrderTransitions.park(claimed, DAMAGED), now);
            return Optional.empty();
        }
        Step step = known.get();
        OrderRecord saved = recorder.save(row, claimed, now);
        if (step.saysWhenItLeaves()) {
            attempts.startUnsent(row.id(), claimed.attempts(), step.name(), node, now);
        } else {
            attempts.start(row.id(), claimed.attempts(), step.name(), node, now);
        }
        int requests = limits.requests(row, step);
        for (Budget budget : limits.of(step)) {
            int taken = budget.isInFlight() ? 1 : requests;
            budgets.leave(budget, row.id(), claimed.attempts(), taken, step.question(), node, now);
        }
        return Optional.of(new ClaimedStep(
                saved.order(),
                lane,
                step.name(),
                claimed.attempts(),
                claimed.tries(),
                claimed.enteredAt(),
                now,
                opened.payload(),
                opened.memory(),
                () -> payloads.result(row.id()).orElse(null),
                new Requests(requests)));
    }

    private static boolean isDamaged(OrderRecord row) {
        return row.address() instanceof Address.Unreadable || row.findings().equals(SealedJson.UNREADABLE);
    }

    @Override
    public boolean record(ClaimedStep work, Outcome outcome, Instant now) {
        boolean recorded = database.share(() -> record(
                work.order().id(), work.attempt(), outcome, work.requests().sent(), now));
        holds.bringBackIfEnded();
        return recorded;
    }

    @Override
    public int recover(@Nullable String run, Instant now) {
        pausedLane.bringBackForgotten();
        holds.bringBack();
        marks.mark();
        proof.write();
        recorder.flushLog();
        List<OrderRecord> lost = records.look(
                "where o.lease_until is not null and (o.lease_until <= ? or o.claimed_by = ?)",
                now.toEpochMilli(),
                run == null ? "" : run);
        int ended = 0;
        RuntimeException failure = null;
        for (OrderRecord row : lost) {
            try {
                ended += database.transact(() -> endLost(row.id(), row.attempts(), now)) ? 1 : 0;
            } catch (RuntimeException broken) {
                // One order does not keep the others lost.
                failure = broken;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return ended;
    }

    /**
     * Ends a lost attempt and returns whether there was one. If it was certainly not sent, the step is tried again; else the
     * step's rule decides.
     */
    private boolean endLost(String id, int attempt, Instant now) {
        Optional<OrderRecord> row = held(id, attempt);
        row.ifPresent(claimed -> recorder.record(
                claimed,
                attempts.neverLeft(id, attempt)
                        ? new Outcome.Failed(NOT_SENT, Outcome.Remedy.AGAIN, null, null)
                        : new Outcome.Unsure(Wording.of("UNSURE.stopped", claimed.step())),
                ALL,
                now));
        return row.isPresent();
    }

    @Override
    public void leaves(ClaimedStep work) {
        database.share(() -> {
            // Kept for this transaction, so that no other transaction ends this attempt as "nothing sent" at the same
            // time.
            OrderRecord row = held(work.order().id(), work.attempt())
                    .orElseThrow(() -> new WrongMomentException(
                            Wording.verbatim("the attempt was ended meanwhile: nothing is sent")));
            attempts.leaves(row.id(), work.attempt());
            return true;
        });
    }

    private Optional<OrderRecord> held(String id, int attempt) {
        return records.findForUpdate(id).filter(found -> found.claimed() && found.attempts() == attempt);
    }

    private boolean record(String id, int attempt, Outcome outcome, int sent, Instant now) {
        Optional<OrderRecord> row = held(id, attempt);
        row.ifPresent(claimed -> recorder.record(claimed, outcome, sent, now));
        return row.isPresent();
    }
}
