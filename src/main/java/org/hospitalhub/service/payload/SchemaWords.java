package org.hospitalhub.service.payload;

import java.util.HashMap;
import java.util.List;
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
    static final Map<String, String> OTHER = words(Map.of(
            "t",
                    "$schema $id $ref $comment $anchor format pattern contentEncoding contentMediaType hub:not-after "
                            + "hub:not-before hub:warn-before hub:code hub:source hub:names hub:lift",
            "a",
                    "type const title description default examples dependentRequired contentSchema hub:checksum "
                            + "hub:clean hub:severity hub:message",
            "l", "enum required hub:rules",
            "b", "deprecated readOnly writeOnly uniqueItems hub:plain-text hub:left-out hub:verbatim",
            "n",
                    "minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems "
                            + "maxItems minContains maxContains minProperties maxProperties"));

    private SchemaWords() {}

    private static Map<String, String> words(Map<String, String> byType) {
        Map<String, String> types = new HashMap<>();
        byType.forEach((type, words) -> List.of(words.split(" ")).forEach(word -> types.put(word, type)));
        return Map.copyOf(types);
    }

    /** Returns the keywords of the hub. */
    static Set<String> hubWords() {
        return OTHER.keySet().stream().filter(word -> word.startsWith("hub:")).collect(Collectors.toUnmodifiableSet());
    }
}
