package org.hospitalhub.calls.media;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.StringJoiner;

/** Forms ({@code application/x-www-form-urlencoded}) as an object of texts, or of arrays for repeated names. */
final class FormMedia {

    private static final int MOST_FIELDS = 10_000;

    private FormMedia() {}

    static Optional<JsonNode> read(String text) {
        ObjectNode form = JsonNodeFactory.instance.objectNode();
        String[] fields = text.split("&", MOST_FIELDS + 1);
        if (fields.length > MOST_FIELDS) {
            return Optional.empty();
        }
        try {
            for (String field : fields) {
                int equals = field.indexOf('=');
                if (equals < 1) {
                    return Optional.empty();
                }
                add(form, decoded(field.substring(0, equals)), decoded(field.substring(equals + 1)));
            }
        } catch (IllegalArgumentException notEncoded) {
            return Optional.empty();
        }
        return Optional.of(form);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void add(ObjectNode form, String name, String value) {
        JsonNode before = form.get(name);
        if (before == null) {
            form.put(name, value);
        } else if (before instanceof ArrayNode several) {
            several.add(value);
        } else {
            form.putArray(name).add(before).add(value);
        }
    }

    /** Writes an object of scalars and arrays of scalars; nulls are left out. */
    static String write(JsonNode tree, Charset charset) {
        if (!tree.isObject()) {
            throw new UnwritableException("a form is an object of scalars");
        }
        StringJoiner form = new StringJoiner("&");
        tree.properties().forEach(field -> {
            JsonNode values = field.getValue();
            for (JsonNode value : values.isArray()
                    ? values
                    : JsonNodeFactory.instance.arrayNode().add(values)) {
                if (!value.isNull()) {
                    String text = UnwritableException.scalar(value, field.getKey());
                    TextEncoder.bytes(field.getKey() + text, charset);
                    form.add(URLEncoder.encode(field.getKey(), charset) + "=" + URLEncoder.encode(text, charset));
                }
            }
        });
        return form.toString();
    }
}
