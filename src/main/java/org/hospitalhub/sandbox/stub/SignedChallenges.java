package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Finds the signed content in a request for a token, wherever the signature is in the body. */
final class SignedChallenges {

    private static final ObjectMapper JSON = new ObjectMapper();

    private SignedChallenges() {}

    static String content(String scheme, byte[] body) throws SignedContent.Wrong {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        if (scheme.startsWith("xmldsig")) {
            return new String(SignedContent.xml(xml(text)), StandardCharsets.UTF_8);
        }
        if (scheme.startsWith("cades")) {
            return new String(SignedContent.cms(der(text, body)), StandardCharsets.UTF_8);
        }
        return text;
    }

    /** Returns the XML of a body: the body itself, or a text in its JSON. */
    private static byte[] xml(String text) throws SignedContent.Wrong {
        if (text.startsWith("<")) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        for (JsonNode one : texts(text)) {
            String inner = one.textValue().strip();
            if (inner.startsWith("<")) {
                return inner.getBytes(StandardCharsets.UTF_8);
            }
            byte[] decoded = decoded(inner);
            if (decoded.length > 0 && decoded[0] == '<') {
                return decoded;
            }
        }
        throw new SignedContent.Wrong("the body holds no signed XML");
    }

    private static byte[] der(String text, byte[] body) throws SignedContent.Wrong {
        if (body.length > 0 && body[0] == 0x30) {
            return body;
        }
        for (JsonNode one : texts(text)) {
            byte[] decoded = decoded(one.textValue());
            if (decoded.length > 0 && decoded[0] == 0x30) {
                return decoded;
            }
        }
        byte[] whole = decoded(text);
        if (whole.length > 0 && whole[0] == 0x30) {
            return whole;
        }
        throw new SignedContent.Wrong("the body holds no PKCS#7");
    }

    private static List<JsonNode> texts(String json) {
        try {
            JsonNode tree = JSON.readTree(json);
            return tree.propertyStream()
                    .map(Map.Entry::getValue)
                    .filter(JsonNode::isTextual)
                    .toList();
        } catch (IOException notJson) {
            return List.of();
        }
    }

    private static byte[] decoded(String text) {
        try {
            return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
