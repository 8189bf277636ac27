package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hospitalhub.sandbox.Call;
import org.hospitalhub.sandbox.Reply;

/** The authorization server: the log-in page, codes, tokens and refresh tokens (eHealth contract §8.4). */
final class OAuth {

    private static final int TOKEN_BYTES = 18;

    private final State state;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    OAuth(State state, InstantSource clock) {
        this.state = state;
        this.clock = clock;
    }

    /** {@code POST /oauth/tokens}: 201 with a new access token. */
    Reply tokens(ApiExchange exchange) {
        JsonNode asked = exchange.body().path("token");
        requireClient(asked);
        return switch (Json.text(asked, "grant_type")) {
            case "authorization_code" -> exchange.reply(201, byCode(asked));
            case "refresh_token" -> exchange.reply(201, byRefreshToken(asked));
            case "" -> throw ServiceErrorException.unprocessable("Request must include grant_type.");
            default -> throw ServiceErrorException.unprocessable("Grant type not allowed.");
        };
    }

    private void requireClient(JsonNode asked) {
        boolean known = state.registry()
                .row("clients", Json.text(asked, "client_id"))
                .filter(client -> Json.text(client, "secret").equals(Json.text(asked, "client_secret")))
                .isPresent();
        if (!known) {
            throw ServiceErrorException.of(401, "invalid_client", "Invalid client id or secret.");
        }
    }

    private ObjectNode byCode(JsonNode asked) {
        ObjectNode code = state.registry()
                .row("codes", "value", Json.text(asked, "code"))
                .filter(row -> sameText(row, asked, "client_id"))
                .filter(row -> sameText(row, asked, "redirect_uri"))
                .orElseThrow(() -> ServiceErrorException.of(401, "invalid_grant", "Token not found or expired."));
        state.registry().remove("codes", code);
        if (expired(code)) {
            throw ServiceErrorException.of(401, "invalid_grant", "Token not found or expired.");
        }
        // A new log-in of the same user at the same client ends the older tokens (eHealth contract §8.4).
        state.registry()
                .rows("tokens")
                .filter(row -> sameText(row, code, "client_id") && sameText(row, code, "user_id"))
                .forEach(row -> state.registry().remove("tokens", row));
        return issue("authorization_code", code, newRefreshToken(code), Json.text(asked, "redirect_uri"));
    }

    private ObjectNode byRefreshToken(JsonNode asked) {
        ObjectNode refresh = state.registry()
                .row("refresh_tokens", "value", Json.text(asked, "refresh_token"))
                .filter(row -> sameText(row, asked, "client_id"))
                .orElseThrow(() -> ServiceErrorException.of(401, "token_not_found", "Token not found."));
        if (expired(refresh)) {
            throw ServiceErrorException.of(401, "token_expired", "Token expired.");
        }
        String next = Json.text(refresh, "value");
        if (state.settings().rotateRefreshTokens()) {
            state.registry().remove("refresh_tokens", refresh);
            next = newRefreshToken(refresh);
        }
        return issue("refresh_token", refresh, next, "");
    }

    private ObjectNode issue(String grant, ObjectNode from, String refreshToken, String redirectUri) {
        ObjectNode token = Json.object();
        token.put("value", opaque());
        token.set("client_id", from.get("client_id"));
        token.set("user_id", from.get("user_id"));
        token.put("scope", Json.text(from, "scope"));
        token.put("expires_at", now() + state.settings().accessTokenSeconds());
        state.registry().add("tokens", token);
        ObjectNode data = Json.object();
        data.put("id", UUID.randomUUID().toString());
        data.put("name", "access_token");
        data.set("value", token.get("value"));
        data.set("user_id", token.get("user_id"));
        data.set("expires_at", token.get("expires_at"));
        ObjectNode details = data.putObject("details");
        details.set("scope", token.get("scope"));
        details.put("refresh_token", refreshToken);
        details.put("redirect_uri", redirectUri);
        details.put("grant_type", grant);
        details.set("client_id", token.get("client_id"));
        return data;
    }

    private String newRefreshToken(ObjectNode from) {
        ObjectNode refresh = Json.object();
        refresh.put("value", opaque());
        refresh.set("client_id", from.get("client_id"));
        refresh.set("user_id", from.get("user_id"));
        refresh.put("scope", Json.text(from, "scope"));
        refresh.put("expires_at", now() + state.settings().refreshTokenSeconds());
        state.registry().add("refresh_tokens", refresh);
        return Json.text(refresh, "value");
    }

    /** {@code GET /sign-in}: a page with the client's users, or with {@code user_id} the redirect with code and state. */
    Reply signIn(Call call) {
        String clientId = call.param("client_id").orElse("");
        String redirect = call.param("redirect_uri").orElse("");
        boolean known = state.registry().row("clients", clientId).isPresent();
        if (!known
                || redirect.isEmpty()
                || !call.param("response_type").orElse("").equals("code")) {
            return page(422, "<p>client_id, redirect_uri and response_type=code are needed.</p>");
        }
        return call.param("user_id")
                .flatMap(id -> state.registry().row("users", id))
                .map(user -> redirect(call, clientId, redirect, user))
                .orElseGet(() -> choose(call));
    }

    private Reply redirect(Call call, String clientId, String redirect, ObjectNode user) {
        ObjectNode code = Json.object();
        code.put("value", opaque());
        code.put("client_id", clientId);
        code.set("user_id", user.get("id"));
        code.put("scope", call.param("scope").orElse(""));
        code.put("redirect_uri", redirect);
        code.put("expires_at", now() + state.settings().codeSeconds());
        state.registry().add("codes", code);
        String target = redirect + (redirect.contains("?") ? "&" : "?") + "code=" + encoded(Json.text(code, "value"))
                + call.param("state").map(value -> "&state=" + encoded(value)).orElse("");
        return Reply.empty(302).with("Location", target).with("X-Frame-Options", "deny");
    }

    private Reply choose(Call call) {
        StringBuilder links = new StringBuilder("<p>Who logs in?</p><ul>");
        state.registry().rows("users").forEach(user -> {
            String id = Json.text(user, "id");
            String name = state.registry()
                    .partyOf(id)
                    .map(party -> Json.text(party, "last_name") + " " + Json.text(party, "first_name"))
                    .orElse(id);
            links.append("<li><a href=\"?")
                    .append(escaped(call.query() + "&user_id=" + encoded(id)))
                    .append("\">")
                    .append(escaped(name))
                    .append("</a></li>");
        });
        return page(200, links.append("</ul>").toString());
    }

    private static Reply page(int status, String body) {
        return Reply.of(
                        status,
                        "text/html; charset=utf-8",
                        "<!doctype html><meta charset=\"utf-8\"><title>eHealth sandbox</title><h1>eHealth sandbox</h1>"
                                + body)
                .with("X-Frame-Options", "deny");
    }

    private static String escaped(String text) {
        String result = text;
        for (Map.Entry<String, String> pair : List.of(
                Map.entry("&", "&amp;"), Map.entry("<", "&lt;"), Map.entry(">", "&gt;"), Map.entry("\"", "&quot;"))) {
            result = result.replace(pair.getKey(), pair.getValue());
        }
        return result;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private boolean expired(ObjectNode row) {
        return row.hasNonNull("expires_at") && row.get("expires_at").asLong() <= now();
    }

    private static boolean sameText(JsonNode one, JsonNode other, String field) {
        return Json.text(one, field).equals(Json.text(other, field));
    }

    private String opaque() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}
