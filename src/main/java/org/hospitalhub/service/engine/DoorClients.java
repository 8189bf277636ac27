package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.BaseUrl;
import org.hospitalhub.calls.CertificateProbe;
import org.hospitalhub.calls.DoorClient;
import org.hospitalhub.calls.GuardedHttpClient;
import org.hospitalhub.calls.tokens.CachedToken;
import org.hospitalhub.calls.tokens.Credentials;
import org.hospitalhub.calls.tokens.OAuthClient;
import org.hospitalhub.calls.tokens.OAuthSettings;
import org.hospitalhub.calls.tokens.SharedToken;
import org.hospitalhub.calls.tokens.TokenStore;
import org.hospitalhub.service.definition.Authentication;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.expression.Expression;
import org.hospitalhub.tls.Identities;
import org.jspecify.annotations.Nullable;

/** Creates what a call of a door needs: HTTP client, authentication, address. */
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

    /** The hub's limits of a call, for doors without limits of their own. */
    public record Limits(Duration connect, Duration silence, Duration total, int answerBytes) {}

    /** Creates the factory. */
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
     * A door that is ready to be called.
     *
     * @param base base address
     * @param identity name of the client certificate, empty for none
     * @param refuses finds out whether the service closes connections because of the client certificate, or because there is none
     */
    public record ReadyDoor(
            BaseUrl base,
            DoorClient client,
            org.hospitalhub.calls.tokens.Authentication authentication,
            String identity,
            BooleanSupplier refuses) {

        /**
         * Returns whether a refused call should be repeated once with a new log-in; a request that was answered with 401 had no
         * effect.
         */
        boolean renews(Answer answer, Credentials used) {
            return answer.status() == UNAUTHORISED && authentication.refused(used);
        }
    }

    /**
     * Returns a door that is ready to be called.
     *
     * @param values values of the order in the door's texts, by name
     */
    ReadyDoor ready(ServiceProgram program, Door door, Map<String, String> values) {
        String service = program.definition().name();
        SettingValues settings = program.settings();
        BaseUrl base = BaseUrl.of(settings.resolve(door.url()));
        GuardedHttpClient.Limits own = limits(door, settings, values);
        InetSocketAddress proxy = proxy(settings.resolve(door.proxy()));
        DoorTls tls = door.tls() == null ? null : new DoorTls(door.tls(), settings, values, identities);
        int connections = settings.number(door.inFlight(), settings.number(program.inFlight(), MOST_CONNECTIONS));
        DoorClient client = new DoorClient(
                new DoorClient.Settings(own, tls == null ? null : tls.context(() -> {}), proxy, connections), timer);
        return new ReadyDoor(
                base,
                client,
                authentication(service, door, settings, client),
                tls == null ? "" : tls.identity(),
                () -> tls != null && new CertificateProbe(base, proxy, own).refused(tls::context));
    }

    private static @Nullable InetSocketAddress proxy(String text) {
        int colon = text.lastIndexOf(':');
        return colon < 0
                ? null
                : InetSocketAddress.createUnresolved(
                        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    private GuardedHttpClient.Limits limits(Door door, SettingValues settings, Map<String, String> values) {
        Duration total = settings.time(DoorTls.resolved(door.timeOut().total(), values), limits.total());
        Duration silence = door.timeOut().total().isEmpty() ? limits.silence() : total;
        return new GuardedHttpClient.Limits(
                settings.time(door.timeOut().connect(), limits.connect()),
                silence,
                total,
                door.answerLimit().isEmpty() ? limits.answerBytes() : DoorReading.bytes(door, settings),
                door.read().whole(),
                door.read().compressed());
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
            return CachedToken.bearer(client.clientCredentials(), early, clock);
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

    /** Returns a store that keeps nothing, for services without shared tokens. */
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
                // there is no lease
            }
        };
    }
}
