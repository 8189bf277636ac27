package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.DoorClient;
import org.hospitalhub.calls.Request;
import org.hospitalhub.calls.media.Media;
import org.hospitalhub.calls.tokens.CachedToken;
import org.hospitalhub.calls.tokens.ChallengeSignToken;
import org.hospitalhub.calls.tokens.IssuedToken;
import org.hospitalhub.service.definition.Authentication;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.expression.Expression;
import org.jspecify.annotations.Nullable;

/** Creates the log-in by a signed challenge from the definition of a door. */
final class ChallengeLogIn {

    private static final Duration EARLY = Duration.ofSeconds(30);

    private final Authentication.ChallengeSignToken auth;
    private final Door door;
    private final Signatures signatures;
    private final InstantSource clock;
    private final LogInRequests requests;
    private final SigningProgram signing;
    private final Expression challenge;
    private final Expression token;
    private final @Nullable Expression expires;
    private final @Nullable Tree body;

    ChallengeLogIn(
            Authentication.ChallengeSignToken auth,
            Door door,
            SettingValues settings,
            Signatures signatures,
            InstantSource clock) {
        this.auth = auth;
        this.door = door;
        this.signatures = signatures;
        this.clock = clock;
        this.requests = new LogInRequests(door, settings, clock);
        this.signing = new SigningProgram(auth.sign(), settings);
        this.challenge = Expression.compile(auth.challenge().find());
        this.token = Expression.compile(auth.token().find());
        String end = auth.token().expires();
        this.expires = end == null ? null : Expression.compile(end);
        this.body =
                auth.token().body() == null ? null : Tree.compile(auth.token().body(), settings, "token.body");
    }

    /** Returns the log-in, whose calls go through this client. */
    org.hospitalhub.calls.tokens.Authentication through(DoorClient client) {
        return new CachedToken(() -> fetch(client), given -> requests.headers(auth.headers(), given), EARLY, clock);
    }

    private IssuedToken fetch(DoorClient client) {
        Scope scope = requests.scope(null, null);
        return new ChallengeSignToken(
                        new ChallengeSignToken.Steps(
                                requests.request(auth.challenge().request(), null, null, scope),
                                answer -> challenge(answer, scope),
                                content -> signed(content, scope),
                                signed -> token(signed, scope),
                                answer -> requests.token(answer, token, expires)),
                        client,
                        clock)
                .fetch();
    }

    private byte @Nullable [] challenge(Answer answer, Scope scope) {
        JsonNode found = requests.found(answer, challenge);
        if (found.isNull() || found.isMissingNode()) {
            return null;
        }
        scope.put("challenge", found);
        return signing.challenge(scope, found, requests.media());
    }

    private byte[] signed(byte[] content, Scope scope) {
        return Signatures.ofLogIn(() -> signing.sign(scope, content, signatures));
    }

    private Request token(byte[] signed, Scope scope) {
        Authentication.TokenRequest asked = auth.token();
        String type = asked.media() == null ? door.media() : asked.media();
        Media media = Objects.requireNonNullElse(Media.of(type), Media.BYTES);
        scope.put("signed", TextNode.valueOf(signing.text(signed)));
        byte[] sent = body == null
                ? signing.body(scope, signed, JsonNodeFactory.instance.objectNode(), media, StandardCharsets.UTF_8)
                : written(LogInRequests.made(body, scope), media);
        return requests.request(asked.request(), sent, type, scope);
    }

    private static byte[] written(JsonNode tree, Media media) {
        return tree.isTextual() && media != Media.JSON
                ? tree.textValue().getBytes(StandardCharsets.UTF_8)
                : LogInRequests.written(tree, media, StandardCharsets.UTF_8);
    }

    /** Returns a constant text, because everything is secret. */
    @Override
    public String toString() {
        return "ChallengeLogIn[]";
    }
}
