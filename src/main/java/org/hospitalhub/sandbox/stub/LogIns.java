package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hospitalhub.sandbox.Call;
import org.hospitalhub.sandbox.Reply;
import org.hospitalhub.sandbox.stub.Definition.Door;

/** Simulates the authentication of a service's doors: issues tokens and checks the credentials of calls. */
final class LogIns {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Duration CHALLENGE = Duration.ofMinutes(5);

    private final Definition definition;
    private final StubSettings settings;
    private final InstantSource time;
    private final Supplier<Behaviour> behaviour;
    private final RequestProofs proofs;
    private final TokenRequests requests;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Instant> tokens = new HashMap<>();
    private final Map<String, Instant> challenges = new HashMap<>();

    /**
     * An answer to a call for a token.
     *
     * @param violation violation by the client, empty for none
     */
    record Given(String step, Reply reply, String violation) {}

    LogIns(Definition definition, StubSettings settings, InstantSource time, Supplier<Behaviour> behaviour) {
        this.definition = definition;
        this.settings = settings;
        this.time = time;
        this.behaviour = behaviour;
        this.proofs = new RequestProofs(settings);
        this.requests = new TokenRequests(settings, this::word);
    }

    /** Returns the challenge for a call without HTTP Digest credentials, or with those of an expired challenge. */
    synchronized Optional<Reply> challenge(Door door, Call call) {
        if (!door.auth().path("kind").asText().equals("digest")) {
            return Optional.empty();
        }
        Matcher nonce = Pattern.compile("nonce=\"(\\w+)\"").matcher(header("Authorization", call));
        Instant end = nonce.find() ? challenges.get(nonce.group(1)) : null;
        if (end != null && end.isAfter(time.instant())) {
            return Optional.empty();
        }
        String fresh = word();
        challenges.put(fresh, time.instant().plus(CHALLENGE));
        return Optional.of(Reply.empty(401)
                .with(
                        "WWW-Authenticate",
                        "Digest realm=\"stub\", qop=\"auth\", algorithm=SHA-256, nonce=\"" + fresh + "\""));
    }

    /** Invalidates all tokens, like a restart of the service: the next call with one is refused. */
    synchronized void forget() {
        tokens.clear();
        challenges.clear();
    }

    /** Returns the answer to a request for a challenge or a token; empty for any other call. */
    synchronized Optional<Given> give(Call call, String path) {
        for (Door door : definition.doors().values()) {
            String kind = door.auth().path("kind").asText();
            if (kind.startsWith("oauth2-")) {
                Optional<JsonNode> parameters = TokenRequests.parameters(door, call);
                if (parameters.isPresent()) {
                    return Optional.of(oauth(door, parameters.get(), call));
                }
            } else if (kind.equals("session")) {
                if (asked(door.auth(), door, call, path)) {
                    return Optional.of(session(door, call));
                }
            } else if (kind.equals("challenge-sign-token")) {
                if (asked(door.auth().path("challenge"), door, call, path)) {
                    return Optional.of(challenge(door));
                }
                if (asked(door.auth().path("token"), door, call, path)) {
                    return Optional.of(signed(door, call));
                }
            }
        }
        return Optional.empty();
    }

    /** Returns why a call to the door is refused; empty when its credentials are valid. */
    synchronized Optional<String> refusal(Door door, Call call) {
        if (door.mutualTls() && !showsCertificate(call)) {
            return Optional.of("the door " + door.name() + " wants a client certificate on the TLS port");
        }
        boolean right = StubAccounts.logIns(definition, door).stream().anyMatch(auth -> isRight(auth, call));
        return right && constantHeaders(door, call)
                ? Optional.empty()
                : Optional.of("the log-in of door " + door.name() + " is missing or wrong");
    }

    private boolean isRight(JsonNode auth, Call call) {
        return switch (auth.path("kind").asText("none")) {
            case "header" -> headers(auth, call);
            case "query" -> parameters(auth, call);
            case "basic" ->
                basic(
                        settings.resolve(auth.path("user").asText()),
                        settings.resolve(auth.path("password").asText()),
                        call);
            case "bearer" ->
                header("Authorization", call)
                        .equals("Bearer " + settings.resolve(auth.path("token").asText()));
            case "oauth2-client-credentials", "oauth2-refresh" ->
                binds(auth)
                        ? live("Authorization: DPoP {token}", call) && JwtClaims.proves(call)
                        : live("Authorization: Bearer {token}", call);
            case "challenge-sign-token", "session" ->
                auth.has("soap-header")
                        ? holdsLive(call)
                        : live(auth.path("header").asText("Authorization: Bearer {token}"), call);
            case "digest" -> proofs.digest(auth, call);
            case "hmac" -> proofs.hmac(auth, call);
            case "username-token" -> proofs.usernameToken(auth, call);
            case "jwt" ->
                JwtClaims.isLive(
                        token(auth.path("header").asText("Authorization: Bearer {token}"), call), time.instant());
            case "x509-token" -> SoapSignature.covers(auth.path("sign"), call);
            default -> true;
        };
    }

    private static boolean showsCertificate(Call call) {
        try {
            return call.sslSession() != null && call.sslSession().getPeerCertificates().length > 0;
        } catch (javax.net.ssl.SSLPeerUnverifiedException none) {
            return false;
        }
    }

    private boolean headers(JsonNode auth, Call call) {
        boolean[] right = {true};
        auth.forEachEntry((name, text) -> {
            if (text.isTextual() && !name.equals("kind")) {
                right[0] &= header(name, call).equals(settings.resolve(text.textValue()));
            }
        });
        auth.path("headers")
                .forEachEntry((name, text) -> right[0] &= header(name, call).equals(settings.resolve(text.asText())));
        return right[0];
    }

    private boolean parameters(JsonNode auth, Call call) {
        List<String> sent = List.of(call.query().split("&"));
        return auth.path("parameters")
                .propertyStream()
                .allMatch(one -> sent.contains(encoded(one.getKey()) + "="
                        + encoded(settings.resolve(one.getValue().asText()))));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private boolean constantHeaders(Door door, Call call) {
        boolean[] right = {true};
        door.node().path("headers").forEachEntry((name, text) -> {
            String wanted = settings.resolve(text.asText());
            right[0] &= wanted.isEmpty()
                    || (wanted.contains("{")
                            ? !header(name, call).isEmpty()
                            : header(name, call).equals(wanted));
        });
        return right[0];
    }

    private boolean live(String template, Call call) {
        Instant end = tokens.get(token(template, call));
        return end != null && end.isAfter(time.instant());
    }

    /** Returns the token in the header that the template describes; empty when there is none. */
    private static String token(String template, Call call) {
        String[] parts = template.split(":", 2);
        String[] around = parts[parts.length - 1].strip().split("\\{token}", -1);
        String value = header(parts[0].strip(), call);
        String tail = around.length > 1 ? around[1] : "";
        if (!value.startsWith(around[0])
                || !value.endsWith(tail)
                || value.length() < around[0].length() + tail.length()) {
            return "";
        }
        return value.substring(around[0].length(), value.length() - tail.length());
    }

    /** Returns whether a body has a token that is valid now. */
    private boolean holdsLive(Call call) {
        String body = new String(call.body(), StandardCharsets.UTF_8);
        return tokens.entrySet().stream()
                .anyMatch(token -> token.getValue().isAfter(time.instant()) && body.contains(token.getKey()));
    }

    static String header(String name, Call call) {
        return call.header(name).orElse("");
    }

    static boolean basic(String user, String password, Call call) {
        String value = header("Authorization", call);
        if (!value.regionMatches(true, 0, "Basic ", 0, 6)) {
            return false;
        }
        try {
            String pair =
                    new String(Base64.getDecoder().decode(value.substring(6).strip()), StandardCharsets.UTF_8);
            return pair.equals(user + ":" + password)
                    || URLDecoder.decode(pair, StandardCharsets.UTF_8).equals(user + ":" + password);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Given oauth(Door door, JsonNode parameters, Call call) {
        Optional<TokenRequests.Refusal> refusal = requests.refusal(door, parameters, call);
        return refusal.map(wrong -> new Given(
                        "token",
                        Reply.json(
                                wrong.status(),
                                NODES.objectNode().put("error", wrong.error()).toString()),
                        wrong.violation()))
                .orElseGet(() -> new Given("token", token(door, door.auth(), requests.renewed(door, parameters)), ""));
    }

    /** Returns the refresh token that is valid now. */
    synchronized String refreshToken(Door door, String account) {
        return requests.refreshToken(door, account);
    }

    static boolean binds(JsonNode auth) {
        return auth.path("dpop").asBoolean(false);
    }

    private Reply token(Door door, JsonNode how, @org.jspecify.annotations.Nullable String refresh) {
        String token = word();
        Duration lifetime = behaviour.get().tokenLifetime();
        tokens.put(token, time.instant().plus(lifetime));
        JsonNode example = how.path("example");
        if (!example.isMissingNode()) {
            return written(door, how, filled(example, Map.of("{token}", token, "{challenge}", "")));
        }
        ObjectNode answer = NODES.objectNode();
        set(answer, how.path("find").asText(".access_token"), NODES.textNode(token));
        boolean plain = !how.has("find");
        if (plain) {
            answer.put("token_type", binds(how) ? "DPoP" : "Bearer");
        }
        if (plain || how.has("expires")) {
            String expires = how.path("expires").asText(".expires_in");
            set(
                    answer,
                    expires,
                    expires.endsWith("_at") || expires.endsWith("At")
                            ? NODES.numberNode(time.instant().plus(lifetime).getEpochSecond())
                            : NODES.numberNode(lifetime.toSeconds()));
        }
        if (refresh != null) {
            set(answer, how.path("refresh").asText(".refresh_token"), NODES.textNode(refresh));
        }
        return written(door, how, answer);
    }

    private Reply written(Door door, JsonNode how, JsonNode answer) {
        boolean oauth = door.auth().equals(how);
        String media = how.path("answer-media")
                .asText(oauth ? "application/json" : how.path("media").asText(door.media()));
        return new Reply(200, Map.of("Content-Type", media, "Cache-Control", "no-store"), Tree.write(media, answer));
    }

    private static boolean asked(JsonNode how, Door door, Call call, String path) {
        String[] request = how.path("request").asText().split("\\s+", 2);
        if (request.length < 2 || !request[0].equals(call.method())) {
            return false;
        }
        String below = request[1].replaceFirst("^\\{settings\\.[^}]*}", "");
        // The setting of another host's address leads to the root of the stub.
        String whole = below.equals(request[1]) ? door.basePath() + below : below.isEmpty() ? "/oauth/token" : below;
        return path.equals(whole);
    }

    private Given session(Door door, Call call) {
        JsonNode auth = door.auth();
        if (!isRight(auth.path("auth"), call)
                || StubAccounts.logIns(definition, door).stream()
                        .noneMatch(one -> Sessions.knows(one, settings, call))) {
            return new Given(
                    "log-in", Reply.empty(403), "a session was asked for with a wrong name, password or media type");
        }
        String token = word();
        Duration lifetime = behaviour.get().tokenLifetime();
        tokens.put(token, time.instant().plus(lifetime));
        return new Given("log-in", Sessions.begun(door, token, lifetime), "");
    }

    private Given challenge(Door door) {
        String challenge = word();
        challenges.put(challenge, time.instant().plus(CHALLENGE));
        JsonNode how = door.auth().path("challenge");
        JsonNode example = how.path("example");
        ObjectNode answer = NODES.objectNode();
        if (example.isMissingNode()) {
            set(answer, how.path("find").asText(".challenge"), NODES.textNode(challenge));
        }
        JsonNode filled = example.isMissingNode() ? answer : filled(example, Map.of("{challenge}", challenge));
        return new Given("challenge", written(door, how, filled), "");
    }

    private Given signed(Door door, Call call) {
        JsonNode how = door.auth().path("token");
        String violation = proof(door, call);
        return violation.isEmpty()
                ? new Given("token", token(door, how, null), "")
                : new Given("token", Reply.text(401, violation), violation);
    }

    private String proof(Door door, Call call) {
        Instant now = time.instant();
        challenges.values().removeIf(end -> !end.isAfter(now));
        String scheme = door.auth().path("sign").path("scheme").asText();
        String content;
        try {
            content = SignedChallenges.content(scheme, call.body());
        } catch (SignedContent.Wrong wrong) {
            return String.valueOf(wrong.getMessage());
        }
        for (String challenge : challenges.keySet()) {
            if (content.contains(challenge) || scheme.equals("raw")) {
                challenges.remove(challenge);
                return "";
            }
        }
        return "a token was asked for without a live challenge";
    }

    private String word() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Sets a value in an answer at a simple path such as {@code .data.value}. */
    static void set(ObjectNode tree, String path, JsonNode value) {
        String[] names = path.replace("\"", "").replaceFirst("^\\.", "").split("\\.");
        ObjectNode at = tree;
        for (int i = 0; i < names.length - 1; i++) {
            at = at.withObjectProperty(names[i]);
        }
        at.set(names[names.length - 1], value);
    }

    private static JsonNode filled(JsonNode example, Map<String, String> values) {
        if (example.isTextual()) {
            String text = example.textValue();
            for (Map.Entry<String, String> one : values.entrySet()) {
                text = text.replace(one.getKey(), one.getValue());
            }
            return NODES.textNode(text);
        }
        if (example.isObject()) {
            ObjectNode object = NODES.objectNode();
            example.forEachEntry((name, value) -> object.set(name, filled(value, values)));
            return object;
        }
        return example;
    }
}
