package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.BaseUrl;
import org.hospitalhub.calls.DoorClient;
import org.hospitalhub.calls.GuardedHttpClient;
import org.hospitalhub.calls.tokens.Credentials;
import org.hospitalhub.calls.tokens.KeptToken;
import org.hospitalhub.calls.tokens.OAuthClient;
import org.hospitalhub.calls.tokens.OAuthSettings;
import org.hospitalhub.calls.tokens.SharedToken;
import org.hospitalhub.calls.tokens.TokenStore;
import org.hospitalhub.service.definition.Authentication;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.expression.Expression;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.OutgoingTls;
import org.jspecify.annotations.Nullable;

/** Makes what calls the doors of services: client, log-in, address. */
public final class DoorClients {

    private static final int MOST_CONNECTIONS = 64;
    private static final int UNAUTHORISED = 401;
    private static final Duration LEASE = Duration.ofMinutes(2);

    private final Limits limits;
    private final ScheduledExecutorService timer;
    private final Identities identities;
    private final Signatures signatures;
    private final TokenStore tokens;
    private final InstantSource clock;

    /** The hub's own limits of a call, where a door has none. */
    public record Limits(Duration connect, Duration silence, Duration total, int answerBytes) {}

    /** Prepares the making. */
    public DoorClients(
            Limits limits,
            ScheduledExecutorService timer,
            Identities identities,
            Signatures signatures,
            TokenStore tokens,
            InstantSource clock) {
        this.limits = limits;
        this.timer = timer;
        this.identities = identities;
        this.signatures = signatures;
        this.tokens = tokens;
        this.clock = clock;
    }

    Signatures signatures() {
        return signatures;
    }

    /**
     * A door, ready to be called.
     *
     * @param base where its paths begin
     */
    public record ReadyDoor(
            BaseUrl base, DoorClient client, org.hospitalhub.calls.tokens.Authentication authentication) {

        /** Returns whether a call that was not accepted should be sent once more, with a fresh log-in: 401 did nothing. */
        boolean renews(Answer answer, Credentials used) {
            return answer.status() == UNAUTHORISED && authentication.refused(used);
        }
    }

    /** Makes a door ready. */
    ReadyDoor ready(ServiceProgram program, Door door) {
        String service = program.definition().name();
        SettingValues settings = program.settings();
        DoorClient client = client(door, settings, program.inFlight());
        return new ReadyDoor(
                BaseUrl.of(settings.resolve(door.url())), client, authentication(service, door, settings, client));
    }

    private DoorClient client(Door door, SettingValues settings, String inFlight) {
        Duration total = settings.time(door.timeOut().total(), limits.total());
        Duration silence = door.timeOut().total().isEmpty() ? limits.silence() : total;
        GuardedHttpClient.Limits own = new GuardedHttpClient.Limits(
                settings.time(door.timeOut().connect(), limits.connect()),
                silence,
                total,
                door.answerLimit().isEmpty() ? limits.answerBytes() : DoorReading.bytes(door, settings),
                false,
                false);
        int connections = settings.number(door.inFlight(), settings.number(inFlight, MOST_CONNECTIONS));
        return new DoorClient(new DoorClient.Settings(own, tls(door, settings), null, connections), timer);
    }

    private @Nullable SSLContext tls(Door door, SettingValues settings) {
        Door.Tls tls = door.tls();
        if (tls == null) {
            return null;
        }
        String trust = settings.resolve(tls.trust());
        String identity = settings.resolve(tls.identity());
        OutgoingTls.Settings own =
                new OutgoingTls.Settings(trust.isEmpty() ? null : Path.of(trust), List.of(), List.of());
        return OutgoingTls.context(own, identity.isEmpty() ? null : () -> identities.named(identity));
    }

    private org.hospitalhub.calls.tokens.Authentication authentication(
            String service, Door door, SettingValues settings, DoorClient client) {
        Authentication auth = door.auth();
        if (auth instanceof Authentication.Header header) {
            Map<String, String> headers = new HashMap<>();
            header.headers().forEach((name, text) -> headers.put(name, settings.resolve(text)));
            return org.hospitalhub.calls.tokens.Authentication.headers(headers);
        }
        if (auth instanceof Authentication.Basic basic) {
            return org.hospitalhub.calls.tokens.Authentication.basic(
                    settings.resolve(basic.user()), settings.resolve(basic.password()));
        }
        if (auth instanceof Authentication.Bearer bearer) {
            return org.hospitalhub.calls.tokens.Authentication.bearer(settings.resolve(bearer.token()));
        }
        if (auth instanceof Authentication.OAuth2 oauth) {
            return oauth(service + "-" + door.name(), oauth, settings, client);
        }
        if (auth instanceof Authentication.ChallengeSignToken challenge) {
            return new ChallengeLogIn(challenge, door, settings, signatures, clock).through(client);
        }
        return org.hospitalhub.calls.tokens.Authentication.none();
    }

    private org.hospitalhub.calls.tokens.Authentication oauth(
            String name, Authentication.OAuth2 oauth, SettingValues settings, DoorClient door) {
        Map<String, String> parameters = new LinkedHashMap<>();
        oauth.parameters().forEach((key, text) -> parameters.put(key, settings.resolve(text)));
        OAuthClient client = new OAuthClient(
                new OAuthSettings(
                        URI.create(settings.resolve(oauth.tokenUrl())),
                        settings.resolve(oauth.clientId()),
                        settings.resolve(oauth.clientSecret()),
                        settings.resolve(oauth.scope()),
                        OAuthSettings.Style.valueOf(oauth.style().toUpperCase(Locale.ROOT)),
                        parameters,
                        dialect(oauth.dialect())),
                door,
                clock);
        Duration early = settings.time(oauth.renewBefore(), Duration.ofSeconds(30));
        String refresh = oauth.refreshToken();
        if (refresh == null) {
            return KeptToken.bearer(client.clientCredentials(), early, clock);
        }
        return new SharedToken(
                new SharedToken.Settings(name, settings.resolve(refresh), early, LEASE),
                client::refresh,
                token -> Map.of("Authorization", "Bearer " + token),
                tokens,
                clock);
    }

    private static OAuthSettings.Dialect dialect(Authentication.Dialect dialect) {
        return new OAuthSettings.Dialect(
                dialect.inside(), finder(dialect.find()), finder(dialect.expires()), finder(dialect.refresh()));
    }

    private static UnaryOperator<JsonNode> finder(String text) {
        Expression expression = Expression.compile(text);
        return answer -> expression.apply(answer, Map.of());
    }

    /** Keeps no token: for services that have none to share. */
    public static TokenStore nowhere() {
        return new TokenStore() {
            @Override
            public Optional<byte[]> find(String name) {
                return Optional.empty();
            }

            @Override
            public void put(String name, byte[] value) {
                // nothing is kept
            }

            @Override
            public boolean lease(String name, String holder, Instant now, Duration time) {
                return true;
            }

            @Override
            public void release(String name, String holder) {
                // nobody holds it
            }
        };
    }
}
