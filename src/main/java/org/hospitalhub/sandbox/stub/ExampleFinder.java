package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hospitalhub.sandbox.Call;
import org.hospitalhub.sandbox.stub.Definition.Example;
import org.hospitalhub.sandbox.stub.Definition.Operation;
import org.hospitalhub.sandbox.stub.Definition.Step;
import org.jspecify.annotations.Nullable;

/** Finds the step and the example that a call belongs to. */
final class ExampleFinder {

    private static final String VALUES = "values.";

    private final Definition definition;
    private final ExpectedBodies expected;
    private final Orders orders;

    /** A step whose method and address fit a call. */
    record Candidate(Operation operation, Step step, Map<String, List<String>> variables) {
        boolean first() {
            return step.name().equals(operation.first().name());
        }

        /** Returns the values that only the client knows: the order's id and remembered values. */
        Map<String, String> known() {
            Map<String, String> known = new LinkedHashMap<>();
            variables.forEach((name, values) -> {
                if (name.startsWith("order.") || name.startsWith("memory.")) {
                    known.put(name, String.join(",", values));
                }
            });
            return known;
        }
    }

    /**
     * The example of a call.
     *
     * @param order earlier submission to which the call belongs
     * @param exact whether the body is also that of the example
     * @param known order's id and remembered values in the call
     */
    record Found(
            Operation operation,
            Step step,
            Example example,
            Orders.@Nullable Taken order,
            boolean exact,
            Map<String, String> known) {}

    ExampleFinder(Definition definition, ExpectedBodies expected, Orders orders) {
        this.definition = definition;
        this.expected = expected;
        this.orders = orders;
    }

    /** Returns the steps that match method and address, the most specific address first. */
    List<Candidate> candidates(String method, String path, String query) {
        List<Candidate> found = new ArrayList<>();
        for (Operation operation : definition.operations()) {
            for (Step step : operation.steps()) {
                if (step.method().equals(method)) {
                    step.address()
                            .match(path, query)
                            .ifPresent(variables -> found.add(new Candidate(operation, step, variables)));
                }
            }
        }
        found.sort(Comparator.comparingInt((Candidate one) -> one.step.address().literals())
                .reversed());
        return found;
    }

    Optional<Found> find(List<Candidate> candidates, Call call) throws SignedContent.Wrong {
        @Nullable Found nearest = null;
        for (Candidate candidate : candidates) {
            Map<String, String> known = candidate.known();
            if (!known.isEmpty()) {
                Optional<Orders.Taken> order = orders.find(candidate.operation, null, known);
                if (order.isPresent()) {
                    return Optional.of(found(candidate, order.get().example, order.get(), true, known));
                }
                continue;
            }
            for (Example example : ordered(candidate.operation)) {
                Found found = compared(candidate, example, call);
                if (found != null && found.exact) {
                    return Optional.of(found);
                }
                nearest = nearest == null ? found : nearest;
            }
        }
        return Optional.ofNullable(nearest);
    }

    private static Found found(
            Candidate candidate,
            Example example,
            Orders.@Nullable Taken order,
            boolean exact,
            Map<String, String> known) {
        return new Found(candidate.operation, candidate.step, example, order, exact, known);
    }

    /** Returns the examples, those that complete first: they answer unknown bodies. */
    private static List<Example> ordered(Operation operation) {
        return operation.examples().stream()
                .sorted(Comparator.comparing(example -> !example.completes()))
                .toList();
    }

    private @Nullable Found compared(Candidate candidate, Example example, Call call) throws SignedContent.Wrong {
        if (!addressFits(candidate, example)) {
            return null;
        }
        BodyComparison likeness = new BodyComparison();
        headers(candidate.step, call, likeness);
        boolean exact = bodyFits(candidate, example, call, likeness);
        Map<String, String> known = likeness.taken();
        if (candidate.first()) {
            return found(candidate, example, null, exact, known);
        }
        // A later step belongs to an order that was submitted before.
        Optional<Orders.Taken> order = orders.find(candidate.operation, exact ? example : null, known);
        return order.map(taken -> found(candidate, taken.example, taken, exact, known))
                .orElse(null);
    }

    private boolean addressFits(Candidate candidate, Example example) {
        return candidate.variables.entrySet().stream().allMatch(one -> {
            if (one.getKey().startsWith(VALUES)) {
                String computed = computed(candidate.operation, one.getKey(), example);
                return computed == null || computed.equals(String.join(",", one.getValue()));
            }
            JsonNode value = at(example.payload(), one.getKey());
            if (value.isArray()) {
                List<String> texts = new ArrayList<>();
                value.forEach(element -> texts.add(element.asText()));
                return texts.equals(one.getValue()) || String.join(",", texts).equals(String.join(",", one.getValue()));
            }
            return new BodyComparison().text(value.asText(), String.join(",", one.getValue()));
        });
    }

    /** Returns a value that the client computes from the payload; null when only the client can. */
    private @Nullable String computed(Operation operation, String name, Example example) {
        JsonNode expression = operation.node().path("values").path(name.substring(VALUES.length()));
        return expression.isTextual()
                ? expected.text(expression.textValue(), example.payload(), operation, example.payload())
                : null;
    }

    private static JsonNode at(JsonNode payload, String dotted) {
        JsonNode at = payload;
        for (String name : dotted.split("\\.")) {
            at = at.path(name);
        }
        return at;
    }

    private static void headers(Step step, Call call, BodyComparison likeness) {
        for (JsonNode headers :
                List.of(step.door().node().path("headers"), step.node().path("headers"))) {
            headers.forEachEntry((name, template) -> {
                String marked = template.asText()
                        .replace("{order.id}", ExpectedBodies.mark(Orders.ORDER_ID))
                        .replace("{order.message-id}", ExpectedBodies.mark("order.message-id"));
                if (!marked.equals(template.asText())) {
                    call.header(name).ifPresent(value -> likeness.text(marked, value));
                }
            });
        }
    }

    private boolean bodyFits(Candidate candidate, Example example, Call call, BodyComparison likeness)
            throws SignedContent.Wrong {
        Step step = candidate.step;
        JsonNode sign = step.node().path("sign");
        if (sign.path("scheme").asText().equals("jwt") && sign.has("header")) {
            String token = call.header(sign.path("header").asText()).orElse("");
            SignedContent.of(sign, "", "text/plain", token.getBytes(StandardCharsets.US_ASCII));
        }
        Optional<JsonNode> wanted = expected.body(candidate.operation, step, example.payload());
        if (wanted.isEmpty()) {
            return true;
        }
        String media = sameKind(call.header("Content-Type").orElse(step.media()), step.media());
        try {
            if (!sign.isObject() || sign.has("header")) {
                return likeness.alike(wanted.get(), Tree.read(media, call.body()));
            }
            String into = sign.path("into").asText("");
            String field = into.startsWith("{")
                    ? at(example.payload(), into.substring(1, into.length() - 1))
                            .asText()
                    : into;
            boolean beside = sign.path("detached").asBoolean()
                    || !sign.path("of").asText("body").equals("body");
            if (beside) {
                return field.isEmpty()
                        || besideFits(wanted.get(), Tree.read(media, call.body()), field, sign, likeness);
            }
            String content = Tree.type(media).equals("multipart/form-data") ? "application/json" : step.media();
            return likeness.alike(wanted.get(), Tree.read(content, SignedContent.of(sign, field, media, call.body())));
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Compares a body that has its signature, or the signature of something else, in a field of its own. */
    private static boolean besideFits(
            JsonNode wanted, JsonNode body, String field, JsonNode sign, BodyComparison likeness)
            throws SignedContent.Wrong {
        if (!(body instanceof ObjectNode sent) || sent.remove(field) == null) {
            throw new SignedContent.Wrong("the body has no field " + field);
        }
        sign.path("with").fieldNames().forEachRemaining(sent::remove);
        return likeness.alike(wanted, sent);
    }

    /** Returns the media type of a body: the client's when it only adds a charset, else the definition's. */
    private static String sameKind(String sent, String declared) {
        return Tree.type(sent).equals(Tree.type(declared)) ? sent : declared;
    }
}
