package org.hospitalhub.calls.media;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Creates JSON objects that find their fields regardless of case; when written, names keep their case. */
final class CaseInsensitiveNodes extends JsonNodeFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public ObjectNode objectNode() {
        return new AnyCaseObject(this);
    }

    @SuppressWarnings("unchecked") // ObjectNode's own deepCopy()
    private static final class AnyCaseObject extends ObjectNode {
        private static final long serialVersionUID = 1L;

        AnyCaseObject(JsonNodeFactory factory) {
            super(factory);
        }

        @Override
        public @Nullable JsonNode get(String name) {
            JsonNode exact = super.get(name);
            if (exact != null) {
                return exact;
            }
            for (Map.Entry<String, JsonNode> field : properties()) {
                if (field.getKey().equalsIgnoreCase(name)) {
                    return field.getValue();
                }
            }
            return null;
        }

        @Override
        public JsonNode path(String name) {
            JsonNode found = get(name);
            return found == null ? MissingNode.getInstance() : found;
        }

        @Override
        public ObjectNode deepCopy() {
            ObjectNode copy = _nodeFactory.objectNode();
            properties()
                    .forEach(field -> copy.set(field.getKey(), field.getValue().deepCopy()));
            return copy;
        }

        @Override
        public boolean has(String name) {
            return get(name) != null;
        }
    }
}
