package org.hospitalhub.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.pacing.BudgetState;
import org.hospitalhub.pacing.LearnedPollPlan;
import org.jspecify.annotations.Nullable;

/** When batches are likely to be done: for people, not for decisions. Learns from the same answers as the poll plan. */
final class Estimates {

    private static final int ENOUGH = 2_000;

    private final Database database;
    private final BudgetTable budgets;
    private final AnswerTimes answerTimes;
    private final Plan plan;
    private final Map<Duration, LearnedPollPlan> plans = new ConcurrentHashMap<>();

    Estimates(Database database, BudgetTable budgets, AnswerTimes answerTimes, Plan plan) {
        this.database = database;
        this.budgets = budgets;
        this.answerTimes = answerTimes;
        this.plan = plan;
    }

    /**
     * Tells when a batch is likely to end.
     *
     * @return null when nothing is open, or nobody can tell because nothing limits the rate
     */
    @Nullable
    Instant end(Batch batch, Instant now) {
        String operation = batch.operation();
        long fresh = batch.counts().getOrDefault(State.ACCEPTED, 0L);
        boolean open = batch.counts().keySet().stream().anyMatch(state -> !state.ended());
        Budget budget =
                plan.knows(operation) ? plan.budget(plan.operation(operation).service()) : null;
        if (budget == null || !open) {
            return null;
        }
        BudgetState state = budgets.state(budget, now);
        Instant stopped = state.stoppedUntil();
        Instant from = stopped != null && stopped.isAfter(now) ? stopped : now;
        double perMinute = 60_000.0
                * state.permits(budget, now)
                / budget.window().plus(budget.margin()).toMillis();
        return planOf(operation)
                .end(
                        operation,
                        fresh + before(batch.id(), operation, fresh),
                        ages(batch.id(), operation, now),
                        perMinute,
                        from);
    }

    private LearnedPollPlan planOf(String operation) {
        Duration pause = plan.operation(operation).steps().stream()
                .filter(Step::question)
                .map(Step::pause)
                .findFirst()
                .orElse(Duration.ZERO);
        return plans.computeIfAbsent(
                pause,
                same -> new LearnedPollPlan((name, now) -> answerTimes.newest(name, LearnedPollPlan.REMEMBERED), same));
    }

    /** Orders of other batches that have their turn meanwhile: batches share the service one by one. */
    private long before(String batch, String operation, long fresh) {
        String service = plan.operation(operation).service();
        return database
                .read()
                .query(
                        "select id, operation, accepted from batches where accepted > 0",
                        (row, n) -> row.getString("id").equals(batch)
                                        || !plan.knows(row.getString("operation"))
                                        || !plan.operation(row.getString("operation"))
                                                .service()
                                                .equals(service)
                                ? 0
                                : Math.min(fresh, row.getLong("accepted")))
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Ages of the batch's orders that the service has, as far as they are due; as many as tell enough. */
    private List<Duration> ages(String batch, String operation, Instant now) {
        return database.read()
                .query(
                        """
                        select asked_since from orders where lane = ? and rank = 1 and due_at is not null and rank < 3 \
                        and batch_id = ? and asked_since is not null limit ?""",
                        (row, n) -> Duration.between(Columns.moment(row, "asked_since"), now),
                        plan.operation(operation).service(),
                        batch,
                        ENOUGH);
    }
}
