package org.hospitalhub.ledger.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hospitalhub.calls.RetryAfter;
import org.hospitalhub.ledger.CauseLog;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.State;
import org.hospitalhub.ledger.Step;
import org.hospitalhub.ledger.lifecycle.Course;
import org.hospitalhub.ledger.lifecycle.OperationCatalog;
import org.hospitalhub.ledger.lifecycle.OrderRow;
import org.hospitalhub.ledger.lifecycle.Verdict;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.rules.Finding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the outcome of a try down: its call, its attempt, what the order learned, and the order. Runs in a transaction. */
final class Settlement {

    private static final Logger log = LoggerFactory.getLogger(Settlement.class);

    private final OrderBook recorder;
    private final PayloadStore payloads;
    private final JdbcAttempts attempts;
    private final JdbcBudgets budgets;
    private final JdbcAnswerTimes answerTimes;
    private final JdbcHolds holds;
    private final Verdict.Judge judge;
    private final OperationCatalog catalog;
    private final JdbcServiceIds serviceIds;
    private final DuplicateServiceId distrust;
    private final CauseLog parked = new CauseLog(log::warn, System::nanoTime);

    Settlement(
            OrderBook recorder,
            PayloadStore payloads,
            JdbcAttempts attempts,
            JdbcBudgets budgets,
            JdbcAnswerTimes answerTimes,
            JdbcHolds holds,
            Verdict.Judge judge,
            OperationCatalog catalog,
            JdbcServiceIds serviceIds,
            DuplicateServiceId distrust) {
        this.serviceIds = serviceIds;
        this.distrust = distrust;
        this.recorder = recorder;
        this.payloads = payloads;
        this.attempts = attempts;
        this.budgets = budgets;
        this.answerTimes = answerTimes;
        this.holds = holds;
        this.judge = judge;
        this.catalog = catalog;
    }

    /**
     * Settles a try.
     *
     * @param sent requests that it sent, where its step counts them; too many means all that it had permits for
     */
    void settle(OrderRow row, Outcome told, int sent, Instant now) {
        Optional<Step> known = catalog.knownStep(row);
        if (known.isEmpty()) {
            parkGone(row, now);
            return;
        }
        Outcome outcome = withOwnId(row, told, now);
        Step step = ofThisOrder(known.get(), row, outcome);
        Budget budget = step.budget() == null ? null : catalog.budget(catalog.lane(row));
        Verdict verdict = judge.judge(row.course(), step, budget != null, outcome, now);
        if (budget != null) {
            settleCall(row, budget, outcome, step.requests() > 1 ? sent : Integer.MAX_VALUE, now);
        }
        // A step that asks nobody, or asked nothing this time, says nothing of who we are.
        holds.learn(row, outcome, step.budget() != null && (step.requests() == 1 || sent > 0), now);
        byte[] raw = outcome instanceof Outcome.Failed failed ? failed.raw() : null;
        attempts.end(row.id(), row.course().attempts(), verdict.word(), verdict.detail(), raw, now);
        keep(row, outcome);
        OrderRow learned = learn(row, step, verdict.course(), outcome, now);
        recorder.save(row, learned.with(verdict.course()), now);
        Problem problem = verdict.course().problem();
        if (verdict.course().state() == State.PARKED && problem != null) {
            tellParked(row, problem);
        }
    }

    private void tellParked(OrderRow row, Problem problem) {
        parked.tell(
                row.operation() + " " + problem.code(),
                "Order %s of %s is parked at step %s: %s (%s)"
                        .formatted(row.id(), row.operation(), row.course().step(), problem.code(), problem.title()));
    }

    /** Tells in the log how many more orders were parked since the last lines. */
    void flushLog() {
        parked.flush();
    }

    /** An id that belongs to another question makes nonsense of the answer that told it. */
    private Outcome withOwnId(OrderRow row, Outcome outcome, Instant now) {
        if (!(outcome instanceof Outcome.Next next) || next.serviceId() == null) {
            return outcome;
        }
        Set<String> others = serviceIds.note(catalog.lane(row), next.serviceId(), row);
        return others.isEmpty() ? outcome : distrust.sameId(row.id(), others, now);
    }

    /** The try of a step that this version does not know was lost; nobody can say what is right but a person. */
    private void parkGone(OrderRow row, Instant now) {
        Problem gone = OperationCatalog.stepGone(row);
        budgets.end(row.id(), row.course().attempts(), now);
        attempts.end(row.id(), row.course().attempts(), "failed", gone.title(), null, now);
        recorder.save(row, row.with(row.course().park(gone)), now);
        tellParked(row, gone);
    }

    /** Where the order itself tells whether a repeat is harmless, it is read only when that matters. */
    private Step ofThisOrder(Step step, OrderRow row, Outcome outcome) {
        if (!(outcome instanceof Outcome.Unsure) || !(step.unsure() instanceof Step.Unsure.RepeatIf rule)) {
            return step;
        }
        boolean harmless = rule.harmless().test(payloads.open(row.id()).payload());
        return step.withUnsure(harmless ? new Step.Unsure.Repeat() : new Step.Unsure.Park());
    }

    private void settleCall(OrderRow row, Budget budget, Outcome outcome, int sent, Instant now) {
        int attempt = row.course().attempts();
        boolean one = sent == Integer.MAX_VALUE;
        if (one && outcome instanceof Outcome.Failed failed && failed.remedy() == Outcome.Remedy.AGAIN) {
            budgets.giveBack(row.id(), attempt);
            return;
        }
        if (one) {
            budgets.end(row.id(), attempt, now);
        } else {
            budgets.end(row.id(), attempt, sent, now);
        }
        Instant left = asked(row.course(), now);
        if (outcome instanceof Outcome.Failed failed && failed.remedy() == Outcome.Remedy.LIMITED) {
            Duration asked = RetryAfter.tooLong(failed.retryAfter()) ? null : failed.retryAfter();
            budgets.limited(budget, left, asked, failed.problem().title(), now);
        } else if (outcome instanceof Outcome.Failed failed && failed.remedy() == Outcome.Remedy.LIMIT_WORDS) {
            budgets.limitWords(budget, row.id(), left, failed.problem().title(), now);
        } else if (outcome instanceof Outcome.Next next && next.limit() != null) {
            // The service met the limit with an order that it took long before it says so.
            Instant taken = row.askedSince() == null ? left : row.askedSince();
            budgets.limitWords(budget, row.id(), taken, next.limit(), now);
        }
    }

    private void keep(OrderRow row, Outcome outcome) {
        if (outcome instanceof Outcome.Next next) {
            payloads.memory(row.id(), next.memory());
        } else if (outcome instanceof Outcome.Wait wait) {
            payloads.memory(row.id(), wait.memory());
        } else if (outcome instanceof Outcome.Done done && !row.course().delivering()) {
            payloads.result(row.id(), done.result());
        }
    }

    /** Findings of the service, and what the questions tell about its time to answer. */
    private OrderRow learn(OrderRow row, Step step, Course after, Outcome outcome, Instant now) {
        if (row.course().delivering()) {
            return row;
        }
        OrderRow learned = outcome instanceof Outcome.Refused refused
                ? row.withFindings(joined(row.findings(), refused.findings()))
                : row;
        if (step.question()) {
            return learnFromQuestion(learned, after, outcome, now);
        }
        boolean asksNext = outcome instanceof Outcome.Next
                && catalog.operation(row.operation()).step(after.step()).question();
        return asksNext ? learned.withQuestions(now, null) : learned;
    }

    private OrderRow learnFromQuestion(OrderRow row, Course after, Outcome outcome, Instant now) {
        if (row.askedSince() == null) {
            return row;
        }
        Instant asked = asked(row.course(), now);
        if (outcome instanceof Outcome.Wait) {
            answerTimes.unanswered(row, row.askedSince(), asked);
            return row.withQuestions(row.askedSince(), asked);
        }
        boolean answered = outcome instanceof Outcome.Done || outcome instanceof Outcome.Refused;
        if (answered) {
            answerTimes.answered(row, row.askedSince(), asked);
        }
        return answered || after.state() == State.PARKED ? row.withQuestions(null, null) : row;
    }

    /** When the question left: what it found was so then, whenever the answer arrived. */
    private static Instant asked(Course course, Instant now) {
        return course.leaseUntil() == null ? now : course.leaseUntil().minus(Course.LEASE);
    }

    private static List<Finding> joined(List<Finding> before, List<Finding> more) {
        List<Finding> all = new ArrayList<>(before);
        all.addAll(more);
        return List.copyOf(all);
    }
}
