package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hospitalhub.sandbox.stub.Definition.Example;
import org.hospitalhub.sandbox.stub.Definition.Operation;
import org.hospitalhub.sandbox.stub.Definition.Step;
import org.jspecify.annotations.Nullable;

/** Finds the ids that the client will remember from an example's answer. */
final class RememberedIds {

    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private final ExpectedBodies expected;

    RememberedIds(ExpectedBodies expected) {
        this.expected = expected;
    }

    /** Returns the remembered values, by name, of the first rule whose values are all in the answer. */
    Map<String, String> of(Operation operation, Step step, Example example, JsonNode answer) {
        for (JsonNode rule : step.node().path("answer")) {
            Optional<Map<String, String>> found = rule(rule, operation, example, answer);
            if (found.isPresent()) {
                return found.get();
            }
        }
        return Map.of();
    }

    private Optional<Map<String, String>> rule(JsonNode rule, Operation operation, Example example, JsonNode answer) {
        JsonNode when = rule.path("when");
        if (!rule.path("remember").isObject()
                || !statusFits(when.path("status"), answer.path("status").asInt(200))) {
            return Optional.empty();
        }
        Map<String, String> captures = new LinkedHashMap<>();
        when.forEachEntry((name, pattern) -> {
            if (name.startsWith("header.")) {
                captures.putAll(captured(pattern.asText(), header(answer, name.substring("header.".length()))));
            }
        });
        found(when.path("find-id"), answer, operation).ifPresent(id -> captures.put("id", id));
        Map<String, String> values = new LinkedHashMap<>();
        for (var one : rule.path("remember").properties()) {
            String expression = one.getValue().asText();
            String value = captures.containsKey(expression)
                    ? captures.get(expression)
                    : expected.text(expression, answer.path("body"), operation, example.payload());
            if (value == null || value.contains(ExpectedBodies.MARK)) {
                return Optional.empty();
            }
            values.put(one.getKey(), value);
        }
        return Optional.of(values);
    }

    static boolean statusFits(JsonNode wanted, int status) {
        if (wanted.isMissingNode()) {
            return true;
        }
        if (wanted.isArray()) {
            for (JsonNode one : wanted) {
                if (statusFits(one, status)) {
                    return true;
                }
            }
            return false;
        }
        String text = wanted.asText();
        if (text.contains("-")) {
            String[] range = text.split("-");
            return status >= Integer.parseInt(range[0].strip()) && status <= Integer.parseInt(range[1].strip());
        }
        return String.valueOf(status).matches(text.replace("x", "[0-9]"));
    }

    private static Map<String, String> captured(String template, String value) {
        Map<String, String> captures = new LinkedHashMap<>();
        if (template.contains("{")) {
            String path = value.replaceFirst("^https?://[^/]*", "").replaceFirst("[?].*$", "");
            AddressPattern pattern = new AddressPattern(template);
            // The service's own path may precede it, as the hub reads addresses.
            for (int at = 0; at >= 0 && captures.isEmpty(); at = path.indexOf('/', at + 1)) {
                pattern.match(path.substring(at), "")
                        .ifPresent(found -> found.forEach((name, values) -> captures.put(name, values.get(0))));
            }
        }
        return captures;
    }

    static String header(JsonNode answer, String name) {
        for (var header : answer.path("headers").properties()) {
            if (header.getKey().equalsIgnoreCase(name)) {
                return header.getValue().asText();
            }
        }
        return "";
    }

    private Optional<String> found(JsonNode findId, JsonNode answer, Operation operation) {
        if (!findId.isObject()) {
            return Optional.empty();
        }
        String behind = findId.path("behind")
                .asText("")
                .replace(
                        "{operation.resource}",
                        operation
                                .node()
                                .path("resource")
                                .asText(operation
                                        .node()
                                        .path("vars")
                                        .path("resource")
                                        .asText()));
        for (JsonNode place : findId.path("in")) {
            String text = place(place.asText(), answer, operation);
            int at = text == null || behind.isEmpty() ? -1 : text.lastIndexOf(behind);
            if (text != null && at >= 0) {
                return Optional.of(text.substring(at + behind.length()).replaceFirst("[\"?#/\\s].*$", ""));
            }
            Matcher alone = UUID.matcher(text == null ? "" : text);
            if (findId.has("or-alone") && alone.find()) {
                return Optional.of(alone.group());
            }
        }
        return Optional.empty();
    }

    private @Nullable String place(String place, JsonNode answer, Operation operation) {
        if (place.equals("body-text")) {
            JsonNode body = answer.path("body");
            return body.isTextual() ? body.textValue() : null;
        }
        return place.startsWith("header.")
                ? header(answer, place.substring("header.".length()))
                : expected.text(place, answer.path("body"), operation, answer);
    }
}
