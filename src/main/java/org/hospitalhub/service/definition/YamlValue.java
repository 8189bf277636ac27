package org.hospitalhub.service.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a YAML file with its position. */
public sealed interface YamlValue {

    /** Returns the position. */
    Place place();

    /**
     * Fields by name, in their order.
     *
     * @param places position of each name
     */
    record Mapping(Place place, Map<String, YamlValue> fields, Map<String, Place> places) implements YamlValue {}

    /** Items in their order. */
    record Sequence(Place place, List<YamlValue> items) implements YamlValue {}

    /**
     * A single value.
     *
     * @param text text in the file, without quotes
     * @param plain whether it is written without quotes
     * @param value text, number, boolean or null
     */
    record Scalar(Place place, String text, boolean plain, ValueNode value) implements YamlValue {}

    /** Returns a field; null when this is not a mapping or has no such field. */
    default @Nullable YamlValue get(String name) {
        return this instanceof Mapping mapping ? mapping.fields().get(name) : null;
    }

    /** Returns the text of a single value that is not null; null for anything else. */
    default @Nullable String text() {
        return this instanceof Scalar scalar && !scalar.value().isNull() ? scalar.text() : null;
    }

    /** Returns the value as a JSON tree. */
    default JsonNode tree() {
        if (this instanceof Mapping mapping) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            mapping.fields().forEach((name, value) -> object.set(name, value.tree()));
            return object;
        }
        if (this instanceof Sequence sequence) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            sequence.items().forEach(item -> array.add(item.tree()));
            return array;
        }
        return ((Scalar) this).value();
    }
}
