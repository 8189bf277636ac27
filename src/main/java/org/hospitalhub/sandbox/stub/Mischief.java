package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.hospitalhub.sandbox.Reply;

/** The misbehaviours of every stub. */
enum Mischief {
    LIMIT_429("429", true),
    UNAVAILABLE_503("503", true),
    ERROR_500("500", true),
    UNAUTHORIZED_401("401", true),
    HANG("hang", true),
    SLOW("slow", false),
    LOST_BEFORE_WORK("lost-before-work", true),
    LOST_AFTER_WORK("lost-after-work", false),
    HALF_BODY("half-body", false),
    HTML_PAGE("html-page", true),
    SURPLUS_BYTES("surplus-bytes", false),
    WRONG_CASE("wrong-case", false),
    REDIRECT("redirect", true);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PAGE =
            "<!DOCTYPE html><html><head><title>Gateway</title></head><body><h1>The service is being maintained</h1></body></html>";

    private final String label;
    private final boolean instead;

    Mischief(String label, boolean instead) {
        this.label = label;
        this.instead = instead;
    }

    /** Returns whether the call is not processed at all. */
    boolean instead() {
        return instead;
    }

    String label() {
        return label;
    }

    static Optional<Mischief> named(String label) {
        return Arrays.stream(values()).filter(one -> one.label.equals(label)).findFirst();
    }

    /**
     * Returns a spoilt answer.
     *
     * @param retryAfter seconds in Retry-After, for 429 and 503
     * @param status status of the HTML page
     */
    Reply apply(Reply honest, Behaviour behaviour, int retryAfter, int status) {
        String seconds = String.valueOf(retryAfter);
        return switch (this) {
            case LIMIT_429 -> Reply.empty(429).with("Retry-After", seconds);
            case UNAVAILABLE_503 -> Reply.empty(503).with("Retry-After", seconds);
            case ERROR_500 -> Reply.empty(500);
            case UNAUTHORIZED_401 -> Reply.empty(401);
            case HANG -> Reply.hangUp().after(behaviour.hang());
            case SLOW -> honest.after(behaviour.slow());
            case LOST_BEFORE_WORK, LOST_AFTER_WORK -> Reply.hangUp();
            case HALF_BODY -> honest.cutAfter(honest.body().length / 2);
            case HTML_PAGE -> Reply.of(status, "text/html; charset=utf-8", PAGE);
            case SURPLUS_BYTES ->
                body(honest, new String(honest.body(), StandardCharsets.ISO_8859_1) + "\r\n\r\n0\r\n{}");
            case WRONG_CASE -> body(honest, wrongCase(honest));
            case REDIRECT -> Reply.empty(307).with("Location", "http://elsewhere.invalid/");
        };
    }

    private static Reply body(Reply honest, String bytes) {
        return new Reply(honest.status(), honest.headers(), bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String wrongCase(Reply honest) {
        String text = new String(honest.body(), StandardCharsets.UTF_8);
        String spoilt = text;
        if (text.stripLeading().startsWith("<")) {
            spoilt = java.util.regex.Pattern.compile("(</?)([\\w.-]+)")
                    .matcher(text)
                    .replaceAll(tag -> tag.group(1) + tag.group(2).toUpperCase(Locale.ROOT));
        } else if (!text.isBlank()) {
            try {
                spoilt = upper(JSON.readTree(text)).toString();
            } catch (JsonProcessingException e) {
                return new String(honest.body(), StandardCharsets.ISO_8859_1);
            }
        }
        return new String(spoilt.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static JsonNode upper(JsonNode node) {
        if (node.isObject()) {
            ObjectNode object = JSON.createObjectNode();
            node.forEachEntry((name, value) -> object.set(name.toUpperCase(Locale.ROOT), upper(value)));
            return object;
        }
        if (node.isArray()) {
            var array = JSON.createArrayNode();
            node.forEach(one -> array.add(upper(one)));
            return array;
        }
        return node;
    }
}
