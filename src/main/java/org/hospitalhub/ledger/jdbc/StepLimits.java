package org.hospitalhub.ledger.jdbc;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.Step;
import org.hospitalhub.ledger.lifecycle.OperationCatalog;
import org.hospitalhub.ledger.lifecycle.OrderRecord;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.pacing.Permit;
import org.hospitalhub.pacing.Permits;
import org.jspecify.annotations.Nullable;

/** The locked budgets of a lane, and which of them the step of an order costs requests of. */
final class StepLimits {

    private final OperationCatalog catalog;
    private final String lane;
    private final Map<String, Permits> permits;
    private final @Nullable Permits pacing;

    /**
     * Prepares counting.
     *
     * @param permits by the budget's name, of all budgets of the lane
     */
    StepLimits(OperationCatalog catalog, String lane, Map<String, Permits> permits) {
        this.catalog = catalog;
        this.lane = lane;
        this.permits = permits;
        Budget budget = catalog.budget(lane);
        this.pacing = budget == null ? null : permits.get(budget.name());
    }

    /** Returns the permits of the budget that paces the lane; null when nothing is counted. */
    @Nullable
    Permits pacing() {
        return pacing;
    }

    /** Returns whether steps of the lane may count for different budgets. */
    boolean several() {
        return permits.size() > 1;
    }

    /**
     * Asks all budgets of an order's step for their permits: all of them or none.
     *
     * @param waiting orders that are worth a request now
     */
    Permit ask(OrderRecord order, int waiting) {
        Step step = catalog.knownStep(order).orElse(null);
        if (step == null) {
            return new Permit.Granted();
        }
        for (Budget budget : catalog.budgets(lane, step)) {
            Permits one = of(budget);
            Permit permit = Objects.equals(one, pacing)
                    ? one.ask(urgent(order), urgent(order) ? 1 : waiting)
                    : one.askTogether(urgent(order), step.requests());
            if (permit instanceof Permit.Granted && step.question()) {
                permit = one.askQuestion();
            }
            if (permit instanceof Permit.Held) {
                return permit;
            }
        }
        return new Permit.Granted();
    }

    /** Returns what holds an order back whose step sends more requests than are free; null when nothing does. */
    Permit.@Nullable Held tooFew(OrderRecord order) {
        Step step = catalog.knownStep(order).orElse(null);
        if (step == null) {
            return null;
        }
        for (Budget budget : catalog.budgets(lane, step)) {
            if (of(budget).askTogether(urgent(order), step.requests()) instanceof Permit.Held held) {
                return held;
            }
        }
        return null;
    }

    /** Returns the budgets for which a step's requests count. */
    List<Budget> of(Step step) {
        return catalog.budgets(lane, step);
    }

    /** Returns how many requests one try of a step may send: as many as it declares, at most the share of each of its budgets. */
    int requests(OrderRecord order, Step step) {
        return of(step).stream()
                .filter(budget -> !budget.isInFlight())
                .mapToInt(budget -> of(budget).together(urgent(order), step.requests()))
                .min()
                .orElse(step.requests());
    }

    private Permits of(Budget budget) {
        return Objects.requireNonNull(permits.get(budget.name()));
    }

    private static boolean urgent(OrderRecord order) {
        return order.priority() == Priority.URGENT;
    }
}
