package org.hospitalhub.ledger.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hospitalhub.ledger.AnswerTimes;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.State;
import org.hospitalhub.ledger.Step;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.lifecycle.OperationCatalog;
import org.hospitalhub.pacing.AnswerTime;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.pacing.Demand;
import org.hospitalhub.pacing.LearnedPollPlan;
import org.hospitalhub.pacing.PollPlan;
import org.jspecify.annotations.Nullable;

/** The learned poll plans of all operations that poll, each with the pause of its own question. */
final class LearnedPollPlans implements PollPlan {

    private static final Duration RECENT = Duration.ofHours(1);
    private static final Duration LATELY = Duration.ofMinutes(40);

    private final Database database;
    private final AnswerTimes answerTimes;
    private final JdbcCounters counters;
    private final Operations operations;
    private final OperationCatalog catalog;
    private final Map<Duration, LearnedPollPlan> plans = new ConcurrentHashMap<>();

    LearnedPollPlans(
            Database database,
            AnswerTimes answerTimes,
            JdbcCounters counters,
            Operations operations,
            OperationCatalog catalog) {
        this.database = database;
        this.answerTimes = answerTimes;
        this.counters = counters;
        this.operations = operations;
        this.catalog = catalog;
    }

    /** Reads what the plans learn from and what questions delay. */
    private final class Source implements LearnedPollPlan.History {
        @Override
        public List<AnswerTime> newest(String operation, Instant now) {
            return answerTimes.newest(operation, LearnedPollPlan.REMEMBERED);
        }

        @Override
        public Demand demand(String operation, List<AnswerTime> newest, Instant now) {
            String lane = catalog.operation(operation).service();
            long waiting = operations.all().stream()
                    .filter(other -> other.service().equals(lane))
                    .mapToLong(other -> counters.count(other.name()).getOrDefault(State.ACCEPTED, 0L))
                    .sum();
            long inFlight = count(
                    "select count(*) from orders where lane = ? and rank = 1 and due_at is not null and rank < 3"
                            + " and operation = ?",
                    lane,
                    operation);
            long notAsked = count(
                    "select count(*) from orders where lane = ? and rank = 1 and due_at is not null and rank < 3"
                            + " and operation = ? and unanswered_at is null",
                    lane,
                    operation);
            List<AnswerTime> recent = since(newest, now.minus(RECENT));
            long lately = since(newest, now.minus(LATELY)).size() + notAsked + waiting;
            Budget budget = catalog.budget(lane);
            return new Demand(
                    waiting,
                    inFlight,
                    recent.size() + notAsked,
                    recent.stream().mapToLong(AnswerTime::inVain).sum(),
                    budget == null || lately <= budget.limit() / 2);
        }
    }

    private long count(String sql, Object... arguments) {
        Long count = database.read().queryForObject(sql, Long.class, arguments);
        return count == null ? 0 : count;
    }

    private static List<AnswerTime> since(List<AnswerTime> newest, Instant from) {
        return newest.stream().filter(time -> time.at().isAfter(from)).toList();
    }

    /** Returns the plan for the pause between an operation's polls. */
    LearnedPollPlan of(String operation) {
        Duration pause = catalog.operation(operation).steps().stream()
                .filter(Step::question)
                .map(Step::pause)
                .findFirst()
                .orElse(Duration.ZERO);
        return plans.computeIfAbsent(pause, same -> new LearnedPollPlan(new Source(), same));
    }

    @Override
    public Instant ripe(String operation, Instant orderedAt, @Nullable Instant lastAsked, int asked, Instant now) {
        return of(operation).ripe(operation, orderedAt, lastAsked, asked, now);
    }

    /** Returns whether a lane has so few orders that each is asked after every pause. */
    boolean idle(String lane, Instant now) {
        return polling(lane).stream().filter(catalog::learns).allMatch(operation -> of(operation)
                .idle(operation, now));
    }

    /** Returns whether the plan of an operation of a lane may change with each answer. */
    boolean restless(String lane, Instant now) {
        return polling(lane).stream().filter(catalog::learns).anyMatch(operation -> of(operation)
                .restless(operation, now));
    }

    /** Returns how many orders in flight keep the budget of a lane busy when each costs a submission and a question. */
    int inFlightEnough(String lane, int perWindow, Duration window, Instant now) {
        double seconds = polling(lane).stream()
                .filter(operation -> counters.count(operation).getOrDefault(State.ACCEPTED, 0L) > 0)
                .mapToDouble(operation -> of(operation).secondsInFlight(operation, now))
                .average()
                .orElse(0);
        return (int) Math.ceil(seconds * 1000 * perWindow / (2.0 * window.toMillis()));
    }

    private List<String> polling(String lane) {
        return operations.all().stream()
                .filter(operation -> operation.service().equals(lane))
                .filter(operation -> operation.steps().stream().anyMatch(Step::question))
                .map(Operation::name)
                .toList();
    }
}
