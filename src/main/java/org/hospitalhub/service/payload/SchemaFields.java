package org.hospitalhub.service.payload;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The dotted names of a payload's fields.
 *
 * @param known all fields, in the schema's order
 * @param required required fields
 * @param texts scalar fields at the top level
 * @param verbatim fields whose texts are not cleaned
 */
record SchemaFields(List<String> known, List<String> required, Set<String> texts, Set<String> verbatim) {

    private static final int DEEPEST = 16;
    private static final int MOST = 1000;

    static SchemaFields of(SchemaShape root) {
        SchemaFields fields =
                new SchemaFields(new ArrayList<>(), new ArrayList<>(), new LinkedHashSet<>(), new TreeSet<>());
        fields.read(root, "", true, 0);
        return fields;
    }

    private void read(SchemaShape shape, String prefix, boolean required, int depth) {
        for (String name : shape.properties()) {
            SchemaShape field = shape.property(name);
            if (known.size() >= MOST || field.says("hub:left-out", "true")) {
                continue;
            }
            boolean needed = required && shape.required().contains(name);
            verbatim(name, field, depth);
            if (!field.properties().isEmpty() && depth < DEEPEST) {
                read(field, prefix + name + ".", needed, depth + 1);
            } else {
                leaf(field, prefix + name, needed);
            }
        }
    }

    /** Adds the field, and fields of list items, if their texts are not cleaned. */
    private void verbatim(String name, SchemaShape field, int depth) {
        if (field.says("hub:verbatim", "true")) {
            verbatim.add(name);
        }
        if (field.types().contains("array") && depth < DEEPEST) {
            SchemaShape item = field.item(0);
            item.properties().forEach(inner -> verbatim(inner, item.property(inner), depth + 1));
        }
    }

    private void leaf(SchemaShape field, String name, boolean needed) {
        known.add(name);
        if (needed) {
            required.add(name);
        }
        if (name.indexOf('.') < 0 && !(field.types().size() == 1 && (field.may("object") || field.may("array")))) {
            texts.add(name);
        }
    }
}
