package org.hospitalhub.nhif;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the bytes of an answer: JSON where it is JSON, else text, else base64. */
final class AnswerBody {

    private static final Pattern CHARSET = Pattern.compile("charset\\s*=\\s*\"?([\\w.:-]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern XML_ENCODING = Pattern.compile("^\\W*<\\?xml[^>]*encoding\\s*=\\s*[\"']([\\w.:-]+)");
    private static final int XML_HEAD = 200;

    private final ObjectMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // A name that stands twice would lose one of its values; such an answer stays text.
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** Makes the result of an order: {@code {"status","mediaType","body"}}, and {@code "encoding"} where it is base64. */
    ObjectNode result(NhifAnswer answer) {
        ObjectNode result = json.createObjectNode();
        result.put("status", answer.status());
        result.put("mediaType", mediaType(answer.contentType()));
        if (answer.body().length == 0) {
            return result.putNull("body");
        }
        Optional<JsonNode> tree = json(answer);
        if (tree.isPresent()) {
            return result.set("body", tree.get());
        }
        Optional<String> text = text(answer);
        if (text.isPresent()) {
            return result.put("body", text.get());
        }
        result.put("body", Base64.getEncoder().encodeToString(answer.body()));
        return result.put("encoding", "base64");
    }

    /** Reads JSON where the media type says so, or where nothing better is said and it is a JSON object or array. */
    Optional<JsonNode> json(NhifAnswer answer) {
        String type = mediaType(answer.contentType());
        boolean said = type.endsWith("/json") || type.endsWith("+json");
        boolean open = type.isEmpty() || type.equals("text/plain");
        if (!said && !open) {
            return Optional.empty();
        }
        return text(answer).flatMap(this::parse).filter(tree -> said || tree.isContainerNode());
    }

    /** Reads text where the media type is a text's, or none is given; empty when the bytes are no such text. */
    Optional<String> text(NhifAnswer answer) {
        String type = mediaType(answer.contentType());
        boolean text = type.isEmpty()
                || type.startsWith("text/")
                || type.endsWith("/json")
                || type.endsWith("+json")
                || type.endsWith("/xml")
                || type.endsWith("+xml");
        return text ? decode(answer.body(), charset(answer.contentType(), answer.body())) : Optional.empty();
    }

    private Optional<JsonNode> parse(String text) {
        try {
            return Optional.ofNullable(json.readTree(text)).filter(tree -> !tree.isMissingNode());
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    static String mediaType(String contentType) {
        return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** Returns the charset that the media type, or else the head of an XML document, says; UTF-8 when neither does. */
    static Charset charset(String contentType, byte[] body) {
        Matcher said = CHARSET.matcher(contentType);
        if (said.find()) {
            return charset(said.group(1));
        }
        int head = Math.min(XML_HEAD, body.length);
        Matcher declared = XML_ENCODING.matcher(new String(body, 0, head, StandardCharsets.ISO_8859_1));
        return declared.find() ? charset(declared.group(1)) : StandardCharsets.UTF_8;
    }

    private static Charset charset(String name) {
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }

    private static Optional<String> decode(byte[] bytes, Charset charset) {
        try {
            String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException notThisText) {
            return Optional.empty();
        }
    }
}
