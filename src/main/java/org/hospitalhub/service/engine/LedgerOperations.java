package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Step;
import org.hospitalhub.ledger.StoredJson;
import org.hospitalhub.ledger.Subject;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.service.definition.Authentication;
import org.hospitalhub.service.definition.OperationDefinition;
import org.hospitalhub.service.definition.StepDefinition;
import org.hospitalhub.service.definition.StepDefinition.Unsure;
import org.hospitalhub.service.definition.YamlValue;
import org.hospitalhub.service.expression.Expression;
import org.hospitalhub.service.expression.WrongExpressionException;
import org.jspecify.annotations.Nullable;

/** Creates the ledger's operations from a definition. */
public final class LedgerOperations {

    private static final ObjectMapper JSON = new JsonMapper(StoredJson.factory());
    private static final Duration DAY = Duration.ofHours(24);

    private final ServiceProgram program;
    private final Function<OperationDefinition, Operation.Check> checks;
    private final Function<String, @Nullable Wording> off;
    private final Map<String, ? extends Operation.Subjects> beans;

    /**
     * Creates the factory.
     *
     * @param checks returns the payload check of an operation
     * @param off returns why an operation is off, null when it is on
     * @param beans that find subjects, by name
     */
    public LedgerOperations(
            ServiceProgram program,
            Function<OperationDefinition, Operation.Check> checks,
            Function<String, @Nullable Wording> off,
            Map<String, ? extends Operation.Subjects> beans) {
        this.beans = beans;
        this.program = program;
        this.checks = checks;
        this.off = off;
    }

    /** Returns all operations, in the order of the definition. */
    public List<Operation> all() {
        return program.definition().operations().values().stream()
                .map(this::operation)
                .toList();
    }

    private Operation operation(OperationDefinition operation) {
        List<Step> steps = new ArrayList<>();
        steps.add(step(operation, operation.start()));
        operation.steps().keySet().stream()
                .filter(name -> !name.equals(operation.start()))
                .forEach(name -> steps.add(step(operation, name)));
        if (ServiceProgram.sendsUpdates(operation)) {
            steps.add(new Step(
                    StatusUpdates.STEP,
                    null,
                    false,
                    Duration.ofSeconds(5),
                    new Step.Unsure.Repeat(),
                    Duration.ofHours(24)));
        }
        OperationDefinition.Reuse reuse = operation.reuse();
        return new Operation(
                operation.name(),
                program.definition().name(),
                List.copyOf(steps),
                checks.apply(operation),
                columns(operation),
                reuse == null ? Duration.ZERO : program.settings().time(reuse.lasts(), Duration.ZERO),
                off.apply(operation.name()),
                subjects(operation),
                identities(operation));
    }

    private Step step(OperationDefinition operation, String name) {
        OrderValues values = program.values(operation.name());
        StepProgram compiled = program.step(operation.name(), name);
        StepDefinition step = compiled.step();
        Duration retryFor = program.settings().time(step.retryFor(), DAY);
        if (step.isSilent()) {
            return new Step(name, null, false, Duration.ZERO, unsure(operation, step.unsure(), values), retryFor);
        }
        List<String> budgets = program.budgets(name);
        return new Step(
                name,
                budgets.isEmpty() ? null : budgets.get(0),
                requests(compiled),
                compiled.polls(),
                pause(compiled),
                unsure(operation, step.unsure(), values),
                retryFor,
                !step.isSafe(),
                budgets.isEmpty() ? List.of() : budgets.subList(1, budgets.size()),
                program.logIn(compiled),
                compiled.polls() && compiled.pause().learn());
    }

    /** HTTP Digest asks for the challenge by a request of its own, unless the last one still holds. */
    private int requests(StepProgram step) {
        int most = step.step().requests();
        boolean room = program.budgets().stream().allMatch(limit -> limit.isUnlimited() || limit.limit() > 1);
        return room && step.door().auth() instanceof Authentication.Digest ? Math.max(most, 2) : most;
    }

    private static Duration pause(StepProgram step) {
        return step.polls() ? step.pause().least() : Duration.ZERO;
    }

    private Step.Unsure unsure(OperationDefinition operation, Unsure unsure, OrderValues values) {
        if (unsure instanceof Unsure.Repeat) {
            return new Step.Unsure.Repeat();
        }
        if (unsure instanceof Unsure.RepeatOnce once) {
            return new Step.Unsure.RepeatOnce(program.settings().time(once.pause(), Duration.ofMinutes(1)));
        }
        if (unsure instanceof Unsure.LookUp lookUp) {
            return new Step.Unsure.LookUp(lookUp.step(), pause(program.step(operation.name(), lookUp.step())));
        }
        if (unsure instanceof Unsure.RepeatIf repeatIf) {
            Expression condition = Expression.compile(repeatIf.condition());
            return new Step.Unsure.RepeatIf(payload -> Expression.isTrue(value(condition, values, read(payload))));
        }
        return new Step.Unsure.Park();
    }

    private static List<String> columns(OperationDefinition operation) {
        if (!operation.columns().isEmpty()) {
            return operation.columns();
        }
        Set<String> names = new LinkedHashSet<>();
        operation.steps().values().stream()
                .flatMap(step -> step.answer().stream())
                .filter(rule -> rule.then().equals("done"))
                .forEach(rule -> {
                    if (rule.result() instanceof YamlValue.Mapping mapping) {
                        names.addAll(mapping.fields().keySet());
                    }
                });
        return List.copyOf(names);
    }

    private Operation.Subjects subjects(OperationDefinition operation) {
        List<Function<JsonNode, Optional<Subject>>> finders = new ArrayList<>();
        List<Operation.Subjects> finding = new ArrayList<>();
        for (OperationDefinition.Subject subject : operation.subjects()) {
            if (subject.bean() != null) {
                Optional.ofNullable(beans.get(subject.bean())).ifPresent(finding::add);
                continue;
            }
            List<Expression> expressions = (subject.number() == null ? subject.person() : List.of(subject.number()))
                    .stream().map(Expression::compile).toList();
            finders.add(payload -> {
                List<String> texts = expressions.stream()
                        .map(expression -> text(value(expression, payload)))
                        .toList();
                return texts.size() == 1 ? Subject.number(texts.get(0)) : Subject.person(texts.get(0), texts.get(1));
            });
        }
        return payload -> {
            Set<Subject> found = new LinkedHashSet<>();
            finders.forEach(finder -> finder.apply(payload).ifPresent(found::add));
            finding.forEach(finder -> found.addAll(finder.of(payload)));
            return found;
        };
    }

    private Operation.Identities identities(OperationDefinition operation) {
        if (operation.identity() == null) {
            return Operation.Identities.ONE;
        }
        OrderValues values = program.values(operation.name());
        Expression identity = Expression.compile(operation.identity());
        Expression right = operation.right() == null ? null : Expression.compile(operation.right());
        return stored -> {
            JsonNode payload = read(stored);
            return new Operation.Identity(
                    text(value(identity, values, payload)), right == null ? "" : text(value(right, values, payload)));
        };
    }

    private static JsonNode read(byte[] payload) {
        try {
            return JSON.readTree(payload);
        } catch (IOException noJson) {
            return NullNode.getInstance();
        }
    }

    private static JsonNode value(Expression expression, JsonNode payload) {
        try {
            return expression.apply(payload, Map.of("payload", payload));
        } catch (WrongExpressionException otherShape) {
            return NullNode.getInstance();
        }
    }

    private static JsonNode value(Expression expression, OrderValues values, JsonNode payload) {
        try {
            return expression.apply(payload, values.variables(payload));
        } catch (WrongExpressionException otherShape) {
            return NullNode.getInstance();
        }
    }

    private static String text(JsonNode value) {
        return value.isValueNode() && !value.isNull() ? value.asText() : "";
    }
}
