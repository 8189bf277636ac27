package org.hospitalhub.service.engine;

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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.hospitalhub.calls.tokens.IssuedToken;
import org.hospitalhub.calls.tokens.NoTokenException;
import org.hospitalhub.calls.tokens.SharedToken;
import org.hospitalhub.calls.tokens.TokenStore;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.service.BrowserLogIn;
import org.hospitalhub.service.definition.Authentication.LogIn;
import org.hospitalhub.service.definition.Authentication.OAuth2;
import org.hospitalhub.service.definition.Door;

/**
 * Lets a person log in to a service in the browser, so that the hub has a refresh token (RFC 6749 §4.1). The state of a log-in is
 * known to one operator, for one account, once, and for 15 minutes.
 */
final class CodeLogIn implements BrowserLogIn {

    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final int RANDOM_BYTES = 32;
    private static final byte[] USED = "{}".getBytes(StandardCharsets.UTF_8);
    private static final JsonMapper MAPPER = new JsonMapper();

    private final ServiceProgram program;
    private final Door door;
    private final OAuth2 oauth;
    private final LogIn page;
    private final DoorExchange doors;
    private final TokenStore store;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /**
     * A log-in that goes on in the browser.
     *
     * @param verifier of a client without a secret, who proves with it that the code is meant for him (RFC 7636); else empty
     */
    private record Begun(String state, String verifier, String redirect, Instant until) {}

    CodeLogIn(ServiceProgram program, Door door, DoorExchange doors, TokenStore store, InstantSource clock) {
        this.program = program;
        this.door = door;
        this.oauth = (OAuth2) door.auth();
        this.page = Objects.requireNonNull(oauth.logIn());
        this.doors = doors;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public String service() {
        return program.definition().name();
    }

    @Override
    public String title() {
        return program.definition().title().text();
    }

    /** Returns the values that the door's texts take of an order: each is the account. */
    private Map<String, String> values(String account) {
        return door.values().stream().collect(Collectors.toMap(name -> name, name -> account));
    }

    private OAuthDoor known(String account) {
        OAuthDoor known = new OAuthDoor(
                service() + "-" + door.name(), oauth, program.settings(), values(account), doors.signatures(), clock);
        String address = program.settings().resolve(door.url());
        if (!known.isKnown() || address.isEmpty()) {
            String where = "hub." + service()
                    + (oauth.account() == null ? "" : "." + oauth.account().of());
            throw new RefusedException(Wording.of("LOG_IN.no-account", where, title()));
        }
        return known;
    }

    @Override
    public URI begin(String account, String operator, URI redirect) {
        OAuthDoor known = known(account);
        String state = word();
        String verifier = known.text(oauth.clientSecret()).isEmpty() && oauth.assertion() == null ? word() : "";
        store.put(
                name(account, operator),
                JsonNodeFactory.instance
                        .objectNode()
                        .put("state", state)
                        .put("verifier", verifier)
                        .put("redirect", redirect.toString())
                        .put("until", clock.instant().plus(PATIENCE).toString())
                        .toString()
                        .getBytes(StandardCharsets.UTF_8));
        return URI.create(program.settings().resolve(page.page()) + "?response_type=code&client_id="
                + encoded(known.text(oauth.clientId())) + "&redirect_uri=" + encoded(redirect.toString()) + "&scope="
                + encoded(program.settings().resolve(page.scope())) + "&state=" + state + challenge(verifier));
    }

    private String word() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String challenge(String verifier) {
        return verifier.isEmpty()
                ? ""
                : "&code_challenge_method=S256&code_challenge="
                        + Base64.getUrlEncoder().withoutPadding().encodeToString(DigestUtils.sha256(verifier));
    }

    @Override
    public void end(String account, String operator, String state, String code) {
        OAuthDoor known = known(account);
        Begun begun = once(account, operator)
                .filter(found -> same(found.state(), state))
                .filter(found -> clock.instant().isBefore(found.until()))
                .orElseThrow(() -> new RefusedException(Wording.of("LOG_IN.not-yours", PATIENCE.toMinutes())));
        DoorClients.ReadyDoor ready = doors.door(program, door.name(), values(account));
        IssuedToken granted = granted(known, ready, begun, code);
        if (granted.refresh() == null || !(ready.authentication() instanceof SharedToken tokens)) {
            throw refused(0);
        }
        tokens.loggedIn(granted);
    }

    private IssuedToken granted(OAuthDoor known, DoorClients.ReadyDoor ready, Begun begun, String code) {
        try {
            return known.client(ready.client())
                    .code(code, begun.redirect(), program.settings().resolve(page.scope()), begun.verifier());
        } catch (NoTokenException none) {
            if (none.status() == 0) {
                throw new RefusedException(Wording.of("LOG_IN.not-reached", title()));
            }
            throw refused(none.status());
        }
    }

    private RefusedException refused(int status) {
        return new RefusedException(
                status == 0
                        ? Wording.of("LOG_IN.no-token", title())
                        : Wording.of("LOG_IN.no-token-status", title(), status));
    }

    /** Deletes the state in every case, so that it cannot be used twice, and for one caller at a time. */
    private Optional<Begun> once(String account, String operator) {
        String name = name(account, operator);
        String holder = UUID.randomUUID().toString();
        if (!store.lease(name, holder, clock.instant(), Duration.ofMinutes(1))) {
            return Optional.empty();
        }
        try {
            Optional<byte[]> found = store.find(name).filter(value -> value.length > USED.length);
            store.put(name, USED);
            return found.map(CodeLogIn::read);
        } finally {
            store.release(name, holder);
        }
    }

    private static Begun read(byte[] value) {
        try {
            JsonNode json = MAPPER.readTree(value);
            return new Begun(
                    json.path("state").asText(),
                    json.path("verifier").asText(),
                    json.path("redirect").asText(),
                    Instant.parse(json.path("until").asText()));
        } catch (IOException broken) {
            throw new IllegalStateException("a log-in in the ledger cannot be read", broken);
        }
    }

    private static boolean same(String one, String other) {
        return !one.isEmpty()
                && MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private String name(String account, String operator) {
        return service() + "-log-in-" + DigestUtils.sha256Hex(account + "\n" + operator);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
