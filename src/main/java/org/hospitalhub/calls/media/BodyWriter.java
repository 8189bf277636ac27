package org.hospitalhub.calls.media;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.Charset;
import java.util.Base64;

/** Writes trees as bodies of requests; the counterpart of {@link BodyReader}. */
public final class BodyWriter {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .build();

    private BodyWriter() {}

    /**
     * Writes a tree.
     *
     * @param tree for {@link Media#TEXT} a scalar or {@code {"text"}}, for {@link Media#BYTES} {@code {"base64"}}
     * @throws UnwritableException when the format cannot hold it, or the charset lacks some of its characters
     */
    public static byte[] write(JsonNode tree, Media media, Charset charset) {
        return write(tree, media, charset, ',');
    }

    /**
     * Writes a tree.
     *
     * @param separator between the cells of {@link Media#CSV}
     * @throws UnwritableException when the format cannot hold it, or the charset lacks some of its characters
     */
    public static byte[] write(JsonNode tree, Media media, Charset charset, char separator) {
        return switch (media) {
            case JSON -> TextEncoder.bytes(json(tree), charset, BodyWriter::inJson);
            case XML -> XmlWriter.write(tree, charset);
            case FORM -> TextEncoder.bytes(FormMedia.write(tree, charset), charset);
            case NDJSON -> TextEncoder.bytes(lines(tree), charset, BodyWriter::inJson);
            case CSV -> TextEncoder.bytes(CsvMedia.write(tree, separator), charset);
            case TEXT -> TextEncoder.bytes(text(tree), charset);
            case BYTES -> bytes(tree);
            case MULTIPART, RELATED -> throw new UnwritableException("a multipart body needs a boundary");
        };
    }

    private static String json(JsonNode tree) {
        try {
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException broken) {
            throw new UnwritableException("the body cannot be written as JSON");
        }
    }

    private static String lines(JsonNode tree) {
        if (!tree.isArray()) {
            throw new UnwritableException("a body of lines of JSON is a list");
        }
        StringBuilder lines = new StringBuilder();
        tree.forEach(one -> lines.append(json(one)).append('\n'));
        return lines.toString();
    }

    private static String inJson(int codePoint) {
        StringBuilder escaped = new StringBuilder();
        for (char one : Character.toChars(codePoint)) {
            escaped.append("\\u%04x".formatted((int) one));
        }
        return escaped.toString();
    }

    private static String text(JsonNode tree) {
        JsonNode text = tree.isObject() ? tree.path("text") : tree;
        if (text.isMissingNode() || text.isNull()) {
            throw new UnwritableException("a text body is a text, or an object with the field text");
        }
        return UnwritableException.scalar(text, "text");
    }

    private static byte[] bytes(JsonNode tree) {
        try {
            JsonNode base64 = tree.isObject() ? tree.path("base64") : tree;
            return Base64.getDecoder().decode(base64.asText());
        } catch (IllegalArgumentException noBase64) {
            throw new UnwritableException("a body of bytes is base64, or an object with the field base64");
        }
    }
}
