package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.hospitalhub.sandbox.Call;
import org.hospitalhub.sandbox.stub.Definition.Door;
import org.jspecify.annotations.Nullable;

/** Checks requests for tokens of OAuth2 (RFC 6749): client, grant and parameters, and refresh tokens, each of which is used once. */
final class TokenRequests {

    private static final String GRANT = "grant_type";
    private static final String REFRESH = "refresh_token";

    private final StubSettings settings;
    private final Supplier<String> words;
    private final Map<String, String> refreshTokens = new HashMap<>();
    private final Set<String> usedRefreshTokens = new HashSet<>();

    /**
     * A refusal of a request.
     *
     * @param error code of RFC 6749 §5.2
     * @param violation what the client did wrong
     */
    record Refusal(int status, String error, String violation) {}

    /**
     * Creates the checks of one service.
     *
     * @param words makes new tokens
     */
    TokenRequests(StubSettings settings, Supplier<String> words) {
        this.settings = settings;
        this.words = words;
    }

    /** Returns the parameters of a request for a token; empty for any other request. */
    static Optional<JsonNode> parameters(Door door, Call call) {
        if (!call.method().equals("POST")) {
            return Optional.empty();
        }
        try {
            boolean json = door.auth().path("style").asText().equals("json");
            JsonNode tree = Tree.read(json ? "application/json" : "application/x-www-form-urlencoded", call.body());
            JsonNode inside = door.auth().path("inside");
            JsonNode parameters = inside.isTextual() ? tree.path(inside.textValue()) : tree;
            return parameters.has(GRANT) ? Optional.of(parameters) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Returns why no token is given for a request; empty when one is. */
    Optional<Refusal> refusal(Door door, JsonNode parameters, Call call) {
        JsonNode auth = door.auth();
        String account = account(door, parameters);
        if (!isClient(auth, account, parameters, call)) {
            return refused(401, "invalid_client", "a token was asked for with a wrong client id or secret");
        }
        if (LogIns.binds(auth) && !JwtClaims.proves(call)) {
            return refused(400, "invalid_dpop_proof", "a token was asked for without a proof of possession");
        }
        boolean refresh = refreshes(door);
        String grant = parameters.path(GRANT).asText();
        if (!grant.equals(refresh ? REFRESH : grant(auth))) {
            return refused(
                    400,
                    "unsupported_grant_type",
                    "a token was asked for with grant_type " + grant.replaceAll("\\W", "?"));
        }
        Optional<String> wrong = wrongParameter(auth, account, parameters);
        if (wrong.isPresent()) {
            return refused(400, "invalid_grant", "a token was asked for with another " + wrong.get());
        }
        return refresh ? usedRefreshToken(door, account, parameters) : Optional.empty();
    }

    private Optional<Refusal> usedRefreshToken(Door door, String account, JsonNode parameters) {
        String asked = parameters.path(REFRESH).asText();
        if (asked.equals(refreshToken(door, account))) {
            return Optional.empty();
        }
        String why = usedRefreshTokens.contains(asked) ? "was used before" : "is wrong";
        return refused(400, "invalid_grant", "a token was asked for with a refresh token that " + why);
    }

    /** Returns the refresh token that replaces the one of a request that is not refused; null for another grant. */
    @Nullable
    String renewed(Door door, JsonNode parameters) {
        if (!refreshes(door)) {
            return null;
        }
        usedRefreshTokens.add(parameters.path(REFRESH).asText());
        String next = words.get();
        refreshTokens.put(door.name() + "/" + account(door, parameters), next);
        return next;
    }

    private static boolean refreshes(Door door) {
        return door.auth().path("kind").asText().equals("oauth2-refresh");
    }

    private static String account(Door door, JsonNode parameters) {
        return StubAccounts.of(
                door.auth().path("client-id").asText(),
                parameters.path("client_id").asText());
    }

    private static String grant(JsonNode auth) {
        return auth.path("parameters").path(GRANT).asText("client_credentials");
    }

    /** Returns whether the client shows what the definition says of it; one without a secret names itself only. */
    private boolean isClient(JsonNode auth, String account, JsonNode parameters, Call call) {
        String id = value(auth, "client-id", account);
        String secret = value(auth, "client-secret", account);
        String style = auth.path("style").asText("basic");
        if (style.equals("private-key-jwt")) {
            return JwtClaims.asserts(id, parameters.path("client_assertion").asText());
        }
        if (style.equals("basic") && !secret.isEmpty()) {
            return LogIns.basic(id, secret, call);
        }
        return LogIns.header("Authorization", call).isEmpty()
                && parameters.path("client_id").asText().equals(id)
                && parameters.path("client_secret").asText().equals(secret);
    }

    /** Returns the name of the first parameter that is missing or another than in the definition. */
    private Optional<String> wrongParameter(JsonNode auth, String account, JsonNode parameters) {
        return auth.path("parameters")
                .propertyStream()
                .filter(one -> !one.getKey().equals(GRANT))
                .filter(one -> !parameters
                        .path(one.getKey())
                        .asText()
                        .equals(value(auth.path("parameters"), one.getKey(), account)))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private String value(JsonNode auth, String key, String account) {
        return settings.resolve(StubAccounts.resolve(auth.path(key).asText(), account));
    }

    /** Returns the refresh token that is valid now. */
    String refreshToken(Door door, String account) {
        return refreshTokens.getOrDefault(door.name() + "/" + account, value(door.auth(), "refresh-token", account));
    }

    private static Optional<Refusal> refused(int status, String error, String violation) {
        return Optional.of(new Refusal(status, error, violation));
    }
}
