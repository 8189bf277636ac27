package org.hospitalhub.service.payload;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The keywords of JSON Schema 2020-12 and of the hub that a schema may use. */
final class SchemaWords {

    /** Keywords whose values are data and not schemas. */
    static final Set<String> DATA = Set.of("const", "enum", "default", "examples", "hub:rules", "hub:message");

    /** Keywords whose value is one schema. */
    static final Set<String> SCHEMA = Set.of(
            "if",
            "then",
            "else",
            "not",
            "items",
            "contains",
            "additionalProperties",
            "propertyNames",
            "unevaluatedItems",
            "unevaluatedProperties");

    /** Keywords whose value is a list of schemas. */
    static final Set<String> SCHEMA_LIST = Set.of("allOf", "anyOf", "oneOf", "prefixItems");

    /** Keywords whose value contains schemas by name. */
    static final Set<String> SCHEMA_MAP =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");

    /** Other keywords, with the type of their value: n number, t text, b boolean, l list, a any. */
    static final Map<String, String> OTHER = Map.ofEntries(
            Map.entry("$schema", "t"),
            Map.entry("$id", "t"),
            Map.entry("$ref", "t"),
            Map.entry("$comment", "t"),
            Map.entry("$anchor", "t"),
            Map.entry("type", "a"),
            Map.entry("const", "a"),
            Map.entry("enum", "l"),
            Map.entry("title", "a"),
            Map.entry("description", "a"),
            Map.entry("default", "a"),
            Map.entry("examples", "a"),
            Map.entry("deprecated", "b"),
            Map.entry("readOnly", "b"),
            Map.entry("writeOnly", "b"),
            Map.entry("format", "t"),
            Map.entry("pattern", "t"),
            Map.entry("minLength", "n"),
            Map.entry("maxLength", "n"),
            Map.entry("minimum", "n"),
            Map.entry("maximum", "n"),
            Map.entry("exclusiveMinimum", "n"),
            Map.entry("exclusiveMaximum", "n"),
            Map.entry("multipleOf", "n"),
            Map.entry("minItems", "n"),
            Map.entry("maxItems", "n"),
            Map.entry("uniqueItems", "b"),
            Map.entry("minContains", "n"),
            Map.entry("maxContains", "n"),
            Map.entry("minProperties", "n"),
            Map.entry("maxProperties", "n"),
            Map.entry("required", "l"),
            Map.entry("dependentRequired", "a"),
            Map.entry("contentEncoding", "t"),
            Map.entry("contentMediaType", "t"),
            Map.entry("contentSchema", "a"),
            Map.entry("hub:checksum", "a"),
            Map.entry("hub:clean", "a"),
            Map.entry("hub:not-after", "t"),
            Map.entry("hub:not-before", "t"),
            Map.entry("hub:warn-before", "t"),
            Map.entry("hub:severity", "a"),
            Map.entry("hub:code", "t"),
            Map.entry("hub:message", "a"),
            Map.entry("hub:source", "t"),
            Map.entry("hub:names", "t"),
            Map.entry("hub:plain-text", "b"),
            Map.entry("hub:lift", "t"),
            Map.entry("hub:left-out", "b"),
            Map.entry("hub:verbatim", "b"),
            Map.entry("hub:rules", "l"));

    private SchemaWords() {}

    /** Returns the keywords of the hub. */
    static Set<String> hubWords() {
        return OTHER.keySet().stream().filter(word -> word.startsWith("hub:")).collect(Collectors.toUnmodifiableSet());
    }
}
