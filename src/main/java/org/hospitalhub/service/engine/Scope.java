package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.StoredJson;
import org.hospitalhub.service.expression.Expression;
import org.hospitalhub.service.expression.WrongExpressionException;
import org.jspecify.annotations.Nullable;

/** The variables of the expressions and texts of one step; each value is computed when it is first used. Not thread-safe. */
final class Scope {

    private static final Set<String> OF_THE_ORDER =
            Set.of("payload", "memory", "order", "operation", "result", "values", "next");
    /** Keeps numbers exactly as received. */
    private static final ObjectMapper JSON = JsonMapper.builder(StoredJson.factory())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final @Nullable ClaimedStep work;
    private final ObjectNode settings;
    private final Map<String, String> words;
    private final Instant now;
    private final @Nullable Answer answer;
    private final @Nullable JsonNode body;
    private final Map<String, JsonNode> made = new HashMap<>();
    private final ObjectNode captures = JsonNodeFactory.instance.objectNode();
    private int message;
    private @Nullable String unevaluated;

    /**
     * Creates the scope.
     *
     * @param work claimed step, null for a log-in, which belongs to no order
     * @param words constants of the operation ({@code words})
     * @param answer answer, null before the request
     * @param body tree of the answer's body, null before the request
     */
    Scope(
            @Nullable ClaimedStep work,
            ObjectNode settings,
            Map<String, String> words,
            Instant now,
            @Nullable Answer answer,
            @Nullable JsonNode body) {
        this.work = work;
        this.settings = settings;
        this.words = words;
        this.now = now;
        this.answer = answer;
        this.body = body;
    }

    /** Returns this scope with another tree as the answer's body. */
    Scope with(JsonNode tree) {
        Scope other = new Scope(work, settings, words, now, answer, tree);
        other.made.putAll(made);
        other.captures.setAll(captures);
        other.message = message;
        return other;
    }

    ClaimedStep work() {
        return Objects.requireNonNull(work);
    }

    Instant now() {
        return now;
    }

    /** Returns the value of {@code .}: the answer's body, or the payload before there is an answer. */
    JsonNode input() {
        JsonNode input = answer == null ? variable("payload") : body;
        return input == null || input.isMissingNode() ? NullNode.getInstance() : input;
    }

    ObjectNode captures() {
        return captures;
    }

    /** Sets which message of its step is sent: the same number for a repeat, another one for each poll. */
    void message(int number) {
        message = number;
    }

    /** Returns a UUID that belongs to the message, so that a repeat has the same one on every node. */
    String messageId() {
        String name = work().order().id() + " " + work().step() + " " + message;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** Adds a variable. */
    void put(String name, JsonNode value) {
        made.put(name, value);
    }

    JsonNode variable(String name) {
        if (name.equals("captures")) {
            return captures;
        }
        return made.computeIfAbsent(name, this::make);
    }

    private JsonNode make(String name) {
        if (work == null && OF_THE_ORDER.contains(name)) {
            return NullNode.getInstance();
        }
        return switch (name) {
            case "payload" -> payload();
            case "memory" -> work().memory();
            case "settings" -> settings;
            case "order" ->
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", work().order().id())
                        .put("message-id", messageId())
                        .put("operation", work().order().operation())
                        .put("key", work().order().key());
            case "operation" -> operation();
            case "status" ->
                answer == null ? NullNode.getInstance() : JsonNodeFactory.instance.numberNode(answer.status());
            case "headers" -> headers();
            case "now" -> JsonNodeFactory.instance.textNode(now.toString());
            case "next" ->
                Paging.next(work().step(), work())
                        .<JsonNode>map(JsonNodeFactory.instance::textNode)
                        .orElse(NullNode.getInstance());
            case "result" -> Objects.requireNonNullElse(work().result(), NullNode.getInstance());
            default -> NullNode.getInstance();
        };
    }

    private JsonNode payload() {
        try {
            return JSON.readTree(work().payload());
        } catch (IOException noJson) {
            // Anything made without it would be sent in its place.
            throw new IllegalStateException("the stored payload cannot be read as JSON", noJson);
        }
    }

    private JsonNode operation() {
        ObjectNode operation = JsonNodeFactory.instance.objectNode();
        words.forEach(operation::put);
        return operation.put("name", work().order().operation());
    }

    private JsonNode headers() {
        ObjectNode headers = JsonNodeFactory.instance.objectNode();
        if (answer != null) {
            answer.headers().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        }
        return headers;
    }

    /** Returns the value of an expression; null when it cannot be evaluated for this input. */
    JsonNode value(Expression expression) {
        return value(expression, input());
    }

    /** Returns the value of an expression for another input. */
    JsonNode value(Expression expression, JsonNode input) {
        try {
            return expression.apply(input, variables(expression.variables()));
        } catch (WrongExpressionException otherShape) {
            return NullNode.getInstance();
        }
    }

    /** Returns the value of a tree's expression; null when it cannot be evaluated, which is then noted with its path. */
    JsonNode field(String path, Expression expression) {
        try {
            return expression.apply(input(), variables(expression.variables()));
        } catch (WrongExpressionException otherShape) {
            unevaluated(path + ": " + otherShape.getMessage());
            return NullNode.getInstance();
        }
    }

    /** Notes that an expression cannot be evaluated; the first one stays. */
    void unevaluated(@Nullable String fault) {
        unevaluated = unevaluated == null ? fault : unevaluated;
    }

    /**
     * Checks that the values of the operation could be computed.
     *
     * @throws WrongExpressionException when an expression cannot be evaluated; the message contains no value
     */
    void checkEvaluated() {
        String wrong = unevaluated;
        if (wrong != null) {
            throw new WrongExpressionException(wrong, 1, 1);
        }
    }

    /**
     * Returns a tree's value.
     *
     * @throws WrongExpressionException when one of its expressions cannot be evaluated; the message contains no value
     */
    JsonNode whole(Tree tree) {
        unevaluated = null;
        JsonNode value = tree.of(this);
        checkEvaluated();
        return value;
    }

    /** Returns the value of an expression; empty when it cannot be evaluated for this input. */
    Optional<JsonNode> found(Expression expression) {
        try {
            return Optional.of(expression.apply(input(), variables(expression.variables())));
        } catch (WrongExpressionException otherShape) {
            return Optional.empty();
        }
    }

    private Map<String, JsonNode> variables(Set<String> names) {
        if (names.isEmpty()) {
            return Map.of();
        }
        Map<String, JsonNode> variables = new HashMap<>();
        names.forEach(name -> variables.put(name, variable(name)));
        return variables;
    }

    /** Returns the value of a name in a text or an address: {@code order.id}, {@code memory.x}, a field of the payload. */
    @Nullable
    JsonNode named(String path) {
        int dot = path.indexOf('.');
        String root = dot < 0 ? path : path.substring(0, dot);
        boolean known = dot > 0
                && Set.of("order", "memory", "operation", "settings", "captures", "values")
                        .contains(root);
        JsonNode found = known ? variable(root) : variable("payload");
        String rest = known ? path.substring(dot + 1) : path;
        for (String part : rest.split("[.]")) {
            found = found.path(part);
        }
        return found.isMissingNode() || found.isNull() ? null : found;
    }
}
