package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URI;
import java.nio.charset.Charset;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.Request;
import org.hospitalhub.calls.media.Body;
import org.hospitalhub.calls.media.BodyReader;
import org.hospitalhub.calls.media.BodyWriter;
import org.hospitalhub.calls.media.Media;
import org.hospitalhub.calls.media.ReadingOptions;
import org.hospitalhub.calls.media.UnwritableException;
import org.hospitalhub.calls.tokens.IssuedToken;
import org.hospitalhub.calls.tokens.Lifetimes;
import org.hospitalhub.calls.tokens.NoTokenException;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.expression.Expression;
import org.hospitalhub.service.expression.WrongExpressionException;
import org.jspecify.annotations.Nullable;

/** Creates the requests of a door's log-in and finds values in its answers. */
final class LogInRequests {

    private static final int LARGEST = 1_000_000;

    private final Door door;
    private final SettingValues settings;
    private final InstantSource clock;

    LogInRequests(Door door, SettingValues settings, InstantSource clock) {
        this.door = door;
        this.settings = settings;
        this.clock = clock;
    }

    /** Returns the headers of a call with a token. */
    Map<String, String> headers(Map<String, String> texts, String token) {
        Map<String, String> headers = new LinkedHashMap<>();
        texts.forEach((name, text) -> headers.put(name, settings.resolve(text).replace("{token}", token)));
        return headers;
    }

    /**
     * Returns a request.
     *
     * @param asked method, and a path below the door's address or a whole address
     */
    Request request(String asked, byte @Nullable [] sent, @Nullable String type, Scope scope) {
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
        return new Request(words[0], address(words[1]), headers, sent, type);
    }

    private URI address(String text) {
        return text.startsWith("/")
                ? settings.address(door.url()).with(text)
                : settings.address(text).uri();
    }

    /** Returns the token of an answer, null when it holds none. */
    @Nullable
    IssuedToken token(Answer answer, Expression token, @Nullable Expression expires) {
        return token(answer, token, expires, UnaryOperator.identity());
    }

    /**
     * Returns the token of an answer, null when it holds none.
     *
     * @param form returns a token in a form that can be kept in a header
     */
    @Nullable
    IssuedToken token(Answer answer, Expression token, @Nullable Expression expires, UnaryOperator<String> form) {
        JsonNode found = found(answer, token);
        if (!found.isValueNode() || found.isNull() || found.asText().isBlank()) {
            return null;
        }
        JsonNode end = expires == null ? null : found(answer, expires);
        return new IssuedToken(form.apply(found.asText().strip()), Lifetimes.read(end, clock.instant()), null);
    }

    JsonNode found(Answer answer, Expression expression) {
        Body read = new BodyReader(ReadingOptions.plain(media(), LARGEST)).read(answer);
        Scope scope = scope(answer, read.tree());
        scope.put("cookies", cookies(answer));
        scope.put("text", TextNode.valueOf(Objects.requireNonNullElse(read.text(), "")));
        return scope.value(expression);
    }

    /** Returns the cookies that an answer sets, by name, without their attributes. */
    private static ObjectNode cookies(Answer answer) {
        ObjectNode cookies = JsonNodeFactory.instance.objectNode();
        for (String cookie : answer.headers().getOrDefault("set-cookie", List.of())) {
            String pair = cookie.split(";", 2)[0];
            int equals = pair.indexOf('=');
            if (equals > 0) {
                cookies.put(
                        pair.substring(0, equals).strip(),
                        pair.substring(equals + 1).strip());
            }
        }
        return cookies;
    }

    /**
     * Returns a tree's value.
     *
     * @throws NoTokenException when one of its expressions cannot be evaluated: a log-in that lacks a part is not sent
     */
    static JsonNode made(Tree tree, Scope scope) {
        try {
            return scope.whole(tree);
        } catch (WrongExpressionException wrong) {
            throw unwritten(String.valueOf(wrong.getMessage()));
        }
    }

    /**
     * Returns a tree as it is sent.
     *
     * @throws NoTokenException when the format cannot hold it
     */
    static byte[] written(JsonNode tree, Media media, Charset charset) {
        try {
            return BodyWriter.write(tree, media, charset);
        } catch (UnwritableException unwritable) {
            throw unwritten("Its body cannot be written: " + unwritable.getMessage() + ".");
        }
    }

    /** Returns the exception for a log-in that is not sent. */
    static NoTokenException unwritten(String why) {
        return new NoTokenException(
                NoTokenException.Kind.REFUSED, "The log-in cannot be written. " + why, 0, null, null);
    }

    Scope scope(@Nullable Answer answer, @Nullable JsonNode tree) {
        return new Scope(null, settings.tree(), Map.of(), clock.instant(), answer, tree);
    }

    Media media() {
        return Objects.requireNonNullElse(Media.of(door.media()), Media.TEXT);
    }

    /** Returns a constant text, because everything is secret. */
    @Override
    public String toString() {
        return "LogInRequests[]";
    }
}
