package org.hospitalhub.service.payload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The structure of a value by all of its schemas: types, fields, cleaning. Conditional schemas ({@code anyOf}, {@code then}, …)
 * are included.
 */
final class SchemaShape {

    private final SchemaDocuments documents;
    private final List<SchemaPlace> all = new ArrayList<>();
    private final Set<JsonNode> certain = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<String, List<SchemaPlace>> properties = new LinkedHashMap<>();
    private final Map<String, SchemaShape> inner = new ConcurrentHashMap<>();
    private final Set<String> types = new LinkedHashSet<>();
    private final Set<String> required = new LinkedHashSet<>();
    private final List<Cleaning> cleanings = new ArrayList<>();

    SchemaShape(SchemaDocuments documents, List<SchemaPlace> places) {
        this.documents = documents;
        Set<JsonNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        places.forEach(place -> expand(place, true, seen));
        all.forEach(this::read);
    }

    private void expand(SchemaPlace place, boolean sure, Set<JsonNode> seen) {
        JsonNode node = place.node();
        if (!node.isObject() || !seen.add(node)) {
            return;
        }
        SchemaPlace target = node.path("$ref").isTextual()
                ? documents.resolve(place.file(), node.path("$ref").textValue())
                : null;
        if (target != null) {
            expand(target, sure, seen);
        }
        all.add(place);
        if (sure) {
            certain.add(node);
        }
        node.path("allOf").forEach(part -> expand(place.inner(part), sure, seen));
        for (String choice : List.of("anyOf", "oneOf")) {
            node.path(choice).forEach(part -> expand(place.inner(part), false, seen));
        }
        for (String branch : List.of("then", "else")) {
            expand(place.inner(node.path(branch)), false, seen);
        }
        node.path("dependentSchemas").forEach(part -> expand(place.inner(part), false, seen));
    }

    private void read(SchemaPlace place) {
        JsonNode node = place.node();
        JsonNode type = node.path("type");
        if (type.isTextual()) {
            types.add(type.textValue());
        }
        type.forEach(one -> types.add(one.asText()));
        if (type.isMissingNode() && node.path("properties").isObject()) {
            types.add("object");
        }
        node.path("properties").properties().forEach(field -> properties
                .computeIfAbsent(field.getKey(), name -> new ArrayList<>())
                .add(place.inner(field.getValue())));
        if (certain.contains(node)) {
            node.path("required").forEach(name -> required.add(name.asText()));
        }
        cleanings.addAll(Cleaning.of(node.path("hub:clean")));
    }

    /** Returns the types that a value may have; empty for any. */
    Set<String> types() {
        return types;
    }

    boolean may(String type) {
        return types.isEmpty() || types.contains(type);
    }

    Set<String> properties() {
        return properties.keySet();
    }

    /** Returns whether unknown fields are refused. */
    boolean closed() {
        return all.stream().anyMatch(place -> Stream.of("additionalProperties", "unevaluatedProperties")
                .map(word -> place.node().path(word))
                .anyMatch(word -> word.isBoolean() && !word.booleanValue()));
    }

    Set<String> required() {
        return required;
    }

    List<Cleaning> cleanings() {
        return cleanings;
    }

    /** Returns whether a keyword has this value here. */
    boolean says(String word, String value) {
        return all.stream().anyMatch(place -> place.node().path(word).asText().equals(value));
    }

    /** Returns the text of a keyword, null when it is not used here. */
    @Nullable
    String text(String word) {
        return all.stream()
                .map(place -> place.node().path(word))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .findFirst()
                .orElse(null);
    }

    /** Returns the structure of a field. */
    SchemaShape property(String name) {
        return inner.computeIfAbsent("." + name, key -> {
            List<SchemaPlace> places = properties.get(name);
            return new SchemaShape(documents, places == null ? words("additionalProperties") : places);
        });
    }

    /** Returns the structure of an item. */
    SchemaShape item(int index) {
        List<SchemaPlace> places = new ArrayList<>();
        for (SchemaPlace place : all) {
            JsonNode prefix = place.node().path("prefixItems").path(index);
            JsonNode item = prefix.isMissingNode() ? place.node().path("items") : prefix;
            if (item.isObject()) {
                places.add(place.inner(item));
            }
        }
        boolean fixed = all.stream().anyMatch(place -> place.node().has("prefixItems"));
        return inner.computeIfAbsent(fixed ? "[" + index : "[", key -> new SchemaShape(documents, places));
    }

    private List<SchemaPlace> words(String word) {
        return all.stream()
                .filter(place -> place.node().path(word).isObject())
                .map(place -> place.inner(place.node().path(word)))
                .toList();
    }
}
