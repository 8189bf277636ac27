package org.hospitalhub.ehealth;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.hospitalhub.calls.ErrorText;
import org.jspecify.annotations.Nullable;

/**
 * Response of the service or its storage.
 *
 * @param status HTTP status; {@code meta.code} in the body may differ and is not used (eHealth contract §8.0)
 * @param bytes body as it came
 * @param json body as JSON, missing where it is none (HTML of the edge, XML of the storage)
 * @param retryAfter how long the service asks to wait, null when it does not say
 */
record EhealthResponse(
        int status, byte[] bytes, JsonNode json, @Nullable Duration retryAfter) {

    private static final JsonMapper MAPPER = new JsonMapper();

    static EhealthResponse of(int status, byte[] body, @Nullable Duration retryAfter) {
        return new EhealthResponse(status, body, read(body), retryAfter);
    }

    private static JsonNode read(byte[] body) {
        try {
            JsonNode node = body.length == 0 ? null : MAPPER.readTree(body);
            return node == null ? MissingNode.getInstance() : node;
        } catch (JacksonException notJson) {
            return MissingNode.getInstance();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    boolean success() {
        return status >= 200 && status < 300;
    }

    /** Returns the object of the envelope, empty for anything else. */
    Optional<ObjectNode> data() {
        return json.path("data") instanceof ObjectNode data ? Optional.of(data) : Optional.empty();
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Returns the service's message of a failure in all its shapes (eHealth contract §8.1), empty text when it gives none. */
    String message() {
        for (String pointer : new String[] {"/error/message", "/error/errors/detail", "/message"}) {
            String text = json.at(pointer).asText("").strip();
            if (!text.isEmpty()) {
                return ErrorText.bounded(text);
            }
        }
        return "";
    }

    /** Returns how long the service asks to wait, or the given time when it does not say. */
    Duration retryAfterOr(Duration otherwise) {
        return retryAfter == null ? otherwise : retryAfter;
    }

    byte @Nullable [] raw() {
        return bytes.length == 0 ? null : bytes;
    }

    /** Hides the body. */
    @Override
    public String toString() {
        return "HTTP " + status + ", " + bytes.length + " bytes";
    }
}
