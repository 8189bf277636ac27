package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.hospitalhub.sandbox.BadControlException;
import org.hospitalhub.sandbox.Call;
import org.hospitalhub.sandbox.Reply;

/** Named misbehaviours, each for so many calls of a path (eHealth contract §8.1, §11.9). */
final class EhealthMischief {

    /** A misbehaviour, where it happens by default, and its description. */
    enum Kind {
        ERROR_500("/api/", "500 {\"error\":{\"type\":\"internal_error\"}}"),
        ERROR_500_DETAIL("/api/", "500 {\"error\":{\"errors\":{\"detail\":\"Internal server error\"}}}"),
        BAD_GATEWAY("/api/", "502 in the envelope: Failed to save signed content"),
        FAILED_DEPENDENCY("/api/", "424 failed_dependency"),
        RATE_LIMIT("/api/", "429 {\"message\":\"API rate limit exceeded\"}"),
        EDGE_HTML("/api/", "502 with an HTML page of the edge"),
        SIGNATURE_SERVICE_DOWN(CREATE, "400 Invalid signature"),
        SLOW("", "the answer comes after millis (5000)"),
        NO_ANSWER("/api/", "the connection closes, nothing was done"),
        ANSWER_LOST(CREATE, "everything was done, the connection closes without an answer"),
        EXPIRED_UPLOAD_URLS("/storage/", "403 ExpiredToken"),
        TOKEN_REVOKED("/api/", "the token of the call is revoked before it is looked at");

        private final String where;
        private final String story;

        Kind(String where, String story) {
            this.where = where;
            this.story = story;
        }

        String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final String CREATE = "/contract_requests/[a-z]+/[0-9a-f-]{36}$";
    private static final long SLOW_MILLIS = 5000;

    /** One that is on; {@code left} zero never ends. */
    private record Active(Kind kind, Pattern path, String method, long millis, int left) {
        boolean hits(Call call) {
            return path.matcher(call.path()).find() && (method.isEmpty() || method.equals(call.method()));
        }

        ObjectNode json() {
            return Json.object()
                    .put("name", kind.wireName())
                    .put("count", left == 0 ? null : left)
                    .put("path", path.pattern())
                    .put("method", method)
                    .put("millis", millis);
        }
    }

    private final List<Active> active = new ArrayList<>();

    synchronized void clear() {
        active.clear();
    }

    /**
     * Switches one on: {@code name}, {@code count} (absent or null never ends), {@code path}, {@code method}, {@code millis}.
     *
     * @throws BadControlException when the name is unknown, the count is not positive or the path is no regular expression
     */
    synchronized void add(JsonNode asked) {
        String name = Json.text(asked, "name");
        Kind kind = List.of(Kind.values()).stream()
                .filter(each -> each.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadControlException("no mischief has this name; one of "
                        + List.of(Kind.values()).stream().map(Kind::wireName).toList()));
        if (asked.hasNonNull("count") && asked.get("count").asInt() < 1) {
            throw new BadControlException("count is a positive whole number or null");
        }
        try {
            active.add(new Active(
                    kind,
                    Pattern.compile(asked.hasNonNull("path") ? Json.text(asked, "path") : kind.where),
                    Json.text(asked, "method"),
                    asked.path("millis").asLong(SLOW_MILLIS),
                    asked.path("count").asInt(0)));
        } catch (PatternSyntaxException wrong) {
            throw new BadControlException("path is a regular expression: " + wrong.getDescription());
        }
    }

    /** Takes the first that hits this call; it counts as used. */
    synchronized Optional<Hit> take(Call call) {
        for (int i = 0; i < active.size(); i++) {
            Active one = active.get(i);
            if (one.hits(call)) {
                if (one.left == 1) {
                    active.remove(i);
                } else {
                    active.set(i, new Active(one.kind, one.path, one.method, one.millis, Math.max(0, one.left - 1)));
                }
                return Optional.of(new Hit(one.kind, Duration.ofMillis(one.millis)));
            }
        }
        return Optional.empty();
    }

    /** Returns the active and the available misbehaviours. */
    synchronized ObjectNode json() {
        ObjectNode json = Json.object();
        ArrayNode on = json.putArray("active");
        active.forEach(one -> on.add(one.json()));
        ArrayNode all = json.putArray("all");
        for (Kind kind : Kind.values()) {
            all.addObject().put("name", kind.wireName()).put("path", kind.where).put("does", kind.story);
        }
        return json;
    }

    /** A mischief that meets a call. */
    record Hit(Kind kind, Duration delay) {

        /** Returns the answer that replaces the service's own; empty for misbehaviours that only change it. */
        Optional<Reply> instead(ApiExchange exchange) {
            return switch (kind) {
                case ERROR_500 -> Optional.of(exchange.error(500, Json.object().put("type", "internal_error")));
                case ERROR_500_DETAIL -> {
                    ObjectNode error = Json.object();
                    error.putObject("errors").put("detail", "Internal server error");
                    yield Optional.of(exchange.error(500, error));
                }
                case BAD_GATEWAY ->
                    Optional.of(exchange.error(502, Json.object().put("message", "Failed to save signed content")));
                case FAILED_DEPENDENCY ->
                    Optional.of(exchange.refuse(ServiceErrorException.of(
                            424,
                            "failed_dependency",
                            "The method could not be performed on the resource because the requested action depended on"
                                    + " another action and that action failed.")));
                case RATE_LIMIT -> Optional.of(Reply.json(429, "{\"message\":\"API rate limit exceeded\"}"));
                case EDGE_HTML ->
                    Optional.of(
                            Reply.of(
                                    502,
                                    "text/html; charset=UTF-8",
                                    "<!DOCTYPE html><html><head><title>502: Bad gateway</title></head><body>cloudflare</body></html>"));
                case SIGNATURE_SERVICE_DOWN ->
                    Optional.of(exchange.refuse(ServiceErrorException.badRequest("Invalid signature")));
                case NO_ANSWER -> Optional.of(Reply.hangUp());
                case SLOW, ANSWER_LOST, EXPIRED_UPLOAD_URLS, TOKEN_REVOKED -> Optional.empty();
            };
        }

        /** Returns the service's answer with the change of this misbehaviour. */
        Reply after(Reply reply) {
            return switch (kind) {
                case SLOW -> reply.after(delay);
                case ANSWER_LOST -> Reply.hangUp();
                default -> reply;
            };
        }
    }
}
