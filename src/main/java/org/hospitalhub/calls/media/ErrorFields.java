package org.hospitalhub.calls.media;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Iterator;
import java.util.List;

/** Reads fields of an error document in JSON or XML; the case of names is ignored. */
final class ErrorFields {

    private static final int MOST_WRAPPINGS = 5;

    private ErrorFields() {}

    /** Returns a field of the object itself. */
    static JsonNode own(JsonNode node, String name) {
        JsonNode exact = node.path(name);
        if (!exact.isMissingNode()) {
            return exact;
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String candidate = names.next();
            if (candidate.equalsIgnoreCase(name)) {
                return node.path(candidate);
            }
        }
        return MissingNode.getInstance();
    }

    /** Returns the content of wrapping elements: XML's root, SOAP's envelope and body. */
    static JsonNode inner(JsonNode whole) {
        JsonNode tree = whole;
        for (int wrapped = 0; wrapped < MOST_WRAPPINGS; wrapped++) {
            JsonNode soap = own(own(own(tree, "Envelope"), "Body"), "Fault");
            JsonNode only =
                    tree.isObject() && tree.size() == 1 ? tree.elements().next() : MissingNode.getInstance();
            boolean wraps = only.isObject() && !isList(tree.fieldNames().next());
            if (soap.isObject()) {
                tree = soap;
            } else if (wraps) {
                tree = only;
            }
        }
        return tree;
    }

    private static boolean isList(String name) {
        return List.of("error", "errors", "issue", "violations").contains(name.toLowerCase(java.util.Locale.ROOT));
    }

    /** Returns a scalar field as text, empty when there is none. */
    static String text(JsonNode node, String name) {
        return scalar(own(node, name));
    }

    /** Returns a scalar as text; of an element its value or text. */
    static String scalar(JsonNode node) {
        JsonNode value = node;
        for (String within : List.of("text", "pointer", "@value", "#text")) {
            value = value.isObject() && !own(value, within).isMissingNode() ? own(value, within) : value;
        }
        return value.isValueNode() && !value.isNull() ? value.asText().strip() : "";
    }

    /** Returns the first of these fields that has text; for a list its first element. */
    static String first(JsonNode node, List<String> names) {
        for (String name : names) {
            JsonNode own = own(node, name);
            String text = scalar(own.isArray() ? own.path(0) : own);
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }

    /** Returns an array's elements, or the node itself when it is not an array. */
    static Iterable<JsonNode> list(JsonNode node) {
        return node.isArray() ? node : node.isMissingNode() ? List.of() : List.of(node);
    }
}
