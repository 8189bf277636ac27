package org.hospitalhub.calls.media;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes {@code multipart/form-data} (RFC 7578), in UTF-8. A field whose value is an object with {@code base64} is a file, with
 * {@code name} and {@code media}; other objects are JSON, a list is a repeated field.
 */
public final class MultipartMedia {

    static final String FILE = "base64";
    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final String boundary;

    private MultipartMedia(String boundary) {
        this.boundary = boundary;
    }

    /** Returns the media type with its boundary. */
    public static String type(String boundary) {
        return Media.MULTIPART.type() + "; boundary=" + boundary;
    }

    /**
     * Writes a tree.
     *
     * @param boundary text that nobody who writes a part can know
     * @throws UnwritableException when the tree is no object, or a file is not base64
     */
    public static byte[] write(JsonNode tree, String boundary) {
        if (!tree.isObject()) {
            throw new UnwritableException("a multipart body is an object: each field is a part");
        }
        MultipartMedia media = new MultipartMedia(boundary);
        for (Map.Entry<String, JsonNode> field : tree.properties()) {
            Iterable<JsonNode> values = field.getValue().isArray() ? field.getValue() : List.of(field.getValue());
            values.forEach(value -> media.part(field.getKey(), value));
        }
        media.text("--" + boundary + "--\r\n");
        return media.out.toByteArray();
    }

    private void part(String name, JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return;
        }
        text("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + quoted(name) + "\"");
        if (value.path(FILE).isTextual()) {
            String file = value.path("name").asText("");
            text("; filename=\"" + quoted(file.isEmpty() ? name : file) + "\"\r\nContent-Type: "
                    + fileType(value.path("media").asText("")) + "\r\n\r\n");
            out.writeBytes(decoded(value.path(FILE).textValue()));
        } else if (value.isContainerNode()) {
            text("\r\nContent-Type: application/json\r\n\r\n" + value);
        } else {
            text("\r\n\r\n" + value.asText());
        }
        text("\r\n");
    }

    static String fileType(String said) {
        return TYPE.matcher(said).matches() ? said : Media.BYTES.type();
    }

    static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException noBase64) {
            throw new UnwritableException("a file of a multipart body is not base64");
        }
    }

    /** Escapes a name as browsers do. */
    private static String quoted(String name) {
        return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }

    private void text(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
