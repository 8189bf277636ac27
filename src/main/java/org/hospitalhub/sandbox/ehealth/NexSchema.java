package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The service's JSON Schema validator with its names and texts (NEX, eHealth contract §8.2); all errors at once, properties in
 * alphabetical order, then unexpected ones, then missing ones.
 *
 * <p>Keywords of draft 04 that the schemas here use, and three of our own: {@code dictionary} (an enum from the registry),
 * {@code requiredUnless} (property, other, pattern: required unless the other matches) and {@code requiredWithout} (property →
 * other: required when the other is not there).
 */
final class NexSchema {

    /** The date pattern printed in rules 4.a and 5.a. */
    static final String DATE = "^(\\d{4}(?!\\d{2}\\b))((-?)((0[1-9]|1[0-2])(\\3([12]\\d|0[1-9]|3[01]))?"
            + "|W([0-4]\\d|5[0-2])(-?[1-7])?|(00[1-9]|0[1-9]\\d|[12]\\d{2}|3([0-5]\\d|6[1-6])))?)?$";

    private final JsonNode schema;
    private final Function<String, List<String>> dictionaries;
    private final List<Violation> found = new ArrayList<>();

    private NexSchema(JsonNode schema, Function<String, List<String>> dictionaries) {
        this.schema = schema;
        this.dictionaries = dictionaries;
    }

    /** Everything that is wrong with the value. */
    static List<Violation> check(JsonNode schema, JsonNode value, Function<String, List<String>> dictionaries) {
        NexSchema check = new NexSchema(schema, dictionaries);
        check.node(check.schema, "$", value);
        return List.copyOf(check.found);
    }

    private void node(JsonNode rules, String path, JsonNode value) {
        if (rules.has("type") && !fits(rules.get("type"), value)) {
            String expected = rules.get("type").isArray()
                    ? String.join(", ", Json.texts(rules.get("type")))
                    : rules.get("type").asText();
            report(
                    path,
                    "cast",
                    "type mismatch. Expected %{expected} but got %{actual}",
                    Map.of("expected", text(expected), "actual", text(typeOf(value))));
            return;
        }
        if (value.isObject()) {
            object(rules, path, value);
        } else if (value.isArray()) {
            array(rules, path, value);
        } else if (value.isTextual()) {
            string(rules, path, value.asText());
        } else if (value.isNumber()) {
            number(rules, path, value);
        }
    }

    private void object(JsonNode rules, String path, JsonNode value) {
        JsonNode known = rules.path("properties");
        Map<String, JsonNode> unexpected = new TreeMap<>();
        for (String name : names(value)) {
            if (known.has(name)) {
                node(known.get(name), path + "." + name, value.get(name));
            } else if (!rules.path("additionalProperties").asBoolean(true)) {
                unexpected.put(name, value.get(name));
            }
        }
        ObjectNode extra = Json.object().setAll(unexpected);
        unexpected
                .keySet()
                .forEach(name -> report(
                        path + "." + name,
                        "schema",
                        "schema does not allow additional properties",
                        Map.of("properties", extra)));
        missing(rules, path, value);
    }

    private void missing(JsonNode rules, String path, JsonNode value) {
        TreeSet<String> wanted = new TreeSet<>(Json.texts(rules.get("required")));
        rules.path("requiredWithout").properties().forEach(pair -> {
            if (!value.hasNonNull(pair.getValue().asText())) {
                wanted.add(pair.getKey());
            }
        });
        JsonNode unless = rules.path("requiredUnless");
        if (!unless.isMissingNode()
                && !Pattern.matches(
                        unless.path("pattern").asText(),
                        Json.text(value, unless.path("other").asText()))) {
            wanted.add(unless.path("property").asText());
        }
        wanted.stream()
                .filter(name -> !value.has(name))
                .forEach(name -> report(
                        path + "." + name,
                        "required",
                        "required property %{property} was not present",
                        Map.of("property", text(name))));
    }

    private void array(JsonNode rules, String path, JsonNode value) {
        if (value.size() < rules.path("minItems").asInt(0)) {
            report(
                    path,
                    "length",
                    "expected a minimum of %{min} items but got %{actual}",
                    Map.of(
                            "min",
                            rules.get("minItems"),
                            "actual",
                            Json.MAPPER.getNodeFactory().numberNode(value.size())));
        }
        for (int i = 0; rules.has("items") && i < value.size(); i++) {
            node(rules.get("items"), path + ".[" + i + "]", value.get(i));
        }
    }

    private void string(JsonNode rules, String path, String value) {
        if (rules.has("enum") || rules.has("dictionary")) {
            List<String> allowed = rules.has("enum")
                    ? Json.texts(rules.get("enum"))
                    : dictionaries.apply(rules.get("dictionary").asText());
            if (!allowed.contains(value)) {
                ObjectNode params = Json.object();
                allowed.forEach(params.putArray("values")::add);
                report(path, "inclusion", "value is not allowed in enum", Map.of("values", params.get("values")));
            }
        }
        if (rules.path("format").asText().equals("date")) {
            date(path, value);
        }
        int length = value.codePointCount(0, value.length());
        if (length < rules.path("minLength").asInt(0)) {
            report(
                    path,
                    "length",
                    "expected value to have a minimum length of %{min} but was %{actual}",
                    Map.of(
                            "min",
                            rules.get("minLength"),
                            "actual",
                            Json.MAPPER.getNodeFactory().numberNode(length)));
        }
        String exact = rules.path("exactly").asText();
        String pattern = exact.isEmpty() ? rules.path("pattern").asText() : escaped(exact);
        if (exact.isEmpty() ? !Pattern.compile(pattern).matcher(value).find() : !exact.equals(value)) {
            report(path, "format", "string does not match pattern \"%{pattern}\"", Map.of("pattern", text(pattern)));
        }
    }

    private void date(String path, String value) {
        if (!Pattern.compile(DATE).matcher(value).find()) {
            report(path, "date", "expected \"%{actual}\" to be a valid ISO 8601 date", Map.of("actual", text(value)));
        } else if (!exists(value)) {
            report(path, "date", "expected \"%{actual}\" to be an existing date", Map.of("actual", text(value)));
        }
    }

    private static boolean exists(String value) {
        try {
            return value.equals(LocalDate.parse(value).toString());
        } catch (DateTimeException impossible) {
            return false;
        }
    }

    private void number(JsonNode rules, String path, JsonNode value) {
        if (!rules.has("minimum")) {
            return;
        }
        int order = value.decimalValue().compareTo(rules.get("minimum").decimalValue());
        boolean open = rules.path("exclusiveMinimum").asBoolean();
        if (order < 0 || (open && order == 0)) {
            String name = open ? "greater_than" : "greater_than_or_equal_to";
            report(
                    path,
                    "number",
                    "expected the value to be " + (open ? "> %{" : ">= %{") + name + "}",
                    Map.of(name, rules.get("minimum")));
        }
    }

    private void report(String path, String rule, String template, Map<String, ? extends JsonNode> params) {
        found.add(Violation.of(path, rule, template, params));
    }

    private static boolean fits(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (fits(one, value)) {
                    return true;
                }
            }
            return false;
        }
        String actual = typeOf(value);
        return actual.equals(type.asText()) || (type.asText().equals("number") && actual.equals("integer"));
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case MISSING, NULL -> "null";
            case OBJECT, POJO -> "object";
            case ARRAY -> "array";
            case BOOLEAN -> "boolean";
            case STRING, BINARY -> "string";
        };
    }

    private static SortedSet<String> names(JsonNode value) {
        SortedSet<String> names = new TreeSet<>();
        for (Iterator<String> all = value.fieldNames(); all.hasNext(); ) {
            names.add(all.next());
        }
        return names;
    }

    private static String escaped(String exact) {
        return "^" + exact.replaceAll("([.()])", "\\\\$1") + "$";
    }

    private static TextNode text(String value) {
        return TextNode.valueOf(value);
    }
}
