package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.re2j.Pattern;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.DoorClient;
import org.hospitalhub.calls.Request;
import org.hospitalhub.calls.media.BodyWriter;
import org.hospitalhub.calls.media.Media;
import org.hospitalhub.calls.tokens.CachedToken;
import org.hospitalhub.calls.tokens.SessionToken;
import org.hospitalhub.calls.tokens.SoapHeaderToken;
import org.hospitalhub.service.definition.Authentication;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.expression.Expression;
import org.hospitalhub.service.expression.Patterns;
import org.jspecify.annotations.Nullable;

/** Creates the log-in with name and password from the definition of a door. */
final class SessionLogIn {

    private static final Duration EARLY = Duration.ofSeconds(30);

    private final Authentication.Session auth;
    private final Door door;
    private final SettingValues settings;
    private final InstantSource clock;
    private final LogInRequests requests;
    private final Expression token;
    private final @Nullable Expression expires;
    private final @Nullable Tree body;
    private final @Nullable Tree soapHeader;

    SessionLogIn(Authentication.Session auth, Door door, SettingValues settings, InstantSource clock) {
        this.auth = auth;
        this.door = door;
        this.settings = settings;
        this.clock = clock;
        this.requests = new LogInRequests(door, settings, clock);
        this.token = Expression.compile(auth.find());
        String end = auth.expires();
        this.body = auth.body() == null ? null : Tree.compile(auth.body(), settings, "body");
        this.soapHeader = auth.soapHeader() == null ? null : Tree.compile(auth.soapHeader(), settings, "soap-header");
        this.expires = end == null ? null : Expression.compile(end);
    }

    /** Returns the log-in, whose calls go through this client. */
    org.hospitalhub.calls.tokens.Authentication through(DoorClient client) {
        SessionToken source =
                new SessionToken(this::request, answer -> requests.token(answer, token, expires), client, clock);
        return soapHeader == null
                ? new CachedToken(source, given -> requests.headers(auth.headers(), given), EARLY, clock)
                : SoapHeaderToken.of(source, this::elements, EARLY, clock);
    }

    /** Returns the elements with a token, each as a document. */
    private List<byte[]> elements(String given) {
        Scope scope = requests.scope(null, null);
        scope.put("token", TextNode.valueOf(given));
        return LogInRequests.made(Objects.requireNonNull(soapHeader), scope)
                .propertyStream()
                .map(element -> BodyWriter.write(
                        JsonNodeFactory.instance.objectNode().set(element.getKey(), element.getValue()),
                        Media.XML,
                        StandardCharsets.UTF_8))
                .toList();
    }

    private Request request() {
        if (body != null) {
            Scope scope = requests.scope(null, null);
            byte[] sent = BodyWriter.write(
                    LogInRequests.made(body, scope),
                    Objects.requireNonNullElse(Media.of(auth.media()), Media.FORM),
                    Charset.forName(door.charset()));
            return requests.request(auth.request(), sent, auth.media(), scope);
        }
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        auth.parameters().forEach((name, text) -> fields.put(name, settings.resolve(text)));
        ObjectNode whole = auth.inside().isEmpty()
                ? fields
                : JsonNodeFactory.instance.objectNode().set(auth.inside(), fields);
        Media media = Objects.requireNonNullElse(Media.of(auth.media()), Media.FORM);
        byte[] body = fields.isEmpty() ? null : BodyWriter.write(whole, media, Charset.forName(door.charset()));
        return requests.request(auth.request(), body, auth.media(), requests.scope(null, null));
    }

    /** Returns which answers mean, besides 401, that the session has ended. */
    static Predicate<Answer> ended(Authentication.Ended ended, Door door) {
        if (!ended.any()) {
            return answer -> false;
        }
        String words = ended.says();
        Pattern says = words == null ? null : Patterns.compile("(?is)" + words);
        return answer -> (ended.statuses().isEmpty() || ended.statuses().contains(String.valueOf(answer.status())))
                && (says == null || says(says, answer, door));
    }

    private static boolean says(Pattern words, Answer answer, Door door) {
        return door.read().charsets().stream()
                .anyMatch(
                        charset -> Patterns.isInBeginning(words, new String(answer.body(), Charset.forName(charset))));
    }

    /** Returns a constant text, because everything is secret. */
    @Override
    public String toString() {
        return "SessionLogIn[]";
    }
}
