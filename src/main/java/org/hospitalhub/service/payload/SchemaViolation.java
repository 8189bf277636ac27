package org.hospitalhub.service.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One message of the JSON Schema validator with the schemas that led to it.
 *
 * @param keyword keyword that failed
 * @param instance path of the value
 * @param steps schemas from the root to the keyword, the innermost last
 */
record SchemaViolation(ValidationMessage message, String keyword, List<Object> instance, List<Step> steps) {

    private static final Set<String> INNER_VALUE = Set.of(
            "items", "contains", "additionalProperties", "unevaluatedItems", "unevaluatedProperties", "propertyNames");

    /**
     * One of these schemas.
     *
     * @param node the schema
     * @param depth depth of its value in the payload
     * @param choice keyword {@code anyOf} or {@code oneOf} when the schema is one of its branches, else empty
     * @param branch number of the branch
     */
    record Step(JsonNode node, int depth, String choice, int branch) {}

    static SchemaViolation of(ValidationMessage message, SchemaDocuments documents) {
        List<Object> evaluation = elements(message.getEvaluationPath());
        List<Step> steps = new ArrayList<>();
        SchemaPlace place = documents.root();
        steps.add(new Step(place.node(), 0, "", 0));
        int depth = 0;
        for (int i = 0; i < evaluation.size(); i++) {
            String word = evaluation.get(i).toString();
            Object next = i + 1 < evaluation.size() ? evaluation.get(i + 1) : null;
            @Nullable SchemaPlace inner = inner(place, word, next, documents);
            if (inner == null) {
                break;
            }
            depth += goesDeeper(word) ? 1 : 0;
            i += consumesTwo(word) ? 1 : 0;
            boolean choice = word.equals("anyOf") || word.equals("oneOf");
            steps.add(new Step(
                    inner.node(), depth, choice ? word : "", choice && next instanceof Integer branch ? branch : 0));
            place = inner;
        }
        return new SchemaViolation(
                message, message.getType(), elements(message.getInstanceLocation()), List.copyOf(steps));
    }

    private static boolean consumesTwo(String word) {
        return SchemaWords.SCHEMA_LIST.contains(word) || SchemaWords.SCHEMA_MAP.contains(word);
    }

    private static boolean goesDeeper(String word) {
        return INNER_VALUE.contains(word)
                || word.equals("prefixItems")
                || word.equals("properties")
                || word.equals("patternProperties");
    }

    private static @Nullable SchemaPlace inner(
            SchemaPlace place, String word, @Nullable Object next, SchemaDocuments documents) {
        JsonNode value = place.node().path(word);
        if (word.equals("$ref")) {
            return documents.resolve(place.file(), value.asText());
        }
        if (consumesTwo(word) && next != null) {
            value = next instanceof Integer index ? value.path(index) : value.path(next.toString());
        } else if (!SchemaWords.SCHEMA.contains(word)) {
            return null;
        }
        return value.isObject() ? place.inner(value) : null;
    }

    static List<Object> elements(JsonNodePath path) {
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < path.getNameCount(); i++) {
            elements.add(path.getElement(i));
        }
        return elements;
    }

    Step innermost() {
        return steps.get(steps.size() - 1);
    }

    /** Returns the value of a keyword in the innermost schema of the same value that has it; null when none has. */
    @Nullable
    JsonNode said(String word) {
        int depth = innermost().depth();
        for (int i = steps.size() - 1; i >= 0 && steps.get(i).depth() == depth; i--) {
            if (steps.get(i).node().has(word)) {
                return steps.get(i).node().get(word);
            }
        }
        return null;
    }

    /** Returns the value of a keyword in the innermost of all these schemas that has it; null when none has. */
    @Nullable
    JsonNode inherited(String word) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (steps.get(i).node().has(word)) {
                return steps.get(i).node().get(word);
            }
        }
        return null;
    }

    /** Returns the rule of {@code hub:rules} that failed. */
    JsonNode rule() {
        JsonNodePath path = message.getEvaluationPath();
        return innermost().node().path("hub:rules").path((Integer) path.getElement(path.getNameCount() - 1));
    }
}
