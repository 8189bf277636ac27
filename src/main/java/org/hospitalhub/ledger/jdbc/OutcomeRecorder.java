package org.hospitalhub.ledger.jdbc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hospitalhub.calls.RetryAfter;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.ledger.CauseLog;
import org.hospitalhub.ledger.LedgerException;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.State;
import org.hospitalhub.ledger.Step;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.lifecycle.OperationCatalog;
import org.hospitalhub.ledger.lifecycle.OrderRecord;
import org.hospitalhub.ledger.lifecycle.OrderTransitions;
import org.hospitalhub.ledger.lifecycle.Transition;
import org.hospitalhub.ledger.lifecycle.TransitionPolicy;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.rules.Finding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the outcome of a try: its call, its attempt, what the order learned, and the changed order with everything that
 * follows from the change. Runs in a transaction.
 */
final class OutcomeRecorder {

    private static final Logger log = LoggerFactory.getLogger(OutcomeRecorder.class);

    private final Database database;
    private final JdbcOrderRecords records;
    private final PayloadStore payloads;
    private final JdbcCounters counters;
    private final JdbcAttempts attempts;
    private final JdbcBudgets budgets;
    private final JdbcAnswerTimes answerTimes;
    private final JdbcHolds holds;
    private final TransitionPolicy policy;
    private final OperationCatalog catalog;
    private final JdbcServiceIds serviceIds;
    private final DuplicateServiceId duplicates;
    private final Audit audit;
    private final CauseLog parked = new CauseLog(log::warn, System::nanoTime);

    OutcomeRecorder(
            Database database,
            JdbcOrderRecords records,
            PayloadStore payloads,
            JdbcCounters counters,
            JdbcAttempts attempts,
            JdbcBudgets budgets,
            JdbcAnswerTimes answerTimes,
            JdbcHolds holds,
            TransitionPolicy policy,
            OperationCatalog catalog,
            JdbcServiceIds serviceIds,
            DuplicateServiceId duplicates,
            Audit audit) {
        this.database = database;
        this.records = records;
        this.payloads = payloads;
        this.counters = counters;
        this.attempts = attempts;
        this.budgets = budgets;
        this.answerTimes = answerTimes;
        this.holds = holds;
        this.policy = policy;
        this.catalog = catalog;
        this.serviceIds = serviceIds;
        this.duplicates = duplicates;
        this.audit = audit;
    }

    /**
     * Records the outcome of a try.
     *
     * @param sent requests that it sent, where its step counts them; too many means all that it had permits for
     */
    void record(OrderRecord order, Outcome given, int sent, Instant now) {
        Optional<Step> known = catalog.knownStep(order);
        if (known.isEmpty()) {
            parkWithoutStep(order, now);
            return;
        }
        Outcome outcome = withOwnId(order, given, now);
        Step step = ofThisOrder(known.get(), order, outcome);
        Budget budget = catalog.budget(catalog.lane(order), step);
        Transition transition = policy.after(order, step, budget != null, outcome, now);
        if (budget != null) {
            recordCall(order, budget, outcome, step.requests() > 1, sent, now);
        }
        // A step that sent no request says nothing about our credentials.
        holds.learn(order, outcome, !step.budgets().isEmpty() && (step.requests() == 1 || sent > 0), now);
        byte[] raw = outcome instanceof Outcome.Failed failed ? failed.raw() : null;
        attempts.end(order.id(), order.attempts(), transition.word(), transition.detail(), raw, now);
        keep(order, outcome);
        save(order, learn(order, step, transition.order(), outcome, now), now);
        Problem problem = transition.order().problem();
        if (transition.order().state() == State.PARKED && problem != null) {
            logParked(order, problem);
        }
    }

    private void logParked(OrderRecord order, Problem problem) {
        parked.tell(
                order.operation() + " " + problem.code(),
                "Order %s of %s is parked at step %s: %s (%s)"
                        .formatted(order.id(), order.operation(), order.step(), problem.code(), problem.title()));
    }

    /** Logs how many more orders were parked since the last lines. */
    void flushLog() {
        parked.flush();
        duplicates.flushLog();
    }

    /** The attempt of a step that this version does not know was lost; an operator must decide. */
    private void parkWithoutStep(OrderRecord order, Instant now) {
        Problem gone = OperationCatalog.stepGone(order);
        budgets.end(order.id(), order.attempts(), now);
        attempts.end(order.id(), order.attempts(), "failed", gone.titleWording(), null, now);
        save(order, OrderTransitions.park(order, gone), now);
        logParked(order, gone);
    }

    /**
     * Returns the outcome, or another one when the answer brought an id that another order has, since it is not this order's
     * answer then.
     */
    private Outcome withOwnId(OrderRecord order, Outcome outcome, Instant now) {
        if (!(outcome instanceof Outcome.Next next) || next.serviceId() == null) {
            return outcome;
        }
        Set<String> others = serviceIds.note(catalog.lane(order), next.serviceId(), order);
        if (others.isEmpty()) {
            return outcome;
        }
        duplicates.logDuplicate(catalog.lane(order), order.id(), others);
        for (String id : others) {
            for (OrderRecord other : duplicates.affected(id)) {
                save(other, duplicates.park(other, now), now);
                wantAnswerAgain(other);
            }
        }
        return DuplicateServiceId.OUTCOME;
    }

    /** Returns the step for this order. When the order decides whether a repeat is harmless, it is read only if that matters. */
    private Step ofThisOrder(Step step, OrderRecord order, Outcome outcome) {
        if (!(outcome instanceof Outcome.Unsure) || !(step.unsure() instanceof Step.Unsure.RepeatIf rule)) {
            return step;
        }
        boolean harmless;
        try {
            harmless = rule.harmless().test(payloads.open(order.id()).payload());
        } catch (LedgerException damaged) {
            harmless = false;
        }
        return step.withUnsure(harmless ? new Step.Unsure.Repeat() : new Step.Unsure.Park());
    }

    private void recordCall(OrderRecord order, Budget budget, Outcome outcome, boolean several, int sent, Instant now) {
        int attempt = order.attempts();
        boolean one = !several || sent == Integer.MAX_VALUE;
        boolean unused = one && (sent == 0 || sent == Integer.MAX_VALUE);
        if (unused && outcome instanceof Outcome.Failed failed && failed.remedy() == Outcome.Remedy.AGAIN) {
            budgets.giveBack(order.id(), attempt);
            return;
        }
        if (one) {
            budgets.end(order.id(), attempt, now);
        } else {
            budgets.end(order.id(), attempt, sent, now);
        }
        Instant left = order.triedSince(now);
        if (outcome instanceof Outcome.Failed failed && failed.remedy() == Outcome.Remedy.LIMITED) {
            Duration asked = RetryAfter.tooLong(failed.retryAfter()) ? null : failed.retryAfter();
            budgets.limited(budget, left, asked, failed.problem().titleWording(), now);
        } else if (outcome instanceof Outcome.Failed failed && failed.remedy() == Outcome.Remedy.LIMIT_WORDS) {
            budgets.limitWords(budget, order.id(), left, failed.problem().titleWording(), now);
        } else if (outcome instanceof Outcome.Next next && next.limit() != null) {
            // The service met the limit with an order that it took long before it says so.
            Instant taken = order.askedSince() == null ? left : order.askedSince();
            budgets.limitWords(budget, order.id(), taken, next.limit(), now);
        }
    }

    private void keep(OrderRecord order, Outcome outcome) {
        if (outcome instanceof Outcome.Next next) {
            payloads.memory(order.id(), next.memory());
        } else if (outcome instanceof Outcome.Wait wait) {
            payloads.memory(order.id(), wait.memory());
        } else if (outcome instanceof Outcome.Done done && !order.delivering()) {
            payloads.result(order.id(), done.result());
        }
    }

    /** Adds findings of the service, and what its answer shows of its time to answer. */
    private OrderRecord learn(OrderRecord before, Step step, OrderRecord after, Outcome outcome, Instant now) {
        if (before.delivering()) {
            return after;
        }
        OrderRecord learned = withFindings(before, after, outcome);
        JdbcAnswerTimes.Going going = going(after, outcome);
        if (step.question()) {
            return answerTimes.learn(before, learned, outcome, going, now);
        }
        if (before.unansweredAt() != null && step.budgets().isEmpty()) {
            return answerTimes.decide(before, learned, outcome, going);
        }
        return going == JdbcAnswerTimes.Going.TO_QUESTION ? learned.withPolls(now, null) : learned;
    }

    private OrderRecord withFindings(OrderRecord before, OrderRecord after, Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            return after.withFindings(joined(before.findings(), refused.findings()));
        }
        if (!(outcome instanceof Outcome.Done done)) {
            return after;
        }
        if (!done.warnings().isEmpty()) {
            String codes =
                    done.warnings().stream().map(Finding::code).distinct().collect(Collectors.joining(", "));
            audit.record("hub", "result-warning", before.id(), codes);
        }
        // An order that is replayed after its answer was taken back still has the warnings about that one.
        List<Finding> own = before.findings().stream()
                .filter(finding -> !finding.path().startsWith(Outcome.RESULT))
                .toList();
        return after.withFindings(joined(own, done.warnings()));
    }

    /**
     * Returns where an order goes on. A step that was tried before and may change something is a new beginning; one that costs no
     * request, such as a status update or a signature, says nothing yet.
     */
    private JdbcAnswerTimes.Going going(OrderRecord after, Outcome outcome) {
        if (!(outcome instanceof Outcome.Next) || after.state() == State.PARKED) {
            return JdbcAnswerTimes.Going.NOT_ON;
        }
        Step next = catalog.operation(after.operation()).step(after.step());
        if (next.question()) {
            return JdbcAnswerTimes.Going.TO_QUESTION;
        }
        boolean asks = !next.budgets().isEmpty() || next.saysWhenItLeaves();
        if (asks && attempts.tried(after.id(), next.name())) {
            return JdbcAnswerTimes.Going.TO_BEGINNING;
        }
        return next.budgets().isEmpty() ? JdbcAnswerTimes.Going.UNDECIDED : JdbcAnswerTimes.Going.TO_ANSWER;
    }

    private static List<Finding> joined(List<Finding> before, List<Finding> more) {
        List<Finding> all = new ArrayList<>(before);
        all.addAll(more);
        return List.copyOf(all);
    }

    /** Saves a changed order and everything that follows from the change; returns it as it was saved. */
    OrderRecord save(OrderRecord before, OrderRecord changed, Instant now) {
        boolean newlyEnded = changed.state().ended() && before.state() != changed.state();
        OrderRecord after = newlyEnded ? OrderTransitions.deliverIfEnded(changed, now) : changed;
        records.update(before, after);
        counters.move(before, after);
        if (newlyEnded) {
            answerFollowers(after, now);
            if (after.batch() != null) {
                answerWhenEnded(after.batch(), now);
            }
        }
        return after;
    }

    /** Makes the result files of a batch due once all its records are accepted and none of its orders is open. */
    void answerWhenEnded(String batch, Instant now) {
        counters.answerWhenEnded(batch, now);
    }

    /** Makes every file of an order's batch want an answer again; it falls due with the next end. */
    void wantAnswerAgain(OrderRecord order) {
        if (order.batch() != null) {
            database.write()
                    .update(
                            "update batch_files set answered_at = null, due_at = null where batch_id = ?",
                            order.batch());
        }
    }

    private void answerFollowers(OrderRecord leader, Instant now) {
        List<OrderRecord> followers = records.followers(leader.id());
        if (!followers.isEmpty()) {
            database.writeNow();
        }
        for (OrderRecord follower : followers) {
            Optional<ObjectNode> answer = leader.state() == State.COMPLETED
                    ? payloads.result(database.write(), leader.id())
                    : Optional.empty();
            answer.ifPresent(result -> payloads.result(follower.id(), result));
            save(
                    follower,
                    answer.isPresent()
                            ? OrderTransitions.completeWithAnswerOf(follower, leader, now)
                            : OrderTransitions.goAlone(follower, now),
                    now);
        }
    }
}
