package org.hospitalhub.operations.actions;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hospitalhub.rules.Wording;

/**
 * Flattens a payload into its fields: masked for a screen, or with some of them replaced. So a field can be corrected by
 * somebody who may not see the others.
 */
public final class PayloadFields {

    private static final int MOST = 300;
    private static final int LONGEST = 500;
    private static final String MASK = "•••";

    private final ObjectMapper json;

    public PayloadFields(ObjectMapper json) {
        this.json = json;
    }

    /**
     * One field.
     *
     * @param pointer where it stands (RFC 6901), {@code /patient/birthDate}
     * @param path the same as a finding says it, {@code $.patient.birthDate}
     * @param value what stands there, masked or not
     */
    public record Field(String pointer, String path, String value) {}

    /** Returns the fields of a payload, the first 300 of them; one that is not JSON shows as nothing. */
    public List<Field> of(byte[] payload, boolean masked) {
        List<Field> fields = new ArrayList<>();
        try {
            walk(json.readTree(payload), "", "$", masked, fields);
        } catch (IOException notJson) {
            return List.of();
        }
        return fields;
    }

    /** Returns a copy in which every text and number is masked as {@link #of} masks it; names and structure stay. */
    public ObjectNode masked(ObjectNode clear) {
        ObjectNode copy = clear.deepCopy();
        copy.properties().forEach(field -> field.setValue(maskedNode(field.getValue())));
        return copy;
    }

    private JsonNode maskedNode(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(maskedNode(field.getValue())));
            return object;
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, maskedNode(array.get(i)));
            }
            return array;
        }
        return mask(node).equals(MASK) ? json.getNodeFactory().textNode(MASK) : node;
    }

    private static void walk(JsonNode node, String pointer, String path, boolean masked, List<Field> fields) {
        if (fields.size() >= MOST) {
            return;
        }
        if (node.isObject()) {
            node.properties()
                    .forEach(field -> walk(
                            field.getValue(),
                            pointer + '/' + escaped(field.getKey()),
                            path + '.' + field.getKey(),
                            masked,
                            fields));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                walk(node.get(i), pointer + '/' + i, path + '[' + i + ']', masked, fields);
            }
        } else {
            fields.add(new Field(pointer, path, masked ? mask(node) : shown(node)));
        }
    }

    private static String mask(JsonNode value) {
        return value.isNull() || value.isBoolean() || value.asText().isEmpty() ? value.asText() : MASK;
    }

    private static String shown(JsonNode value) {
        String text = value.asText();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + '…';
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /**
     * Returns a payload with some fields replaced, or added to an object that is there. Text stays text and a number a number, as
     * far as the new value is one.
     *
     * @param changes new values by pointer
     */
    public byte[] changed(byte[] payload, Map<String, String> changes) {
        try {
            JsonNode root = json.readTree(payload);
            changes.forEach((pointer, value) -> change(root, pointer, value));
            return json.writeValueAsBytes(root);
        } catch (IOException unreadable) {
            throw new InvalidRequestException(Wording.of("HTTP.payload-no-json"));
        }
    }

    private void change(JsonNode root, String field, String value) {
        JsonPointer pointer = pointer(field);
        JsonNode parent = root.at(pointer.head());
        JsonNode old = root.at(pointer);
        JsonNode changed = old.isNumber() || old.isBoolean()
                ? parsed(value)
                : json.getNodeFactory().textNode(value);
        if (parent instanceof ObjectNode object) {
            object.set(pointer.last().getMatchingProperty(), changed);
        } else if (parent instanceof ArrayNode array && array.has(pointer.last().getMatchingIndex())) {
            array.set(pointer.last().getMatchingIndex(), changed);
        } else {
            throw new InvalidRequestException(Wording.of("HTTP.no-field", field));
        }
    }

    /** Reads {@code /patient/birthDate} or {@code $.patient.birthDate}. */
    private static JsonPointer pointer(String field) {
        String text = field.strip();
        if (text.startsWith("$.")) {
            text = '/' + text.substring(2).replace("[", "/").replace("]", "").replace('.', '/');
        }
        if (text.length() < 2 || text.charAt(0) != '/') {
            throw new InvalidRequestException(Wording.of("HTTP.field-name"));
        }
        return JsonPointer.compile(text);
    }

    private JsonNode parsed(String value) {
        try {
            JsonNode parsed = json.readTree(value);
            return parsed.isValueNode() ? parsed : json.getNodeFactory().textNode(value);
        } catch (JsonProcessingException text) {
            return json.getNodeFactory().textNode(value);
        }
    }
}
