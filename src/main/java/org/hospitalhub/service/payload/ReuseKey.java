package org.hospitalhub.service.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hospitalhub.service.expression.Expression;
import org.hospitalhub.service.expression.WrongExpressionException;
import org.jspecify.annotations.Nullable;

/**
 * The rule by which two orders are equal requests.
 *
 * @param same compared values; empty for the whole payload
 * @param fold {@code upper-case}, or {@code Ё=Е}: how texts are changed before they are compared
 */
public record ReuseKey(List<Expression> same, List<String> fold) {

    /** Returns the key; null when a part of it is missing, so that the answer is not reused. */
    @Nullable
    ObjectNode of(JsonNode payload) {
        if (same.isEmpty()) {
            return folded(payload) instanceof ObjectNode whole ? whole : null;
        }
        ObjectNode key = JsonNodeFactory.instance.objectNode();
        try {
            for (int i = 0; i < same.size(); i++) {
                key.set(String.valueOf(i), folded(same.get(i).apply(payload, Map.of("payload", payload))));
            }
        } catch (WrongExpressionException notForThisPayload) {
            return null;
        }
        return key;
    }

    private JsonNode folded(JsonNode value) {
        if (value instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(field -> copy.set(field.getKey(), folded(field.getValue())));
            return copy;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(item -> copy.add(folded(item)));
            return copy;
        }
        return value.isTextual() ? TextNode.valueOf(folded(value.textValue())) : value;
    }

    private String folded(String text) {
        String folded = text;
        for (String how : fold) {
            int equals = how.indexOf('=');
            if (how.equals("upper-case")) {
                folded = folded.toUpperCase(Locale.ROOT);
            } else if (equals > 0) {
                folded = folded.replace(how.substring(0, equals), how.substring(equals + 1));
            }
        }
        return folded;
    }
}
