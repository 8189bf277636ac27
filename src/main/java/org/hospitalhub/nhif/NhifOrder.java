package org.hospitalhub.nhif;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
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

    static NhifOrder read(byte[] payload) {
        try {
            JsonNode tree = JSON.readTree(payload);
            List<String> parameters = new ArrayList<>();
            tree.path("parameters").forEach(value -> parameters.add(value.asText()));
            return new NhifOrder(
                    text(tree, "entry"),
                    tree.path("module").asText(),
                    tree.path("version").asText(),
                    tree.path("service").asText(),
                    parameters,
                    text(tree, "identity"),
                    tree.get("body"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

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

    /** Returns exactly the bytes that are sent. */
    byte[] document() {
        if (body == null) {
            return new byte[0];
        }
        return isBytes(body)
                ? Base64.getDecoder().decode(body.path("base64").asText())
                : body.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Returns whether a body stands for bytes of any media type instead of being the JSON document itself. */
    static boolean isBytes(JsonNode body) {
        return body.path("base64").isTextual() && body.path("contentType").isTextual() && body.size() == 2;
    }

    private static @Nullable String text(JsonNode tree, String field) {
        return tree.path(field).isTextual() ? tree.path(field).asText() : null;
    }
}
