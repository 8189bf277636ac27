package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.Secrets;
import org.hospitalhub.ledger.StepEndedException;

/** Access tokens of the legal entities, renewed by refresh token (eHealth contract §8.4) and kept in the ledger for all nodes. */
final class EhealthTokens {

    private static final JsonMapper MAPPER = new JsonMapper();
    // Longer than the longest call, so that no other node renews while an answer is pending.
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Duration OTHERS_RENEW = Duration.ofSeconds(3);

    private final EhealthSettings settings;
    private final Supplier<Secrets> secrets;
    private final InstantSource clock;

    /**
     * What is kept of a legal entity's tokens.
     *
     * @param access access token
     * @param expiresAt its end
     * @param refresh newest refresh token
     * @param from hash of the configured refresh token that this descends from; another one there means a new log-in
     */
    private record StoredTokens(String access, Instant expiresAt, String refresh, String from) {}

    /**
     * A renewal that has begun.
     *
     * @param pending the call that needs the token; with a token when another node has renewed it meanwhile
     * @param request call of the token service
     * @param holder who holds the lease
     */
    record Renewal(EhealthRequest pending, EhealthRequest request, String holder) {
        /** Hides the tokens. */
        @Override
        public String toString() {
            return "Renewal[]";
        }
    }

    EhealthTokens(EhealthSettings settings, Supplier<Secrets> secrets, InstantSource clock) {
        this.settings = settings;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** Returns the request with its token if a stored one lives long enough; otherwise it still needs one. */
    EhealthRequest withStoredToken(EhealthRequest request) {
        String entity = request.legalEntity();
        return entity == null
                ? request
                : stored(entity)
                        .filter(this::lives)
                        .map(stored -> request.withToken(stored.access()))
                        .orElse(request);
    }

    /**
     * Begins to renew.
     *
     * @param refused the token that the service refused, empty when none was sent
     * @throws StepEndedException when another node is renewing, or no user has ever logged in
     */
    Renewal beginRenewal(EhealthRequest waiting, String refused) {
        String entity = String.valueOf(waiting.legalEntity());
        String holder = UUID.randomUUID().toString();
        if (!secrets.get().lease(name(entity), holder, clock.instant(), LEASE)) {
            throw new StepEndedException(new Outcome.Failed(
                    Problem.of("EHEALTH_TOKEN_BUSY", "EHEALTH_TOKEN_BUSY"), Remedy.RETRY, OTHERS_RENEW, null));
        }
        Optional<StoredTokens> kept = stored(entity);
        Optional<StoredTokens> renewed =
                kept.filter(this::lives).filter(token -> !token.access().equals(refused));
        if (renewed.isPresent()) {
            secrets.get().release(name(entity), holder);
            return new Renewal(waiting.withToken(renewed.get().access()), waiting, holder);
        }
        String refresh = kept.map(StoredTokens::refresh).orElse(entity(entity).refreshToken());
        if (refresh.isBlank()) {
            secrets.get().release(name(entity), holder);
            throw new StepEndedException(logInAgain(entity, null));
        }
        return new Renewal(waiting, byRefreshToken(waiting, entity(entity), refresh), holder);
    }

    private EhealthRequest byRefreshToken(EhealthRequest waiting, EhealthSettings.LegalEntity entity, String refresh) {
        ObjectNode token = JsonNodeFactory.instance
                .objectNode()
                .put("client_id", entity.clientId())
                .put("client_secret", entity.clientSecret())
                .put("refresh_token", refresh)
                .put("grant_type", "refresh_token");
        return tokenRequest(settings, token, waiting.requestId());
    }

    /** Makes a call of the token service. */
    static EhealthRequest tokenRequest(EhealthSettings settings, ObjectNode token, String requestId) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("token", token);
        return EhealthRequest.withoutToken(
                "POST", settings.authUrl() + "/oauth/tokens", "application/json", EhealthOrder.bytes(body), requestId);
    }

    /** Keeps the tokens of a new log-in; false when the answer holds none that could be renewed. */
    boolean storeLogIn(String entity, EhealthResponse response) {
        ObjectNode data = response.success() ? response.data().orElse(null) : null;
        String access = data == null ? "" : data.path("value").asText("");
        if (data == null
                || access.isEmpty()
                || data.at("/details/refresh_token").asText("").isEmpty()) {
            return false;
        }
        keep(entity, access, data);
        return true;
    }

    /**
     * Keeps what the token service answered and gives the waiting call its token.
     *
     * @throws StepEndedException when it gave none
     */
    EhealthRequest finishRenewal(Renewal renewal, EhealthResponse response) {
        String entity = String.valueOf(renewal.pending().legalEntity());
        try {
            ObjectNode data = response.success() ? response.data().orElse(null) : null;
            String access = data == null ? "" : data.path("value").asText("");
            if (data == null || access.isEmpty()) {
                throw new StepEndedException(refused(entity, response));
            }
            keep(entity, access, data);
            return renewal.pending().withToken(access);
        } finally {
            secrets.get().release(name(entity), renewal.holder());
        }
    }

    private void keep(String entity, String access, ObjectNode data) {
        String before =
                stored(entity).map(StoredTokens::refresh).orElse(entity(entity).refreshToken());
        String refresh = data.path("details").path("refresh_token").asText("");
        ObjectNode kept = JsonNodeFactory.instance
                .objectNode()
                .put("access", access)
                .put("expiresAt", data.path("expires_at").asLong(0))
                .put("refresh", refresh.isEmpty() ? before : refresh)
                .put("from", hash(entity(entity).refreshToken()));
        secrets.get().put(name(entity), EhealthOrder.bytes(kept));
    }

    private static Outcome refused(String entity, EhealthResponse response) {
        return switch (response.status()) {
            case 400, 401, 403, 404, 409, 422 -> logInAgain(entity, response);
            default -> EhealthFailure.of(response);
        };
    }

    private static Outcome.Failed logInAgain(
            String entity, @org.jspecify.annotations.Nullable EhealthResponse response) {
        return EhealthFailure.park(
                        response,
                        "EHEALTH_LOG_IN_AGAIN",
                        "The user of legal entity " + entity + " must log in to eHealth again",
                        "There is no refresh token that works. An operator opens /operations/ehealth/" + entity
                                + "/log-in in the browser of that user; after the log-in replay the order.")
                .because(Outcome.Refusal.CALLER);
    }

    private boolean lives(StoredTokens stored) {
        return stored.expiresAt().minus(settings.renewBefore()).isAfter(clock.instant());
    }

    private Optional<StoredTokens> stored(String entity) {
        return secrets.get()
                .find(name(entity))
                .map(secret -> read(secret.value()))
                .filter(stored -> stored.from().equals(hash(entity(entity).refreshToken())));
    }

    private static StoredTokens read(byte[] json) {
        try {
            JsonNode kept = MAPPER.readTree(json);
            return new StoredTokens(
                    kept.path("access").asText(),
                    Instant.ofEpochSecond(kept.path("expiresAt").asLong()),
                    kept.path("refresh").asText(),
                    kept.path("from").asText());
        } catch (IOException broken) {
            throw new IllegalStateException("a token in the ledger cannot be read");
        }
    }

    private EhealthSettings.LegalEntity entity(String name) {
        EhealthSettings.LegalEntity entity = settings.legalEntities().get(name);
        if (entity == null) {
            throw new StepEndedException(EhealthFailure.park(
                    null,
                    "EHEALTH_LEGAL_ENTITY",
                    "The legal entity of the order is no longer configured",
                    "Add it to hub.ehealth.legal-entities, then replay the order."));
        }
        return entity;
    }

    private static String name(String entity) {
        return "ehealth/token/" + entity;
    }

    static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
