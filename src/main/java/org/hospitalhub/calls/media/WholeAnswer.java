package org.hospitalhub.calls.media;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.calls.Answer;

/**
 * Converts an answer that is passed on unchanged to {@code {"status","mediaType","body"}}: the body as JSON if it is JSON, else
 * as text, else as base64 with {@code "encoding"}. Numbers keep their digits and texts their white space.
 */
public final class WholeAnswer {

    private WholeAnswer() {}

    /** Returns the answer as a tree. */
    public static ObjectNode of(Answer answer) {
        String type = Media.bare(answer.contentType());
        ObjectNode result = JsonNodeFactory.instance
                .objectNode()
                .put("status", answer.status())
                .put("mediaType", type);
        if (answer.body().length == 0) {
            return result.putNull("body");
        }
        Optional<String> text = text(type, answer);
        Optional<JsonNode> tree = text.flatMap(whole -> json(type, whole));
        if (tree.isPresent()) {
            return result.set("body", tree.get());
        }
        return text.map(whole -> result.put("body", whole))
                .orElseGet(() -> result.put("body", Base64.getEncoder().encodeToString(answer.body()))
                        .put("encoding", "base64"));
    }

    /** Returns the body as JSON if the media type says so, or if no media type is given and it is an object or an array. */
    private static Optional<JsonNode> json(String type, String text) {
        boolean said = Media.of(type) == Media.JSON;
        boolean open = type.isEmpty() || type.equals("text/plain");
        return said || open
                ? new JsonReader(ReadingOptions.plain(Media.JSON, text.length() + 1))
                        .read(text.strip())
                        .filter(tree -> said || tree.isContainerNode())
                : Optional.empty();
    }

    /** Returns the body as text if it has a text media type or none, and the bytes are text. */
    private static Optional<String> text(String type, Answer answer) {
        Media media = Media.of(type);
        boolean text = type.isEmpty() || type.startsWith("text/") || media == Media.JSON || media == Media.XML;
        return text
                ? Optional.ofNullable(
                        Charsets.decode(answer.contentType(), answer.body(), List.of(StandardCharsets.UTF_8)))
                : Optional.empty();
    }
}
