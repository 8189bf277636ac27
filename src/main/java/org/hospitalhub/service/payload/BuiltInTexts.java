package org.hospitalhub.service.payload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Code and message of a failed keyword, for schemas without their own.
 *
 * @param code code of the finding
 */
record BuiltInTexts(String code, String key, Object... values) {

    private static final int MOST_NAMED = 20;

    private static final Map<String, String> TYPES = Map.of(
            "string", "NOT_A_TEXT",
            "object", "NOT_AN_OBJECT",
            "array", "NOT_A_LIST",
            "integer", "NOT_AN_INTEGER",
            "number", "NOT_A_NUMBER",
            "boolean", "NOT_A_BOOLEAN");
    private static final Map<String, String> LIMITS = Map.ofEntries(
            Map.entry("minLength", "TOO_SHORT"),
            Map.entry("maxLength", "TOO_LONG"),
            Map.entry("minimum", "TOO_SMALL"),
            Map.entry("maximum", "TOO_LARGE"),
            Map.entry("multipleOf", "NOT_A_MULTIPLE"),
            Map.entry("minItems", "TOO_FEW"),
            Map.entry("maxItems", "TOO_MANY"),
            Map.entry("minProperties", "TOO_FEW_FIELDS"),
            Map.entry("maxProperties", "TOO_MANY_FIELDS"),
            Map.entry("pattern", "FORMAT"),
            Map.entry("hub:not-before", "DATE_TOO_EARLY"),
            Map.entry("hub:warn-before", "DATE_UNLIKELY"));
    private static final Map<String, String> PLAIN = Map.ofEntries(
            Map.entry("required", "REQUIRED"),
            Map.entry("dependentRequired", "REQUIRED"),
            Map.entry("uniqueItems", "DUPLICATE_ITEM"),
            Map.entry("contains", "MISSING_ITEM"),
            Map.entry("minContains", "MISSING_ITEM"),
            Map.entry("maxContains", "TOO_MANY_OF_THESE"),
            Map.entry("propertyNames", "FIELD_NAME"),
            Map.entry("unevaluatedItems", "ITEM_NOT_KNOWN"),
            Map.entry("items", "ITEM_NOT_KNOWN"),
            Map.entry("anyOf", "NO_VARIANT"),
            Map.entry("hub:checksum", "CHECK_DIGIT"));

    static BuiltInTexts of(SchemaViolation breach) {
        JsonNode word = breach.innermost().node().path(breach.keyword());
        String keyword = breach.keyword();
        if (LIMITS.containsKey(keyword)) {
            return same(LIMITS.get(keyword), word.asText());
        }
        if (PLAIN.containsKey(keyword)) {
            return same(PLAIN.get(keyword));
        }
        return switch (keyword) {
            case "type" -> type(breach, word);
            case "additionalProperties", "unevaluatedProperties" ->
                same("UNKNOWN_FIELD", String.join(", ", known(breach.innermost().node())));
            case "enum" -> same("NOT_ALLOWED", values(word));
            case "const" -> same("NOT_ALLOWED", word.asText());
            case "exclusiveMinimum" -> new BuiltInTexts("TOO_SMALL", "TOO_SMALL_EXCLUSIVE", word.asText());
            case "exclusiveMaximum" -> new BuiltInTexts("TOO_LARGE", "TOO_LARGE_EXCLUSIVE", word.asText());
            case "format" -> format(breach, word.asText());
            case "hub:not-after" ->
                word.asText().equals("today") ? same("DATE_IN_FUTURE") : same("DATE_TOO_LATE", word.asText());
            case "hub:rules" -> rule(breach);
            case "oneOf" -> same(breach.message().getType().equals("oneOf") ? "SEVERAL_VARIANTS" : "NO_VARIANT");
            default -> new BuiltInTexts("NOT_ALLOWED", "NOT_ALLOWED_HERE");
        };
    }

    private static BuiltInTexts same(String code, Object... values) {
        return new BuiltInTexts(code, code, values);
    }

    private static BuiltInTexts type(SchemaViolation breach, JsonNode word) {
        if (word.isArray()) {
            return same("WRONG_TYPE", values(word));
        }
        String code = TYPES.getOrDefault(word.asText(), "WRONG_TYPE");
        return code.equals("NOT_AN_OBJECT") && breach.instance().isEmpty()
                ? new BuiltInTexts(code, "PAYLOAD_NOT_AN_OBJECT")
                : same(code, word.asText());
    }

    private static BuiltInTexts format(SchemaViolation breach, String format) {
        if (!format.equals("date")) {
            return new BuiltInTexts("FORMAT", "FORMAT_" + format.replace('-', '_'), format);
        }
        boolean written = breach.message().getInstanceNode().asText().matches("[0-9]{4}-[0-9]{2}-[0-9]{2}");
        return same(written ? "DATE_NOT_EXISTING" : "DATE_FORMAT");
    }

    private static BuiltInTexts rule(SchemaViolation breach) {
        boolean evaluated =
                !"RULE_NOT_EVALUATED".equals(breach.message().getDetails().get("key"));
        return evaluated ? same("RULE") : same("RULE_NOT_EVALUATED");
    }

    private static TreeSet<String> known(JsonNode schema) {
        TreeSet<String> names = new TreeSet<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String values(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                        .limit(MOST_NAMED)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(", "))
                + (list.size() > MOST_NAMED ? ", …" : "");
    }
}
