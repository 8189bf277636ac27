package org.hospitalhub.service.engine;

import com.google.re2j.Pattern;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hospitalhub.calls.AllowedLinks;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.BaseUrl;
import org.hospitalhub.calls.CertificateProbe;
import org.hospitalhub.calls.DoorClient;
import org.hospitalhub.calls.GuardedHttpClient;
import org.hospitalhub.calls.Request;
import org.hospitalhub.calls.tokens.Credentials;
import org.hospitalhub.calls.tokens.HmacSignature;
import org.hospitalhub.calls.tokens.HttpDigest;
import org.hospitalhub.calls.tokens.NoTokenException;
import org.hospitalhub.calls.tokens.QueryParameters;
import org.hospitalhub.calls.tokens.RequestAuthentication;
import org.hospitalhub.calls.tokens.TokenStore;
import org.hospitalhub.calls.tokens.UsernameToken;
import org.hospitalhub.service.definition.Authentication;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.expression.Patterns;
import org.hospitalhub.tls.Identities;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/** Creates what a call of a door needs: HTTP client, authentication, address. */
public final class DoorClients {

    private static final int MOST_CONNECTIONS = 64;
    private static final int UNAUTHORISED = 401;
    private static final SecureRandom RANDOM = new SecureRandom();

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
     * The account whose log-in a door uses.
     *
     * @param name of the account, empty where the service has one
     * @param counted whether the log-in's requests count for the limits
     * @param renewUnless words of a 401 that a new token does not cure, null for none
     * @param ended which answers besides 401 mean that a new log-in is needed
     */
    public record Account(
            String name, boolean counted, @Nullable Pattern renewUnless, Predicate<Answer> ended) {
        static final Account ONE = new Account("", false, null, answer -> false);

        static Account of(Door door, Map<String, String> values) {
            Authentication auth = door.auth();
            String name = name(door, values);
            if (auth instanceof Authentication.Session session) {
                return new Account(name, false, null, SessionLogIn.ended(session.ended(), door));
            }
            return auth instanceof Authentication.OAuth2 oauth
                    ? new Account(
                            name,
                            oauth.counted(),
                            oauth.renewUnless() == null ? null : Patterns.compile("(?is)" + oauth.renewUnless()),
                            answer -> false)
                    : new Account(name, false, null, answer -> false);
        }

        private static String name(Door door, Map<String, String> values) {
            return door.account() == null ? "" : DoorTls.resolved(door.account().name(), values);
        }
    }

    /**
     * A door, ready to be called.
     *
     * @param base where its paths begin
     * @param identity name of the certificate that it shows, empty for none
     * @param refuses asks the service whether it closes connections because of our certificate, or for want of one
     * @param links which links of answers may be followed, null for none
     */
    public record ReadyDoor(
            BaseUrl base,
            DoorClient client,
            org.hospitalhub.calls.tokens.Authentication authentication,
            String identity,
            BooleanSupplier refuses,
            @Nullable AllowedLinks links,
            Account account) {

        /** A door of a service with one account, whose answers' links are not followed. */
        public ReadyDoor(
                BaseUrl base,
                DoorClient client,
                org.hospitalhub.calls.tokens.Authentication authentication,
                String identity,
                BooleanSupplier refuses) {
            this(base, client, authentication, identity, refuses, null, Account.ONE);
        }

        /** Returns whether its next call needs a log-in first, whose request counts. */
        boolean countsLogIn() {
            return account.counted() && !authentication.ready();
        }

        /**
         * Returns whether a refused call should be repeated once with a new log-in; a request that was answered with 401, or as
         * the definition says of a session that has ended, had no effect.
         */
        boolean renews(Answer answer, Credentials used) {
            Pattern other = account.renewUnless();
            return (answer.status() == UNAUTHORISED || account.ended().test(answer))
                    && (other == null
                            || !Patterns.isInBeginning(other, new String(answer.body(), StandardCharsets.UTF_8)))
                    && authentication.refused(used);
        }

        /**
         * Returns a call as it is sent, when its authentication depends on it; empty when its credentials are enough.
         *
         * @param address whole address of the call
         * @param challenge the answer that asked for this repeat of the call, null for its first try
         * @throws IllegalArgumentException when it cannot be authenticated; nothing was sent
         */
        Optional<Request> authenticated(
                ServiceCall call, Supplier<URI> address, Credentials credentials, @Nullable Answer challenge) {
            return authentication instanceof RequestAuthentication each
                    ? Optional.of(
                            each.authenticated(call.request(address.get()).with(credentials.headers()), challenge))
                    : Optional.empty();
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
        BaseUrl base = settings.address(door.url());
        GuardedHttpClient.Limits own = limits(door, settings, values);
        InetSocketAddress proxy = proxy(settings.resolve(door.proxy()));
        DoorTls tls = door.tls() == null ? null : new DoorTls(door.tls(), settings, values, identities);
        int connections = settings.number(door.inFlight(), settings.number(program.inFlight(), MOST_CONNECTIONS));
        DoorClient client = new DoorClient(
                new DoorClient.Settings(own, tls == null ? null : tls.context(() -> {}), proxy, connections), timer);
        return new ReadyDoor(
                base,
                client,
                ofAccount(program, door, client, values),
                tls == null ? "" : tls.identity(),
                () -> tls != null && new CertificateProbe(base, proxy, own).refused(tls::context),
                links(base, door.links(), settings),
                Account.of(door, values));
    }

    private static @Nullable AllowedLinks links(BaseUrl base, Door.@Nullable Links links, SettingValues settings) {
        return links == null
                ? null
                : new AllowedLinks(base, List.of(settings.resolve(links.hosts()).split(",")), links.also());
    }

    private static @Nullable InetSocketAddress proxy(String text) {
        int colon = text.lastIndexOf(':');
        return colon < 0
                ? null
                : InetSocketAddress.createUnresolved(
                        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    private GuardedHttpClient.Limits limits(Door door, SettingValues settings, Map<String, String> values) {
        String said = DoorTls.resolved(settings.resolve(door.timeOut().total()), values)
                .strip();
        Duration total = said.isEmpty() ? limits.total() : DurationStyle.detectAndParse(said);
        Duration silence = door.timeOut().total().isEmpty() ? limits.silence() : total;
        return new GuardedHttpClient.Limits(
                settings.time(door.timeOut().connect(), limits.connect()),
                silence,
                total,
                door.answerLimit().isEmpty() ? limits.answerBytes() : DoorReading.bytes(door, settings),
                door.read().whole(),
                door.read().compressed());
    }

    /** Returns the log-in; without settings for the order's account, one that fails. */
    private org.hospitalhub.calls.tokens.Authentication ofAccount(
            ServiceProgram program, Door door, DoorClient client, Map<String, String> values) {
        try {
            return authentication(program, door, client, values);
        } catch (NoTokenException unknown) {
            return () -> {
                throw unknown;
            };
        }
    }

    private org.hospitalhub.calls.tokens.Authentication authentication(
            ServiceProgram program, Door door, DoorClient client, Map<String, String> values) {
        Authentication auth = door.auth();
        String service = program.definition().name();
        SettingValues settings = door.account() == null || auth instanceof Authentication.OAuth2
                ? program.settings()
                : program.settings().of(door.account(), Account.name(door, values));
        if (auth instanceof Authentication.OAuth2 oauth) {
            return new OAuthDoor(service + "-" + door.name(), oauth, settings, values, signatures, clock)
                    .through(client, tokens);
        }
        if (auth instanceof Authentication.ChallengeSignToken challenge) {
            return new ChallengeLogIn(challenge, door, settings, signatures.of(program), clock).through(client);
        }
        if (auth instanceof Authentication.Session session) {
            return new SessionLogIn(
                            session,
                            door,
                            settings,
                            signatures.of(program),
                            withoutLogIn(session.auth(), settings),
                            clock)
                    .through(client);
        }
        if (auth instanceof Authentication.Jwt jwt) {
            return new JwtLogIn(jwt, door, settings, signatures.of(program), clock);
        }
        return withoutLogIn(auth, settings);
    }

    /** Returns an authentication that calls nobody for a token. */
    private org.hospitalhub.calls.tokens.Authentication withoutLogIn(Authentication auth, SettingValues settings) {
        if (auth instanceof Authentication.Header header) {
            return org.hospitalhub.calls.tokens.Authentication.headers(resolved(header.headers(), settings));
        }
        if (auth instanceof Authentication.Basic basic) {
            return org.hospitalhub.calls.tokens.Authentication.basic(
                    settings.resolve(basic.user()), settings.resolve(basic.password()));
        }
        if (auth instanceof Authentication.Bearer bearer) {
            return org.hospitalhub.calls.tokens.Authentication.bearer(settings.resolve(bearer.token()));
        }
        return ofEachRequest(auth, settings);
    }

    private static Map<String, String> resolved(Map<String, String> texts, SettingValues settings) {
        Map<String, String> resolved = new HashMap<>();
        texts.forEach((name, text) -> resolved.put(name, settings.resolve(text)));
        return resolved;
    }

    /** Returns the authentication that is made for each request. */
    private org.hospitalhub.calls.tokens.Authentication ofEachRequest(Authentication auth, SettingValues settings) {
        if (auth instanceof Authentication.Digest digest) {
            return new HttpDigest(settings.resolve(digest.user()), settings.resolve(digest.password()));
        }
        if (auth instanceof Authentication.Query query) {
            return new QueryParameters(resolved(query.parameters(), settings));
        }
        if (auth instanceof Authentication.Hmac hmac) {
            Stream.of(
                            List.of(hmac.secret()),
                            hmac.sign(),
                            hmac.canonical(),
                            hmac.derive(),
                            hmac.headers().values())
                    .flatMap(Collection::stream)
                    .forEach(settings::resolve);
            HmacSignature.Rule rule = new HmacSignature.Rule(
                    hmac.secret(),
                    hmac.secretEncoding(),
                    hmac.derive(),
                    hmac.algorithm(),
                    hmac.time(),
                    hmac.canonical(),
                    hmac.sign(),
                    hmac.headers());
            return new HmacSignature(
                    rule, settings::resolve, () -> UUID.randomUUID().toString(), clock);
        }
        if (auth instanceof Authentication.UsernameToken token) {
            return new UsernameToken(
                    settings.resolve(token.user()),
                    settings.resolve(token.password()),
                    token.hashed(),
                    settings.time(token.expires()),
                    DoorClients::nonce,
                    clock);
        }
        if (auth instanceof Authentication.X509Token token) {
            return signatures.x509Token(
                    settings.resolve(token.identity()),
                    token.sign(),
                    settings.time(token.expires(), Duration.ofMinutes(5)));
        }
        return org.hospitalhub.calls.tokens.Authentication.none();
    }

    private static byte[] nonce() {
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        return nonce;
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
                // there is no lease
            }
        };
    }
}
