package org.hospitalhub.ledger.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hospitalhub.ledger.Batch;
import org.hospitalhub.ledger.State;
import org.hospitalhub.ledger.database.Columns;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.lifecycle.OperationCatalog;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.pacing.BudgetState;
import org.hospitalhub.pacing.ExpectedEnd;
import org.jspecify.annotations.Nullable;

/** When batches and queues are likely to be done: for people, not for decisions. Learns from the same answers as the poll plan. */
final class Estimates {

    private static final int ENOUGH = 2_000;

    /** Answers from which on the time that a service takes is known. */
    private static final int KNOWN = 10;

    /** An end is shown when it is known to this factor of the time since the batch was accepted. */
    private static final double TRUSTED = 1.5;

    private final Database database;
    private final JdbcBudgets budgets;
    private final OperationCatalog catalog;
    private final LearnedPollPlans plans;

    Estimates(Database database, JdbcBudgets budgets, OperationCatalog catalog, LearnedPollPlans plans) {
        this.database = database;
        this.budgets = budgets;
        this.catalog = catalog;
        this.plans = plans;
    }

    /**
     * Returns when a batch is likely to end.
     *
     * @return null when nothing is open, nothing limits the rate, or it is not known yet: a service that never answered may
     *     take seconds or hours, so a tenth of the batch or ten other orders must have their answers, and what they tell
     *     must be the end to a factor of one and a half
     */
    @Nullable
    Instant end(Batch batch, Instant now) {
        String operation = batch.operation();
        long fresh = fresh(batch.counts());
        boolean open = batch.counts().keySet().stream().anyMatch(state -> !state.ended());
        Budget budget = catalog.sendsOneByOne(operation)
                ? catalog.budget(catalog.operation(operation).service())
                : null;
        if (budget == null || !open || !(known(operation, now) || aTenthHasEnded(batch.counts()))) {
            return null;
        }
        Rate rate = rate(budget, now);
        ExpectedEnd end = end(
                operation,
                fresh + before(batch.id(), operation, fresh),
                ages(operation, "batch_id = ?", batch.id(), now),
                rate);
        return end.isKnownWithin(TRUSTED, batch.acceptedAt()) ? seconds(end) : null;
    }

    /**
     * Returns when the open orders of each operation of a service are likely to have ended.
     *
     * @param counts orders of the service's operations by state
     * @return without operations that have none or of whose answers too few are known, and empty when nothing limits the rate
     */
    Map<String, Instant> ends(String service, Map<String, Map<State, Long>> counts, Instant now) {
        Budget budget = catalog.budget(service);
        Map<String, Instant> ends = new TreeMap<>();
        if (budget != null) {
            Rate rate = rate(budget, now);
            counts.forEach((operation, states) -> {
                boolean open = states.keySet().stream().anyMatch(state -> !state.ended());
                if (open && catalog.sendsOneByOne(operation) && known(operation, now)) {
                    List<Duration> ages = ages(operation, "operation = ?", operation, now);
                    ends.put(operation, seconds(end(operation, turns(operation, counts), ages, rate)));
                }
            });
        }
        return ends;
    }

    private boolean known(String operation, Instant now) {
        return !catalog.polls(operation) || plans.of(operation).answers(operation, now) >= KNOWN;
    }

    private static boolean aTenthHasEnded(Map<State, Long> counts) {
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        long ended = counts.entrySet().stream()
                .filter(state -> state.getKey().ended())
                .mapToLong(Map.Entry::getValue)
                .sum();
        return 10 * ended >= all;
    }

    /** Submissions until the last one of an operation: as many of each other operation have their turn between them. */
    private static long turns(String operation, Map<String, Map<State, Long>> counts) {
        long own = fresh(counts.getOrDefault(operation, Map.of()));
        return counts.values().stream()
                .mapToLong(states -> Math.min(own, fresh(states)))
                .sum();
    }

    private static long fresh(Map<State, Long> states) {
        return states.getOrDefault(State.ACCEPTED, 0L);
    }

    /**
     * How fast requests leave.
     *
     * @param from when they begin to: the end of a stop
     */
    private record Rate(double perMinute, Instant from) {}

    private Rate rate(Budget budget, Instant now) {
        BudgetState state = budgets.state(budget, now);
        Instant stopped = state.stoppedUntil();
        double perMinute = 60_000.0
                * state.permits(budget, now)
                / budget.window().plus(budget.margin()).toMillis();
        return new Rate(perMinute, stopped != null && stopped.isAfter(now) ? stopped : now);
    }

    private ExpectedEnd end(String operation, long waiting, List<Duration> inFlight, Rate rate) {
        if (catalog.polls(operation)) {
            return plans.of(operation).end(operation, waiting, inFlight, rate.perMinute(), rate.from());
        }
        double minutes = waiting * catalog.requests(operation) / rate.perMinute();
        Instant end = rate.from().plusMillis(Math.round(60_000 * minutes));
        return new ExpectedEnd(end, end, end);
    }

    private static Instant seconds(ExpectedEnd end) {
        return end.likely().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Orders of other batches that have their turn meanwhile: batches share the service one by one. */
    private long before(String batch, String operation, long fresh) {
        String service = catalog.operation(operation).service();
        return database
                .read()
                .query(
                        "select id, operation, accepted from batches where accepted > 0",
                        (row, n) -> row.getString("id").equals(batch)
                                        || !catalog.knows(row.getString("operation"))
                                        || !catalog.operation(row.getString("operation"))
                                                .service()
                                                .equals(service)
                                ? 0
                                : Math.min(fresh, row.getLong("accepted")))
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Ages of the orders at the service, as far as they are due; a sufficient sample. */
    private List<Duration> ages(String operation, String which, String argument, Instant now) {
        return database.read()
                .query(
                        "select asked_since from orders where lane = ? and rank = 1 and due_at is not null and rank < 3"
                                + " and asked_since is not null and " + which + " limit ?",
                        (row, n) -> Duration.between(Columns.moment(row, "asked_since"), now),
                        catalog.operation(operation).service(),
                        argument,
                        ENOUGH);
    }
}
