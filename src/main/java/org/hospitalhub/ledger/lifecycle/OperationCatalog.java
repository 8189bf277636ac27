package org.hospitalhub.ledger.lifecycle;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.Step;
import org.hospitalhub.pacing.Budget;
import org.jspecify.annotations.Nullable;

/** What the operations say about lanes, steps and budgets, in the form the ledger asks for. */
public final class OperationCatalog {

    /** The lane of all deliveries. */
    static final String DELIVERY = "delivery";

    /** Repeating a delivery is harmless, because the order's id is the receiver's duplicate key. */
    public static final Step DELIVER =
            new Step("deliver", null, false, Duration.ofSeconds(5), new Step.Unsure.Repeat(), Duration.ofHours(24));

    private final Operations operations;
    private final Map<String, Budget> budgetOfLane = new HashMap<>();

    /**
     * Reads the operations.
     *
     * @throws IllegalArgumentException when the steps of one service name different budgets, or one that is not there
     */
    public OperationCatalog(Operations operations, Map<String, Budget> budgets) {
        this.operations = operations;
        for (Operation operation : operations.all()) {
            for (Step step : operation.steps()) {
                if (step.budget() != null) {
                    learn(operation.service(), step.budget(), budgets);
                }
            }
        }
    }

    private void learn(String lane, String name, Map<String, Budget> budgets) {
        Budget budget = budgets.get(name);
        if (budget == null) {
            throw new IllegalArgumentException("there is no budget " + name);
        }
        Budget before = budgetOfLane.put(lane, budget);
        if (before != null && !before.name().equals(name)) {
            throw new IllegalArgumentException(
                    "service %s has two budgets, %s and %s; a service has one".formatted(lane, before.name(), name));
        }
    }

    /** The budget of a lane, null when nothing in it is counted. */
    @Nullable
    public Budget budget(String lane) {
        Budget budget = budgetOfLane.get(lane);
        return budget == null || budget.isUnlimited() ? null : budget;
    }

    /** Returns whether every step sends one request, so that the time that orders take follows from the budget. */
    public boolean sendsOneByOne(String operation) {
        return knows(operation)
                && operation(operation).steps().stream()
                        .allMatch(step -> step.budget() == null || step.requests() == 1);
    }

    /** All lanes, services first. */
    public Set<String> lanes() {
        Set<String> lanes = new LinkedHashSet<>();
        operations.all().forEach(operation -> lanes.add(operation.service()));
        lanes.add(DELIVERY);
        return lanes;
    }

    public Operation operation(String name) {
        return operations.find(name).orElseThrow(() -> new IllegalArgumentException("there is no operation " + name));
    }

    public boolean knows(String operation) {
        return operations.find(operation).isPresent();
    }

    public Step step(OrderRow row) {
        return row.course().delivering()
                ? DELIVER
                : operation(row.operation()).step(row.course().step());
    }

    /** The step an order stands at; empty when this version of the hub does not have it any more. */
    public Optional<Step> knownStep(OrderRow row) {
        if (row.course().delivering()) {
            return Optional.of(DELIVER);
        }
        return operations.find(row.operation()).flatMap(operation -> operation.steps().stream()
                .filter(step -> step.name().equals(row.course().step()))
                .findFirst());
    }

    /** Why an order whose step is not known is parked. */
    public static Problem stepGone(OrderRow row) {
        return new Problem(
                "STEP_GONE",
                "This hub does not know step %s any more".formatted(row.course().step()),
                "The order was begun by another version of the hub. Replay it with its payload, or cancel it.");
    }

    public String lane(OrderRow row) {
        return row.course().delivering() || !knows(row.operation())
                ? DELIVERY
                : operation(row.operation()).service();
    }

    public Rank rank(OrderRow row) {
        Course course = row.course();
        if (course.delivering() || course.state().ended()) {
            return Rank.FREE;
        }
        Step step = step(row);
        if (step.budget() == null) {
            return Rank.FREE;
        }
        if (step.question()) {
            return Rank.QUESTION;
        }
        return course.fresh() ? Rank.FRESH : Rank.CONTINUING;
    }

    /** Whether an operation asks again for its answer. */
    public boolean polls(String operation) {
        return operation(operation).steps().stream().anyMatch(Step::question);
    }

    /** Nominal time that an order takes of its service: a request for each step that costs one. */
    public Duration interval(String operation) {
        Budget budget = budget(operation(operation).service());
        return budget == null ? Duration.ZERO : budget.interval().multipliedBy(requests(operation));
    }

    private long requests(String operation) {
        return Math.max(
                1,
                operation(operation).steps().stream()
                        .filter(step -> step.budget() != null)
                        .count());
    }
}
