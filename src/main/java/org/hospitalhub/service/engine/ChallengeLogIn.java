package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.DoorClient;
import org.hospitalhub.calls.Request;
import org.hospitalhub.calls.media.Body;
import org.hospitalhub.calls.media.BodyReader;
import org.hospitalhub.calls.media.BodyWriter;
import org.hospitalhub.calls.media.Media;
import org.hospitalhub.calls.media.ReadingOptions;
import org.hospitalhub.calls.tokens.CachedToken;
import org.hospitalhub.calls.tokens.ChallengeSignToken;
import org.hospitalhub.calls.tokens.IssuedToken;
import org.hospitalhub.calls.tokens.Lifetimes;
import org.hospitalhub.calls.tokens.NoTokenException;
import org.hospitalhub.cms.CmsException;
import org.hospitalhub.service.definition.Authentication;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.expression.Expression;
import org.hospitalhub.tls.keys.IdentityException;
import org.jspecify.annotations.Nullable;

/** Creates the log-in by a signed challenge from the definition of a door. */
final class ChallengeLogIn {

    private static final int LARGEST = 1_000_000;
    private static final Duration EARLY = Duration.ofSeconds(30);

    private final Authentication.ChallengeSignToken auth;
    private final Door door;
    private final SettingValues settings;
    private final Signatures signatures;
    private final InstantSource clock;
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
        this.settings = settings;
        this.signatures = signatures;
        this.clock = clock;
        this.signing = new SigningProgram(auth.sign(), settings);
        this.challenge = Expression.compile(auth.challenge().find());
        this.token = Expression.compile(auth.token().find());
        String end = auth.token().expires();
        this.expires = end == null ? null : Expression.compile(end);
        this.body =
                auth.token().body() == null ? null : Tree.compile(auth.token().body(), settings);
    }

    /** Returns the log-in, whose calls go through this client. */
    org.hospitalhub.calls.tokens.Authentication through(DoorClient client) {
        return new CachedToken(() -> fetch(client), this::headers, EARLY, clock);
    }

    private Map<String, String> headers(String given) {
        Map<String, String> headers = new LinkedHashMap<>();
        auth.headers()
                .forEach(
                        (name, text) -> headers.put(name, settings.resolve(text).replace("{token}", given)));
        return headers;
    }

    private IssuedToken fetch(DoorClient client) {
        Scope scope = scope(null, null);
        return new ChallengeSignToken(
                        new ChallengeSignToken.Steps(
                                request(auth.challenge().request(), null, null, scope),
                                answer -> challenge(answer, scope),
                                content -> signed(content, scope),
                                signed -> token(signed, scope),
                                this::granted),
                        client,
                        clock)
                .fetch();
    }

    private byte @Nullable [] challenge(Answer answer, Scope scope) {
        JsonNode found = found(answer, challenge);
        if (found.isNull() || found.isMissingNode()) {
            return null;
        }
        scope.put("challenge", found);
        return signing.challenge(scope, found, media());
    }

    private byte[] signed(byte[] content, Scope scope) {
        try {
            return signing.sign(scope, content, signatures);
        } catch (UnsignableException failed) {
            throw unsigned(String.valueOf(failed.getMessage()), failed.passes(), failed);
        } catch (CmsException failed) {
            boolean passes = failed.reason() == CmsException.Reason.TIME_STAMP_UNAVAILABLE
                    || (failed.reason() == CmsException.Reason.KEY_UNUSABLE && failed.getCause() != null);
            throw unsigned(String.valueOf(failed.getMessage()), passes, failed);
        } catch (IdentityException failed) {
            boolean passes = failed.reason() == IdentityException.Reason.TOKEN_ABSENT
                    || failed.reason() == IdentityException.Reason.FILE_MISSING;
            throw unsigned(String.valueOf(failed.getMessage()), passes, failed);
        }
    }

    private static NoTokenException unsigned(String why, boolean passes, RuntimeException cause) {
        return new NoTokenException(
                passes ? NoTokenException.Kind.RETRY : NoTokenException.Kind.REFUSED,
                "The challenge of the log-in was not signed: " + why,
                0,
                null,
                cause);
    }

    private Request token(byte[] signed, Scope scope) {
        Authentication.TokenRequest asked = auth.token();
        String type = asked.media() == null ? door.media() : asked.media();
        Media media = Objects.requireNonNullElse(Media.of(type), Media.BYTES);
        scope.put("signed", TextNode.valueOf(signing.text(signed)));
        byte[] sent = body == null
                ? signing.body(scope, signed, JsonNodeFactory.instance.objectNode(), media, StandardCharsets.UTF_8)
                : written(body.of(scope), media);
        return request(asked.request(), sent, type, scope);
    }

    private static byte[] written(JsonNode tree, Media media) {
        return tree.isTextual() && media != Media.JSON
                ? tree.textValue().getBytes(StandardCharsets.UTF_8)
                : BodyWriter.write(tree, media, StandardCharsets.UTF_8);
    }

    private @Nullable IssuedToken granted(Answer answer) {
        JsonNode found = found(answer, token);
        if (!found.isValueNode() || found.isNull()) {
            return null;
        }
        JsonNode end = expires == null ? null : found(answer, expires);
        return new IssuedToken(found.asText().strip(), Lifetimes.read(end, clock.instant()), null);
    }

    private JsonNode found(Answer answer, Expression expression) {
        Body read = new BodyReader(ReadingOptions.plain(media(), LARGEST)).read(answer);
        return scope(answer, read.tree()).value(expression);
    }

    private Scope scope(@Nullable Answer answer, @Nullable JsonNode tree) {
        return new Scope(null, settings.tree(), Map.of(), clock.instant(), answer, tree);
    }

    private Media media() {
        return Objects.requireNonNullElse(Media.of(door.media()), Media.TEXT);
    }

    private Request request(String asked, byte @Nullable [] sent, @Nullable String type, Scope scope) {
        String[] words = settings.resolve(asked).strip().split("\\s+", 2);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", door.accept() == null ? door.media() : door.accept());
        door.headers().forEach((name, text) -> {
            // Headers that name the order are left out, since a log-in does not belong to an order.
            String value = Text.of(text, settings).render(scope);
            if (value != null && !value.isEmpty()) {
                headers.put(name, value);
            }
        });
        URI address = settings.address(door.url()).with(words[1]);
        return new Request(words[0], address, headers, sent, type);
    }

    /** Returns a constant text, because everything is secret. */
    @Override
    public String toString() {
        return "ChallengeLogIn[]";
    }
}
