package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.re2j.Pattern;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.DoorClient;
import org.hospitalhub.calls.Request;
import org.hospitalhub.calls.media.Media;
import org.hospitalhub.calls.tokens.CachedToken;
import org.hospitalhub.calls.tokens.RequestAuthentication;
import org.hospitalhub.calls.tokens.SessionToken;
import org.hospitalhub.calls.tokens.SoapHeaderToken;
import org.hospitalhub.service.definition.Authentication;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.expression.Expression;
import org.hospitalhub.service.expression.Patterns;
import org.jspecify.annotations.Nullable;

/** Creates the log-in of a session from the definition of a door. */
final class SessionLogIn {

    private static final Duration EARLY = Duration.ofSeconds(30);

    private final Authentication.Session auth;
    private final Door door;
    private final SettingValues settings;
    private final InstantSource clock;
    private final LogInRequests requests;
    private final Signatures signatures;
    private final org.hospitalhub.calls.tokens.Authentication own;
    private final @Nullable SigningProgram signing;
    private final Expression token;
    private final @Nullable Expression expires;
    private final @Nullable Tree body;
    private final @Nullable Tree soapHeader;

    /**
     * Compiles it.
     *
     * @param own how the request of the log-in itself shows who asks
     */
    SessionLogIn(
            Authentication.Session auth,
            Door door,
            SettingValues settings,
            Signatures signatures,
            org.hospitalhub.calls.tokens.Authentication own,
            InstantSource clock) {
        this.auth = auth;
        this.door = door;
        this.settings = settings;
        this.clock = clock;
        this.requests = new LogInRequests(door, settings, clock);
        this.signatures = signatures;
        this.own = own;
        this.signing = auth.sign() == null ? null : new SigningProgram(auth.sign(), settings);
        this.token = Expression.compile(auth.find());
        String end = auth.expires();
        this.body = auth.body() == null ? null : Tree.compile(auth.body(), settings, "body");
        this.soapHeader = auth.soapHeader() == null ? null : Tree.compile(auth.soapHeader(), settings, "soap-header");
        this.expires = end == null ? null : Expression.compile(end);
    }

    /** Returns the log-in, whose calls go through this client. */
    org.hospitalhub.calls.tokens.Authentication through(DoorClient client) {
        if (soapHeader == null) {
            SessionToken source = new SessionToken(
                    this::authenticated, answer -> requests.token(answer, token, expires), client, clock);
            return new CachedToken(source, given -> requests.headers(auth.headers(), given), EARLY, clock);
        }
        // In an envelope a token may be anything: several words, or a signed document.
        SessionToken source = new SessionToken(
                this::authenticated,
                answer -> requests.token(answer, token, expires, SessionLogIn::encoded),
                client,
                clock);
        return SoapHeaderToken.of(source, given -> elements(decoded(given)), proof(), EARLY, clock);
    }

    private static String encoded(String token) {
        return Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String token) {
        return new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
    }

    /** Returns what signs each envelope with a token in it. */
    private UnaryOperator<Request> proof() {
        Authentication.X509Token proof = auth.proof();
        return proof == null
                ? UnaryOperator.identity()
                : signatures.holderOfKey(
                        settings.resolve(proof.identity()),
                        proof.sign(),
                        settings.time(proof.expires(), Duration.ofMinutes(5)));
    }

    /** Returns the elements with a token, each as a document. */
    private List<byte[]> elements(String given) {
        Scope scope = requests.scope(null, null);
        scope.put("token", TextNode.valueOf(given));
        return LogInRequests.made(Objects.requireNonNull(soapHeader), scope)
                .propertyStream()
                .map(element -> LogInRequests.written(
                        JsonNodeFactory.instance.objectNode().set(element.getKey(), element.getValue()),
                        Media.XML,
                        StandardCharsets.UTF_8))
                .toList();
    }

    /** Returns the request of the log-in with what shows who asks. */
    private Request authenticated() {
        return Signatures.ofLogIn(() -> {
            Request request = request().with(own.credentials().headers());
            try {
                return own instanceof RequestAuthentication each ? each.authenticated(request, null) : request;
            } catch (IllegalArgumentException noEnvelope) {
                throw LogInRequests.unwritten(String.valueOf(noEnvelope.getMessage()));
            }
        });
    }

    private Request request() {
        if (body != null) {
            Scope scope = requests.scope(null, null);
            if (signing != null) {
                byte[] content = signing.challenge(scope, NullNode.getInstance(), requests.media());
                scope.put("signed", TextNode.valueOf(signing.text(signing.sign(scope, content, signatures))));
            }
            byte[] sent = LogInRequests.written(
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
        byte[] body = fields.isEmpty() ? null : LogInRequests.written(whole, media, Charset.forName(door.charset()));
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
