package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hospitalhub.sandbox.stub.Definition.Operation;
import org.hospitalhub.sandbox.stub.Definition.Step;
import org.jspecify.annotations.Nullable;

/**
 * Computes the bodies that a client should send for a payload by the definition's expressions (JSLT), with marks for values that
 * only the client knows.
 */
final class ExpectedBodies {

    /** Stands for a value that the stub cannot know; {@link BodyComparison} accepts any value for it and captures it. */
    static final String MARK = "\u27ea";

    static final String END = "\u27eb";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Function<String, @Nullable String> setting;
    private final Iterable<String> settings;
    private final Map<String, Expression> compiled = new LinkedHashMap<>();

    ExpectedBodies(Iterable<String> settings, Function<String, @Nullable String> setting) {
        this.settings = settings;
        this.setting = setting;
    }

    /** Returns the body that the step sends for the payload; empty when it has none or it cannot be computed. */
    Optional<JsonNode> body(Operation operation, Step step, JsonNode payload) {
        JsonNode body = step.node().path("body");
        if (body.isMissingNode()) {
            return Optional.empty();
        }
        if (body.isTextual() && body.textValue().equals("payload")) {
            return Optional.of(payload);
        }
        try {
            return Optional.of(mapped(body, payload, variables(operation, payload)));
        } catch (JsltException unusable) {
            return Optional.empty();
        }
    }

    /** Returns the value of an expression for an answer; null when it has none. */
    @Nullable
    String text(String expression, JsonNode answer, Operation operation, JsonNode payload) {
        try {
            JsonNode value = expression(expression).apply(variables(operation, payload), answer);
            return value.isValueNode() && !value.isNull() ? value.asText() : null;
        } catch (JsltException unusable) {
            return null;
        }
    }

    private JsonNode mapped(JsonNode mapping, JsonNode payload, Map<String, JsonNode> variables) {
        if (mapping.isTextual()) {
            return value(mapping.textValue(), payload, variables);
        }
        if (mapping.isObject() && mapping.size() == 1 && mapping.path("text").isTextual()) {
            return mapping.path("text");
        }
        if (mapping.isObject()) {
            ObjectNode object = NODES.objectNode();
            mapping.forEachEntry((name, one) -> object.set(name, mapped(one, payload, variables)));
            return object;
        }
        if (mapping.isArray()) {
            var array = NODES.arrayNode();
            mapping.forEach(one -> array.add(mapped(one, payload, variables)));
            return array;
        }
        return mapping;
    }

    private JsonNode value(String text, JsonNode payload, Map<String, JsonNode> variables) {
        try {
            return expression(text).apply(variables, payload);
        } catch (JsltException literal) {
            if (text.startsWith(".") || text.startsWith("$") || text.startsWith("[for")) {
                throw literal;
            }
            return NODES.textNode(text);
        }
    }

    private synchronized Expression expression(String text) {
        return compiled.computeIfAbsent(text, source -> new Parser(new StringReader(source))
                .withFunctions(StubFunctions.ALL)
                .compile());
    }

    private Map<String, JsonNode> variables(Operation operation, JsonNode payload) {
        ObjectNode order = NODES.objectNode().put("operation", operation.name());
        List.of("id", "key", "message-id").forEach(name -> order.put(name, mark("order." + name)));
        ObjectNode memory = NODES.objectNode();
        operation.memory().forEach(name -> memory.put(name, mark("memory." + name)));
        ObjectNode known = NODES.objectNode();
        settings.forEach(name -> known.put(name, setting.apply(name)));
        Map<String, JsonNode> variables = new LinkedHashMap<>();
        variables.put("order", order);
        variables.put("memory", memory);
        variables.put("settings", known);
        variables.put("payload", payload);
        variables.put("operation", constants(operation));
        variables.put("now", NODES.textNode(mark("now")));
        List.of("status", "headers", "captures", "next", "text")
                .forEach(name -> variables.put(name, NullNode.getInstance()));
        return variables;
    }

    private static JsonNode constants(Operation operation) {
        ObjectNode constants = NODES.objectNode();
        operation.node().forEachEntry((name, value) -> {
            if (value.isTextual()) {
                constants.set(name, value);
            }
        });
        operation.node().path("vars").forEachEntry(constants::set);
        return constants;
    }

    static String mark(String name) {
        return MARK + name + END;
    }
}
