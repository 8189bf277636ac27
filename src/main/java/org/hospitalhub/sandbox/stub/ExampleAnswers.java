package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hospitalhub.sandbox.Reply;
import org.hospitalhub.sandbox.stub.Definition.Example;
import org.hospitalhub.sandbox.stub.Definition.Operation;
import org.hospitalhub.sandbox.stub.Definition.Step;
import org.hospitalhub.sandbox.stub.ExampleFinder.Found;
import org.jspecify.annotations.Nullable;

/** Creates the answers of an example, in their order and with new ids for every submission. */
final class ExampleAnswers {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    /** The beginning of an id of the order, {@code {order.id:20}}. */
    private static final Pattern BEGINNING = Pattern.compile("\\{(order\\.[a-z-]+):([0-9]{1,2})}");

    private final Orders orders;
    private final RememberedIds remembered;
    private final Map<String, Integer> asked = new HashMap<>();

    ExampleAnswers(Orders orders, RememberedIds remembered) {
        this.orders = orders;
        this.remembered = remembered;
    }

    /** Returns the answer to a call of an example; records a submission that is not refused. */
    Reply answer(Found found, Instant now, Behaviour behaviour) {
        Answered source = source(found);
        if (source == null) {
            return Reply.text(
                    501,
                    "No example of " + found.operation().name() + " says what the step "
                            + found.step().name() + " answers.");
        }
        Orders.@Nullable Taken order = found.order();
        JsonNode answer = next(found, source.answers, now, behaviour);
        Map<String, String> ids = remembered.of(found.operation(), found.step(), source.example, answer);
        boolean submission =
                found.step().name().equals(found.operation().first().name())
                        && found.operation().steps().size() > 1;
        if (submission && answer.path("status").asInt(200) < 400) {
            order = orders.take(
                    found.operation(), found.example(), now, found.known().get(Orders.ORDER_ID));
        }
        Map<String, String> replaced = order == null ? new LinkedHashMap<>() : replaced(order, ids, answer);
        found.known().forEach((name, value) -> {
            if (name.startsWith("order.")) {
                replaced.putIfAbsent("{" + name + "}", value);
            }
        });
        return written(found.step(), answer, replaced);
    }

    /** Returns the answer for an unknown id. */
    Reply unknown(Operation operation, Step step) {
        JsonNode answer = operation.unknown();
        return answer.isMissingNode() ? Reply.empty(404) : written(step, answer, Map.of());
    }

    void clear() {
        asked.clear();
    }

    private record Answered(Example example, List<JsonNode> answers) {}

    /** Returns the example's own answers, else those of another example of the operation. */
    private static @Nullable Answered source(Found found) {
        List<JsonNode> own = found.example().answers(found.step());
        if (!own.isEmpty()) {
            return new Answered(found.example(), own);
        }
        return found.operation().examples().stream()
                .filter(example -> !example.answers(found.step()).isEmpty())
                .findFirst()
                .map(example -> new Answered(example, example.answers(found.step())))
                .orElse(null);
    }

    private JsonNode next(Found found, List<JsonNode> answers, Instant now, Behaviour behaviour) {
        Orders.@Nullable Taken order = found.order();
        if (order == null) {
            String key = found.operation().name() + " " + found.step().name() + " "
                    + found.example().name();
            return answers.get((asked.merge(key, 1, Integer::sum) - 1) % answers.size());
        }
        if (found.step().polls() && answers.size() > 1) {
            boolean pending =
                    order.pending < behaviour.pending() || now.isBefore(order.at.plus(behaviour.pendingFor()));
            if (pending) {
                order.pending++;
                return answers.get(0);
            }
            // The pending answers were sent; the next one follows.
            int served = order.served.merge(found.step().name(), 1, Integer::sum);
            return answers.get(Math.min(served, answers.size() - 1));
        }
        int served = order.served.merge(found.step().name(), 1, Integer::sum);
        return answers.get(Math.min(served - 1, answers.size() - 1));
    }

    /** Returns the texts of the example's answer that are replaced by those of this order. */
    private Map<String, String> replaced(Orders.Taken order, Map<String, String> ids, JsonNode answer) {
        Map<String, String> replaced = new LinkedHashMap<>();
        if (order.orderId != null) {
            replaced.put("{" + Orders.ORDER_ID + "}", order.orderId);
        }
        String whole = answer.toString();
        ids.forEach((name, value) -> {
            if (value.length() > 1 && whole.contains(value)) {
                String own = order.memory.computeIfAbsent(name, unused -> orders.fresh(value));
                replaced.put(value, own);
            } else {
                order.memory.putIfAbsent(name, value);
            }
        });
        // Later answers contain the example's ids, too.
        order.operation.steps().forEach(step -> order.example.answers(step).forEach(other -> remembered
                .of(order.operation, step, order.example, other)
                .forEach((name, value) -> {
                    if (order.memory.containsKey(name) && value.length() > 1) {
                        replaced.putIfAbsent(value, order.memory.getOrDefault(name, value));
                    }
                })));
        return replaced;
    }

    private static Reply written(Step step, JsonNode answer, Map<String, String> replaced) {
        Map<String, String> headers = new LinkedHashMap<>();
        answer.path("headers").forEachEntry((name, value) -> headers.put(name, text(value.asText(), replaced)));
        String media = RememberedIds.header(answer, "Content-Type");
        byte[] body = Tree.write(media.isEmpty() ? step.answerMedia() : media, tree(answer.path("body"), replaced));
        if (media.isEmpty() && body.length > 0) {
            headers.put(
                    "Content-Type",
                    step.answerMedia().contains("charset")
                            ? step.answerMedia()
                            : step.answerMedia() + ";charset=utf-8");
        }
        return new Reply(answer.path("status").asInt(200), headers, body);
    }

    private static JsonNode tree(JsonNode node, Map<String, String> replaced) {
        if (node.isTextual()) {
            return NODES.textNode(text(node.textValue(), replaced));
        }
        if (node.isObject()) {
            ObjectNode object = NODES.objectNode();
            node.forEachEntry((name, value) -> object.set(name, tree(value, replaced)));
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = NODES.arrayNode();
            node.forEach(one -> array.add(tree(one, replaced)));
            return array;
        }
        return node;
    }

    private static String text(String text, Map<String, String> replaced) {
        String result = BEGINNING.matcher(text).replaceAll(found -> {
            String whole = replaced.get("{" + found.group(1) + "}");
            return Matcher.quoteReplacement(
                    whole == null
                            ? found.group()
                            : whole.substring(0, Math.min(whole.length(), Integer.parseInt(found.group(2)))));
        });
        for (Map.Entry<String, String> one : replaced.entrySet()) {
            result = result.replace(one.getKey(), one.getValue());
        }
        return result;
    }
}
