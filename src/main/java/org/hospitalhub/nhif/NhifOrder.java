package org.hospitalhub.nhif;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A checked order, as it is stored: {@code {"entry"?, "module","version","service","parameters":["…"],"identity"?,"body"?}}.
 *
 * @param entry name in the catalogue, null when the order named the service itself
 * @param identity name of the identity, null for the default one
 * @param body null for a query; an object with {@code base64} and {@code contentType} stands for exactly these bytes
 */
record NhifOrder(
        @Nullable String entry,
        String module,
        String version,
        String service,
        List<String> parameters,
        @Nullable String identity,
        @Nullable JsonNode body) {

    private static final ObjectMapper JSON = NhifCheck.JSON;

    ObjectNode toJson() {
        ObjectNode tree = JSON.createObjectNode();
        if (entry != null) {
            tree.put("entry", entry);
        }
        tree.put("module", module).put("version", version).put("service", service);
        parameters.forEach(tree.putArray("parameters")::add);
        if (identity != null) {
            tree.put("identity", identity);
        }
        if (body != null) {
            tree.set("body", body);
        }
        return tree;
    }

    /** Returns whether a body stands for bytes of any media type instead of being the JSON document itself. */
    static boolean isBytes(JsonNode body) {
        return body.path("base64").isTextual() && body.path("contentType").isTextual() && body.size() == 2;
    }
}
