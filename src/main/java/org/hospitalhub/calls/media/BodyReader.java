package org.hospitalhub.calls.media;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.lang3.ArrayUtils;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.LargeData;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of answers. Never throws; {@link Body#readable} is false for a body that cannot be read. Instances may be
 * shared by threads.
 */
public final class BodyReader {

    private final ReadingOptions reading;
    private final JsonReader json;

    /** Creates a reader with the rules of a door. */
    public BodyReader(ReadingOptions reading) {
        this.reading = reading;
        this.json = new JsonReader(reading);
    }

    /** Reads the body of an answer. */
    public Body read(Answer answer) {
        return read(answer.contentType(), answer.body());
    }

    /**
     * Reads a body.
     *
     * @param contentType the header's value, empty when there is none
     */
    public Body read(String contentType, byte[] answered) {
        byte[] bytes = unpacked(answered);
        if (bytes == null) {
            return new Body(MissingNode.getInstance(), null, null, answered);
        }
        if (Media.of(contentType) == Media.RELATED) {
            return MultipartRelated.read(contentType, bytes)
                    .map(message -> related(message, bytes))
                    .orElseGet(() -> new Body(MissingNode.getInstance(), null, null, bytes));
        }
        String text = Charsets.decode(contentType, bytes, reading.charsets());
        String plain = text == null ? null : text.strip();
        for (Media media : candidates(contentType, plain)) {
            Optional<JsonNode> tree = tree(media, bytes, text);
            if (tree.isPresent()) {
                return new Body(tree.get(), plain, media, bytes);
            }
        }
        return new Body(MissingNode.getInstance(), plain, null, bytes);
    }

    /** Reads the document of a message of several parts; without a file that it refers to, it is not whole. */
    private Body related(MultipartRelated message, byte[] bytes) {
        Body root = read(message.root().type(), message.root().content());
        Optional<JsonNode> tree =
                root.media() == Media.XML ? XopIncludes.resolved(root.tree(), message) : Optional.of(root.tree());
        return new Body(
                tree.orElse(MissingNode.getInstance()), root.text(), tree.isPresent() ? root.media() : null, bytes);
    }

    /** Returns the formats to try: the declared one, then the expected one; a web page is never data. */
    private Set<Media> candidates(String contentType, @Nullable String text) {
        Set<Media> candidates = new LinkedHashSet<>();
        Media said = Media.of(contentType);
        boolean data = said == null || (said != Media.TEXT && said != Media.BYTES);
        if (said != null && data) {
            candidates.add(said);
        }
        if (text != null && !text.isEmpty()) {
            char first = text.charAt(0);
            boolean lines = said == Media.NDJSON || (said == null && reading.expected() == Media.NDJSON);
            if ((first == '{' || first == '[') && !lines) {
                candidates.add(Media.JSON);
            } else if (first == '<' && said != Media.TEXT) {
                candidates.add(Media.XML);
            }
        }
        boolean page = said == Media.TEXT && (reading.expected() == Media.CSV || reading.expected() == Media.FORM);
        boolean claimed = said != null && data && (said == Media.JSON || said == Media.XML);
        if (!page && !(claimed && anything(reading.expected()))) {
            candidates.add(reading.expected());
        }
        return candidates;
    }

    /** Returns whether any bytes can be read as this format. */
    private static boolean anything(Media media) {
        return media == Media.FORM || media == Media.CSV;
    }

    private Optional<JsonNode> tree(Media media, byte[] bytes, @Nullable String text) {
        if (bytes.length == 0) {
            return Optional.empty();
        }
        if (media == Media.BYTES) {
            return Optional.of(JsonNodeFactory.instance
                    .objectNode()
                    .put("base64", Base64.getEncoder().encodeToString(bytes)));
        }
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        return switch (media) {
            case JSON -> json.read(text.strip());
            case XML -> XmlReader.read(text.strip()).map(json::shaped);
            case FORM -> FormMedia.read(text.strip()).map(json::shaped);
            case NDJSON -> json.readLines(text).map(json::shaped);
            case CSV -> CsvMedia.read(text).map(json::shaped);
            default -> Optional.of(JsonNodeFactory.instance.objectNode().put("text", text.strip()));
        };
    }

    /**
     * Returns the decompressed body, null when it cannot be decompressed. A server may compress for a client that sends no
     * Accept-Encoding (RFC 9110 §12.5.3).
     */
    private byte @Nullable [] unpacked(byte[] body) {
        boolean gzip = body.length > 2 && (body[0] & 0xFF) == 0x1F && (body[1] & 0xFF) == 0x8B && body[2] == 8;
        if (!reading.gunzip() || !gzip) {
            return body;
        }
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] whole = unpacked.readNBytes(Math.min(reading.mostBytes(), LargeData.large()) + 1);
            if (whole.length > LargeData.large()) {
                LargeData.holdAnswer(whole.length);
                whole = ArrayUtils.addAll(whole, unpacked.readNBytes(reading.mostBytes() + 1 - whole.length));
            }
            return whole.length > reading.mostBytes() ? null : whole;
        } catch (IOException | LargeData.NoPlaceException cut) {
            return null;
        }
    }
}
