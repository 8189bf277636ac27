package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hospitalhub.service.PayloadValues;
import org.hospitalhub.service.definition.OperationDefinition;
import org.hospitalhub.service.expression.Expression;
import org.hospitalhub.service.expression.WrongExpressionException;
import org.jspecify.annotations.Nullable;

/** Computes the values of an operation from a payload, by a bean or by expressions. Instances may be shared by threads. */
final class OrderValues {

    private final @Nullable PayloadValues bean;
    private final Map<String, Expression> expressions = new LinkedHashMap<>();
    private final ObjectNode settings;

    OrderValues(OperationDefinition operation, Map<String, ? extends PayloadValues> beans, ObjectNode settings) {
        String name = operation.values().bean();
        this.bean = name == null ? null : beans.get(name);
        this.settings = settings;
        operation.values().expressions().forEach((key, text) -> expressions.put(key, Expression.compile(text)));
    }

    /**
     * The values of a payload.
     *
     * @param fault which expression cannot be evaluated, without a value; null when all can
     */
    record Computed(ObjectNode values, @Nullable String fault) {}

    /** Returns the values, without those that an expression cannot compute. */
    Computed compute(JsonNode payload) {
        if (bean != null) {
            return new Computed(bean.of(payload), null);
        }
        List<String> faults = new ArrayList<>();
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        Map<String, JsonNode> variables = Map.of("payload", payload, "settings", settings);
        expressions.forEach((name, expression) -> {
            try {
                values.set(name, expression.apply(payload, variables));
            } catch (WrongExpressionException otherShape) {
                values.putNull(name);
                faults.add("values." + name + ": " + otherShape.getMessage());
            }
        });
        return new Computed(values, faults.isEmpty() ? null : faults.get(0));
    }

    /** Returns the variables of expressions over a payload. */
    Map<String, JsonNode> variables(JsonNode payload) {
        return Map.of(
                "payload",
                payload,
                "settings",
                settings,
                "values",
                compute(payload).values());
    }
}
