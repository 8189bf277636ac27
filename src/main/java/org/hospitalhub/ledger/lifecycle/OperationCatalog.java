package org.hospitalhub.ledger.lifecycle;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.State;
import org.hospitalhub.ledger.Step;
import org.hospitalhub.pacing.Budget;
import org.jspecify.annotations.Nullable;

/** The lanes, steps and budgets of all operations, as the ledger needs them. */
public final class OperationCatalog {

    /** The lane of all deliveries. */
    public static final String DELIVERY = "delivery";

    /** Repeating a delivery is harmless, because the order's id is the receiver's duplicate key. */
    public static final Step DELIVER =
            new Step("deliver", null, false, Duration.ofSeconds(5), new Step.Unsure.Repeat(), Duration.ofHours(24));

    private final Operations operations;
    private final Map<String, Map<String, Budget>> budgetsOfLane = new ConcurrentHashMap<>();

    /**
     * Reads the operations.
     *
     * @throws IllegalArgumentException when a step names a budget that is not there
     */
    public OperationCatalog(Operations operations, Map<String, Budget> budgets) {
        this.operations = operations;
        for (Operation operation : operations.all()) {
            for (Step step : operation.steps()) {
                step.budgets().forEach(name -> learn(operation.service(), name, budgets));
            }
        }
    }

    private void learn(String lane, String name, Map<String, Budget> budgets) {
        Budget budget = budgets.get(name);
        if (budget == null) {
            throw new IllegalArgumentException("there is no budget " + name);
        }
        if (!budget.isUnlimited()) {
            budgetsOfLane.computeIfAbsent(lane, same -> new LinkedHashMap<>()).put(name, budget);
        }
    }

    /** Takes other budgets for a lane, and the operations that name them. */
    public void replace(String lane, Collection<Budget> budgets, Collection<Operation> changed) {
        Map<String, Budget> limiting = new LinkedHashMap<>();
        budgets.stream().filter(budget -> !budget.isUnlimited()).forEach(budget -> limiting.put(budget.name(), budget));
        // First all that either of both names, so that at no moment a step is counted for less than its limits.
        Map<String, Budget> both = new LinkedHashMap<>(budgetsOfLane.getOrDefault(lane, Map.of()));
        both.putAll(limiting);
        budgetsOfLane.put(lane, both);
        operations.redefine(lane, changed);
        budgetsOfLane.put(lane, limiting);
    }

    /**
     * Returns the budget that paces a lane, the one with the shortest window: its requests are spread, and polls are planned by it.
     * Null when nothing in the lane is counted.
     */
    @Nullable
    public Budget budget(String lane) {
        return pacing(budgets(lane));
    }

    private static @Nullable Budget pacing(Collection<Budget> budgets) {
        return budgets.stream()
                .min(Comparator.comparing(Budget::isInFlight).thenComparing(Budget::window))
                .orElse(null);
    }

    /** Returns all budgets of a lane that limit anything. */
    public List<Budget> budgets(String lane) {
        return List.copyOf(budgetsOfLane.getOrDefault(lane, Map.of()).values());
    }

    /** Returns the budgets that one try of a step costs a request of. */
    public List<Budget> budgets(String lane, Step step) {
        return budgets(lane).stream()
                .filter(budget -> step.budgets().contains(budget.name()))
                .toList();
    }

    /** Returns the budget that hears of it when an answer to a step speaks of a limit; null when the step costs nothing. */
    @Nullable
    public Budget budget(String lane, Step step) {
        return pacing(budgets(lane, step));
    }

    /** Returns whether every step sends one request, so that the time that orders take follows from the budget. */
    public boolean sendsOneByOne(String operation) {
        return knows(operation)
                && operation(operation).steps().stream()
                        .allMatch(step -> step.budgets().isEmpty() || step.requests() == 1);
    }

    /** Returns all lanes, services first. */
    public Set<String> lanes() {
        Set<String> lanes = new LinkedHashSet<>();
        operations.all().forEach(operation -> lanes.add(operation.service()));
        lanes.add(DELIVERY);
        return lanes;
    }

    /** Returns the operation of a name. */
    public Operation operation(String name) {
        return operations.find(name).orElseThrow(() -> new IllegalArgumentException("there is no operation " + name));
    }

    /** Returns whether this hub has an operation. */
    public boolean knows(String operation) {
        return operations.find(operation).isPresent();
    }

    /** Returns the step of an order. */
    public Step step(OrderRecord row) {
        return row.delivering() ? DELIVER : operation(row.operation()).step(row.step());
    }

    /** Returns the step of an order; empty when this version of the hub does not have it any more. */
    public Optional<Step> knownStep(OrderRecord row) {
        if (row.delivering()) {
            return Optional.of(DELIVER);
        }
        return operations.find(row.operation()).flatMap(operation -> operation.steps().stream()
                .filter(step -> step.name().equals(row.step()))
                .findFirst());
    }

    /** Returns why an order whose step is not known is parked. */
    public static Problem stepGone(OrderRecord row) {
        return Problem.of("STEP_GONE", "STEP_GONE", row.step());
    }

    /** Returns the lane that an order waits in. */
    public String lane(OrderRecord row) {
        return row.delivering() || !knows(row.operation())
                ? DELIVERY
                : operation(row.operation()).service();
    }

    /** Returns which queue of its lane an order stands in. */
    public Rank rank(OrderRecord row) {
        if (row.delivering() || row.state().ended()) {
            return Rank.FREE;
        }
        Step step = step(row);
        if (step.budgets().isEmpty()) {
            return Rank.FREE;
        }
        if (step.question()) {
            return Rank.QUESTION;
        }
        // Only a new order's turn is its place in a fair queue.
        return row.state() == State.ACCEPTED ? Rank.FRESH : Rank.CONTINUING;
    }

    /** Returns whether an operation asks again for its answer when earlier ones make it likely. */
    public boolean learns(String operation) {
        return operation(operation).steps().stream().anyMatch(Step::learned);
    }

    /** Returns whether an operation asks again for its answer. */
    public boolean polls(String operation) {
        return operation(operation).steps().stream().anyMatch(Step::question);
    }

    /** Returns the nominal time that an order takes of its service: a request for each step that costs one. */
    public Duration interval(String operation) {
        Budget budget = budget(operation(operation).service());
        return budget == null ? Duration.ZERO : budget.interval().multipliedBy(requests(operation));
    }

    /** Returns how many steps of an operation cost its service a request. */
    public long requests(String operation) {
        return Math.max(
                1,
                operation(operation).steps().stream()
                        .filter(step -> !step.budgets().isEmpty())
                        .count());
    }
}
