package org.hospitalhub.ledger.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.ledger.State;
import org.hospitalhub.ledger.database.Columns;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.lifecycle.OperationCatalog;
import org.hospitalhub.ledger.lifecycle.Rank;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.pacing.BudgetState;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Services in the database. */
final class JdbcServices implements Services {

    private final Database database;
    private final JdbcPauses pauses;
    private final PausedLane pausedLane;
    private final JdbcHolds holds;
    private final JdbcBudgets budgets;
    private final JdbcCounters counters;
    private final Operations operations;
    private final OperationCatalog catalog;
    private final Estimates estimates;

    JdbcServices(
            Database database,
            JdbcPauses pauses,
            PausedLane pausedLane,
            JdbcHolds holds,
            JdbcBudgets budgets,
            JdbcCounters counters,
            Operations operations,
            OperationCatalog catalog,
            Estimates estimates) {
        this.database = database;
        this.pauses = pauses;
        this.pausedLane = pausedLane;
        this.holds = holds;
        this.budgets = budgets;
        this.counters = counters;
        this.operations = operations;
        this.catalog = catalog;
        this.estimates = estimates;
    }

    @Override
    public void pause(String service, String who, Wording why, Instant now) {
        pauses.pause(service, who, why, now);
    }

    @Override
    public void resume(String service) {
        pauses.resume(service);
        pausedLane.bringBack(service);
        holds.tryNow(service);
    }

    @Override
    public void redefine(String service, Collection<Operation> changed, Collection<Budget> limits) {
        catalog.replace(service, limits, changed);
    }

    @Override
    public List<ServiceStatus> all(Instant now) {
        Map<String, Pause> all = pauses.all();
        List<Hold> held = holds.all();
        List<ServiceStatus> statuses = new ArrayList<>();
        for (String lane : catalog.lanes()) {
            Pause pause = all.get(lane);
            Map<String, Map<State, Long>> counts = counts(lane);
            statuses.add(new ServiceStatus(
                    lane,
                    pause,
                    operations(lane, all),
                    held.stream().filter(hold -> hold.service().equals(lane)).toList(),
                    budget(lane, now),
                    further(lane, now),
                    together(counts),
                    oldestDue(lane, now),
                    pause == null ? estimates.ends(lane, counts, now) : Map.of()));
        }
        return statuses;
    }

    @Override
    public Map<String, Long> violations(Instant from, Instant to) {
        Map<String, Long> violations = new TreeMap<>();
        for (String lane : catalog.lanes()) {
            List<Budget> limits = catalog.budgets(lane);
            if (!limits.isEmpty()) {
                violations.put(
                        lane,
                        limits.stream()
                                .filter(budget -> !budget.isInFlight())
                                .mapToLong(budget -> violations(budget, from, to))
                                .sum());
            }
        }
        return violations;
    }

    private long violations(Budget budget, Instant from, Instant to) {
        List<Instant> left = budgets.leftAfter(budget, from.minus(budget.window()));
        return IntStream.range(budget.limit(), left.size())
                .filter(i -> !left.get(i).isBefore(from) && left.get(i).isBefore(to))
                .filter(i -> left.get(i - budget.limit()).isAfter(left.get(i).minus(budget.window())))
                .count();
    }

    private Map<String, Pause> operations(String lane, Map<String, Pause> all) {
        Map<String, Pause> paused = new TreeMap<>();
        operations.all().stream()
                .filter(operation -> operation.service().equals(lane) && all.containsKey(operation.name()))
                .forEach(operation -> paused.put(operation.name(), all.get(operation.name())));
        return paused;
    }

    private @Nullable BudgetUse budget(String lane, Instant now) {
        Budget budget = catalog.budget(lane);
        return budget == null ? null : use(budget, now);
    }

    /** Returns the limits beside the one that paces the lane. */
    private List<BudgetUse> further(String lane, Instant now) {
        Budget pacing = catalog.budget(lane);
        return catalog.budgets(lane).stream()
                .filter(budget -> !budget.equals(pacing))
                .map(budget -> use(budget, now))
                .toList();
    }

    private BudgetUse use(Budget budget, Instant now) {
        BudgetState state = budgets.state(budget, now);
        return new BudgetUse(
                budget.name(),
                budgets.since(budget, now.minus(Duration.ofMinutes(1))),
                budgets.permits(budget, now).inUse(),
                budget.limit(),
                state.permits(budget, now),
                state.stopped(now) ? state.stoppedUntil() : null,
                state.stopped(now) ? budgets.why(budget) : null);
    }

    private Map<String, Map<State, Long>> counts(String lane) {
        return operations.all().stream()
                .filter(operation -> operation.service().equals(lane))
                .collect(Collectors.toMap(Operation::name, operation -> counters.count(operation.name())));
    }

    private static Map<State, Long> together(Map<String, Map<State, Long>> counts) {
        Map<State, Long> sum = new EnumMap<>(State.class);
        counts.values().forEach(states -> states.forEach((state, number) -> sum.merge(state, number, Long::sum)));
        return sum;
    }

    private @Nullable Instant oldestDue(String lane, Instant now) {
        List<Long> moments = new ArrayList<>();
        for (Rank rank : Rank.values()) {
            for (Priority priority : Priority.values()) {
                moments.addAll(database.read()
                        .queryForList(
                                "select due_at from orders where lane = ? and priority = ? and rank = ?"
                                        + " and due_at is not null order by turn limit 1",
                                Long.class,
                                lane,
                                Columns.number(priority),
                                rank.number()));
            }
        }
        return moments.stream()
                .filter(Objects::nonNull)
                .filter(moment -> moment <= now.toEpochMilli())
                .min(Long::compare)
                .map(Instant::ofEpochMilli)
                .orElse(null);
    }
}
