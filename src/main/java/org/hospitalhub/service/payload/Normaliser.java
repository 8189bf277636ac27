package org.hospitalhub.service.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Converts a payload to the names, order, types and cleaned texts of its schema. An empty text and null count as an absent field. */
final class Normaliser {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEPEST = 64;
    // Control, surrogate, private and unassigned characters, which nobody types.
    private static final Pattern NOT_TEXT = Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Co}\\p{Cn}]");
    private static final Pattern PLACE_OF_LIST = Pattern.compile("[0-9]{1,4}");

    private final Map<String, String> given = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private Normaliser() {}

    static Normalised of(SchemaShape root, JsonNode payload) {
        Normaliser normaliser = new Normaliser();
        Ways ways = new Ways(root.says("hub:names", "any-case"), root.says("hub:plain-text", "true"));
        Values values = normaliser.value(root, payload, new Where("$", "$", 0), ways);
        JsonNode tree = values.tree() == null ? JSON.nullNode() : values.tree();
        return new Normalised(
                tree, values.sent() == null ? tree : values.sent(), normaliser.given, normaliser.findings);
    }

    /** Options that apply to everything below: names in any case, texts without control characters. */
    private record Ways(boolean anyCase, boolean plain) {
        Ways in(SchemaShape shape) {
            return new Ways(
                    anyCase || shape.says("hub:names", "any-case"), plain || shape.says("hub:plain-text", "true"));
        }
    }

    /** A path in the schema's names and in the payload's names. */
    private record Where(String own, String theirs, int depth) {
        Where child(Object name, Object theirName) {
            return new Where(JsonPaths.child(own, name), JsonPaths.child(theirs, theirName), depth + 1);
        }
    }

    /** A value as it is checked and as it is sent; null for none. */
    private record Values(@Nullable JsonNode tree, @Nullable JsonNode sent) {
        static final Values NONE = new Values(null, null);

        static Values of(JsonNode both) {
            return new Values(both, both);
        }
    }

    private Values value(SchemaShape shape, JsonNode value, Where at, Ways outer) {
        Ways ways = outer.in(shape);
        if (!at.own().equals(at.theirs())) {
            given.put(at.own(), at.theirs());
        }
        if (value.isNull() && !shape.types().contains("null")) {
            return Values.NONE;
        }
        if (at.depth() > DEEPEST) {
            findings.add(Finding.error("TOO_DEEP", at.theirs(), Wording.of("TOO_DEEP", DEEPEST)));
            return Values.NONE;
        }
        if (value.isObject() && !shape.may("object") && shape.types().contains("array") && numbered(value)) {
            return array(shape, value, at, ways);
        }
        if (value.isObject()) {
            return object(shape, lifted(shape, value), at, ways);
        }
        return value.isArray() ? array(shape, value, at, ways) : scalar(shape, value, at, ways);
    }

    /** Returns whether the object stands for a list: the header of a CSV file can name items, {@code items.1.drugCode}. */
    private static boolean numbered(JsonNode value) {
        return !value.isEmpty()
                && value.properties().stream()
                        .allMatch(field -> PLACE_OF_LIST.matcher(field.getKey()).matches());
    }

    private static JsonNode lifted(SchemaShape shape, JsonNode value) {
        String name = shape.text("hub:lift");
        return name != null
                        && value.size() == 1
                        && value.path(name).isObject()
                        && !shape.properties().contains(name)
                ? value.path(name)
                : value;
    }

    private Values array(SchemaShape shape, JsonNode list, Where at, Ways ways) {
        ArrayNode tree = JSON.arrayNode();
        ArrayNode sent = JSON.arrayNode();
        Map<Integer, Map.Entry<String, JsonNode>> numbered = new TreeMap<>();
        list.properties().forEach(field -> numbered.put(Integer.parseInt(field.getKey()), field));
        if (list.isArray()) {
            for (JsonNode item : list) {
                add(value(shape.item(tree.size()), item, at.child(tree.size(), tree.size()), ways), item, tree, sent);
            }
        }
        numbered.values()
                .forEach(field -> add(
                        value(shape.item(tree.size()), field.getValue(), at.child(tree.size(), field.getKey()), ways),
                        field.getValue(),
                        tree,
                        sent));
        return new Values(tree, sent);
    }

    /** Adds an item; an empty one keeps its position. */
    private static void add(Values item, JsonNode given, ArrayNode tree, ArrayNode sent) {
        tree.add(item.tree() == null ? given : item.tree());
        sent.add(item.sent() == null ? given : item.sent());
    }

    private Values object(SchemaShape shape, JsonNode value, Where at, Ways ways) {
        Map<String, String> names = names(shape, value, at, ways);
        ObjectNode tree = JSON.objectNode();
        ObjectNode sent = JSON.objectNode();
        for (String name : shape.properties()) {
            String theirs = names.remove(name);
            SchemaShape field = shape.property(name);
            Where where = at.child(name, theirs == null ? name : theirs);
            if (theirs != null) {
                put(name, field, value(field, value.path(theirs), where, ways), tree, sent);
            }
            if (!tree.has(name)
                    && shape.required().contains(name)
                    && field.required().size() > 0
                    && onlyObject(field)) {
                put(name, field, value(field, JSON.objectNode(), where, ways), tree, sent);
            }
        }
        names.forEach((name, theirs) -> {
            SchemaShape field = shape.property(name);
            put(name, field, value(field, value.path(theirs), at.child(name, theirs), ways), tree, sent);
        });
        return new Values(tree, sent);
    }

    /** Returns whether the field is an object: when it is missing, its fields are named instead. */
    private static boolean onlyObject(SchemaShape field) {
        return field.types().size() == 1 && field.may("object");
    }

    private static void put(String name, SchemaShape field, Values values, ObjectNode tree, ObjectNode sent) {
        if (values.tree() != null) {
            tree.set(name, values.tree());
        }
        if (values.sent() != null && !field.says("hub:left-out", "true")) {
            sent.set(name, values.sent());
        }
    }

    /** Returns the payload's names by the schema's names; an unknown name is kept. */
    private Map<String, String> names(SchemaShape shape, JsonNode value, Where at, Ways ways) {
        Map<String, String> byFolded = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (ways.anyCase()) {
            shape.properties().forEach(name -> byFolded.put(name, name));
        }
        Map<String, String> names = new LinkedHashMap<>();
        value.fieldNames().forEachRemaining(theirs -> {
            String name = shape.properties().contains(theirs) ? theirs : byFolded.getOrDefault(theirs, theirs);
            String earlier = names.get(name);
            if (earlier == null || theirs.equals(name)) {
                names.put(name, theirs);
            }
            if (earlier != null) {
                findings.add(error("DUPLICATE_FIELD", JsonPaths.child(at.theirs(), theirs)));
            }
        });
        return names;
    }

    private Values scalar(SchemaShape shape, JsonNode value, Where at, Ways ways) {
        boolean asIs = shape.says("hub:verbatim", "true");
        if (value.isTextual() && asIs) {
            return Values.of(value);
        }
        if (value.isNumber() && shape.types().contains("string") && !shape.may("number") && !shape.may("integer")) {
            return text(shape, value.asText(), at, ways);
        }
        if (value.isTextual()) {
            String text = value.textValue().strip();
            JsonNode read = text.isEmpty() || shape.may("string") ? null : TypedText.read(text, shape.types());
            return read == null ? text(shape, text, at, ways) : Values.of(read);
        }
        return Values.of(value);
    }

    private Values text(SchemaShape shape, String given, Where at, Ways ways) {
        String text = given;
        for (Cleaning cleaning : shape.cleanings()) {
            text = cleaning.clean().apply(text);
        }
        if (ways.plain() && NOT_TEXT.matcher(text).find()) {
            findings.add(error("CONTROL_CHARACTER", at.theirs()));
        }
        return text.isEmpty() ? Values.NONE : Values.of(TextNode.valueOf(text));
    }

    private static Finding error(String code, String path) {
        return Finding.error(code, path, Wording.of(code));
    }
}
