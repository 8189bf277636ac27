package org.hospitalhub.service.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.service.PayloadValues;
import org.hospitalhub.service.definition.AnswerRule;
import org.hospitalhub.service.definition.Authentication;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.definition.OperationDefinition;
import org.hospitalhub.service.definition.ServiceDefinition;
import org.hospitalhub.service.definition.StepDefinition;
import org.jspecify.annotations.Nullable;

/** A compiled definition with its settings. Instances may be shared by threads. */
public final class ServiceProgram {

    private final ServiceDefinition definition;
    private final SettingValues settings;
    private final Map<String, StepProgram> steps = new LinkedHashMap<>();
    private final Map<String, OrderValues> values = new LinkedHashMap<>();
    private final List<DefinitionFault> faults = new ArrayList<>();
    private final ServiceLimits limits;

    /**
     * Compiles a definition that names beans.
     *
     * @param beans computations of values from payloads, by name
     */
    public ServiceProgram(
            ServiceDefinition definition, SettingValues settings, Map<String, ? extends PayloadValues> beans) {
        this.definition = definition;
        this.settings = settings;
        this.limits = new ServiceLimits(definition, settings, faults);
        for (OperationDefinition operation : definition.operations().values()) {
            values(operation, beans);
            operation.steps().values().forEach(step -> compile(operation, step));
            StepDefinition own = operation.steps().get(StatusUpdates.STEP);
            if (own != null && sendsUpdates()) {
                faults.add(new DefinitionFault(
                        own.place(),
                        "The step tell is the hub's own where tell: on-change is used: name it otherwise."));
            }
        }
    }

    private void values(OperationDefinition operation, Map<String, ? extends PayloadValues> beans) {
        try {
            values.put(operation.name(), new OrderValues(operation, beans, settings.tree()));
        } catch (RuntimeException wrong) {
            faults.add(new DefinitionFault(
                    operation.values().place(), "The values cannot be made: " + wrong.getMessage()));
        }
    }

    /** Returns the computation of an operation's values. */
    OrderValues values(String operation) {
        return Objects.requireNonNull(values.get(operation), operation);
    }

    private void compile(OperationDefinition operation, StepDefinition step) {
        Door door = definition.doors().get(step.door());
        if (door == null) {
            faults.add(new DefinitionFault(step.place(), "There is no door " + step.door() + "."));
            return;
        }
        List<AnswerRule> table = new ArrayList<>(step.answer());
        table.addAll(definition.errors());
        table.stream()
                .filter(rule -> !rule.isOutcome() && !operation.steps().containsKey(rule.then()))
                .forEach(rule -> faults.add(new DefinitionFault(
                        rule.place(),
                        "then: " + rule.then() + " is no outcome and no step of " + operation.name() + ".")));
        if (step.unsure() instanceof StepDefinition.Unsure.LookUp lookUp
                && !operation.steps().containsKey(lookUp.step())) {
            faults.add(new DefinitionFault(
                    step.place(), "unsure names the step " + lookUp.step() + ", which is not there."));
        }
        try {
            StepProgram program =
                    new StepProgram(operation, step, door, definition.errors(), settings, values(operation.name()));
            steps.put(key(operation.name(), step.name()), program);
        } catch (RuntimeException wrong) {
            faults.add(new DefinitionFault(
                    step.place(), "The step " + step.name() + " cannot be used: " + wrong.getMessage()));
        }
    }

    private static String key(String operation, String step) {
        return operation + "/" + step;
    }

    /** Returns the errors that keep it from being run. */
    public List<DefinitionFault> faults() {
        return List.copyOf(faults);
    }

    /** Returns the definition. */
    public ServiceDefinition definition() {
        return definition;
    }

    /** Returns the values of its settings. */
    public SettingValues settings() {
        return settings;
    }

    StepProgram step(String operation, String step) {
        StepProgram program = steps.get(key(operation, step));
        if (program == null) {
            throw new IllegalArgumentException(operation + " has no step " + step);
        }
        return program;
    }

    Collection<StepProgram> steps() {
        return steps.values();
    }

    /** Returns the names of all steps of all operations, each once. */
    public Set<String> stepNames() {
        Set<String> names = new LinkedHashSet<>();
        steps.values().forEach(step -> names.add(step.step().name()));
        return names;
    }

    /** Returns the files of own routes for the steps of this name. */
    public List<String> routes(String step) {
        return steps.values().stream()
                .filter(one -> one.step().name().equals(step))
                .flatMap(one -> Stream.ofNullable(one.step().route()))
                .distinct()
                .toList();
    }

    static boolean sendsUpdates(OperationDefinition operation) {
        return operation.steps().values().stream().anyMatch(StepDefinition::tellOnChange);
    }

    /** Returns whether senders get status updates, by the hub's own step {@code tell}. */
    public boolean sendsUpdates() {
        return definition.operations().values().stream().anyMatch(ServiceProgram::sendsUpdates);
    }

    /** Returns whether a step signs in any operation. */
    public boolean signs(String step) {
        return steps.values().stream().anyMatch(one -> one.step().name().equals(step) && one.signing() != null);
    }

    /** Returns its budgets in the ledger; an unlimited one when there is no limit. */
    public List<Budget> budgets() {
        return limits.budgets();
    }

    /** Returns the budget by which its requests are spread, the one with the shortest window; an unlimited one when there is no limit. */
    public Budget budget() {
        return limits.pacing();
    }

    /** Returns the most calls in flight from one node, empty for any number. */
    String inFlight() {
        return limits.inFlight();
    }

    /** Returns the names of the budgets for which a step's requests count. */
    List<String> budgets(String step) {
        return limits.of(step);
    }

    /** Returns the log-in that a step's requests need: empty when all steps need the same one; null for none. */
    @Nullable
    String logIn(StepProgram step) {
        if (!fetchesTokens(step.door())) {
            return null;
        }
        boolean only = steps.values().stream()
                .filter(other -> !other.step().isSilent())
                .allMatch(other -> other.door().name().equals(step.door().name()));
        return only ? "" : "log-in " + step.door().name();
    }

    private static boolean fetchesTokens(Door door) {
        return door.auth() instanceof Authentication.OAuth2
                || door.auth() instanceof Authentication.ChallengeSignToken
                || door.auth() instanceof Authentication.Session;
    }

    /** Returns how old a permit may be when its request is sent, null for any age. */
    @Nullable
    Duration permitValid() {
        return limits.permitValid();
    }
}
