package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hospitalhub.ledger.Secrets;
import org.hospitalhub.service.BrowserLogIn;

/**
 * Lets the user of a legal entity log in to eHealth in his browser, so that the hub has a refresh token (eHealth contract
 * §8.4, authorization code). The state of a log-in is known to one operator, for one legal entity, once, and for 15 minutes.
 */
public final class EhealthLogIn implements BrowserLogIn {

    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final int STATE_BYTES = 32;
    private static final JsonMapper MAPPER = new JsonMapper();

    private final EhealthSettings settings;
    private final EhealthTokens tokens;
    private final Supplier<Secrets> secrets;
    private final Function<EhealthRequest, EhealthResponse> door;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    private record Begun(String state, String redirect, Instant until) {}

    EhealthLogIn(
            EhealthSettings settings,
            EhealthTokens tokens,
            Supplier<Secrets> secrets,
            Function<EhealthRequest, EhealthResponse> door,
            InstantSource clock) {
        this.settings = settings;
        this.tokens = tokens;
        this.secrets = secrets;
        this.door = door;
        this.clock = clock;
    }

    @Override
    public String service() {
        return "ehealth";
    }

    @Override
    public String title() {
        return "eHealth";
    }

    @Override
    public URI begin(String legalEntity, String operator, URI redirect) {
        EhealthSettings.LegalEntity entity = entity(legalEntity);
        byte[] bytes = new byte[STATE_BYTES];
        random.nextBytes(bytes);
        String state = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        secrets.get()
                .put(
                        name(legalEntity, operator),
                        EhealthOrder.bytes(JsonNodeFactory.instance
                                .objectNode()
                                .put("state", state)
                                .put("redirect", redirect.toString())
                                .put("until", clock.instant().plus(PATIENCE).toString())));
        return URI.create(settings.authUrl() + "/sign-in?response_type=code&client_id=" + encoded(entity.clientId())
                + "&redirect_uri=" + encoded(redirect.toString()) + "&scope=" + encoded(settings.scopes()) + "&state="
                + state);
    }

    @Override
    public void end(String legalEntity, String operator, String state, String code) {
        EhealthSettings.LegalEntity entity = entity(legalEntity);
        Begun begun = once(legalEntity, operator)
                .filter(found -> same(found.state(), state))
                .filter(found -> clock.instant().isBefore(found.until()))
                .orElseThrow(
                        () -> new RefusedException(
                                "This log-in was started by another user, was already used or took longer than 15 minutes: start it again."));
        EhealthRequest request = EhealthTokens.tokenRequest(
                settings,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("client_id", entity.clientId())
                        .put("client_secret", entity.clientSecret())
                        .put("code", code)
                        .put("grant_type", "authorization_code")
                        .put("redirect_uri", begun.redirect())
                        .put("scope", settings.scopes()),
                UUID.randomUUID().toString());
        EhealthResponse response = door.apply(request);
        if (!tokens.storeLogIn(legalEntity, response)) {
            throw new RefusedException(
                    "eHealth gave no token (HTTP " + response.status()
                            + "): check client-id, client-secret and the redirect address registered at eHealth, then start again.");
        }
    }

    /** Deletes the state in every case, so that it cannot be used twice. */
    private Optional<Begun> once(String legalEntity, String operator) {
        String name = name(legalEntity, operator);
        return secrets.get()
                .find(name)
                .filter(secret -> secret.value().length > 2)
                .filter(secret -> secrets.get().replace(name, secret.version(), "{}".getBytes(StandardCharsets.UTF_8)))
                .map(secret -> read(secret.value()));
    }

    private static Begun read(byte[] value) {
        try {
            JsonNode json = MAPPER.readTree(value);
            return new Begun(
                    json.path("state").asText(),
                    json.path("redirect").asText(),
                    Instant.parse(json.path("until").asText()));
        } catch (IOException broken) {
            throw new IllegalStateException("a log-in in the ledger cannot be read", broken);
        }
    }

    private EhealthSettings.LegalEntity entity(String name) {
        EhealthSettings.LegalEntity entity = settings.legalEntities().get(name);
        if (entity == null || settings.off() != null) {
            throw new RefusedException(
                    "There is no such legal entity in hub.ehealth.legal-entities, or eHealth is off.");
        }
        return entity;
    }

    private static boolean same(String one, String other) {
        return !one.isEmpty()
                && MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static String name(String legalEntity, String operator) {
        return "ehealth/log-in/" + EhealthTokens.hash(legalEntity + "\n" + operator);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
