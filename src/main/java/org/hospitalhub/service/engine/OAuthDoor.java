package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.hospitalhub.calls.DoorClient;
import org.hospitalhub.calls.tokens.BoundToken;
import org.hospitalhub.calls.tokens.CachedToken;
import org.hospitalhub.calls.tokens.DpopProofs;
import org.hospitalhub.calls.tokens.OAuthClient;
import org.hospitalhub.calls.tokens.OAuthSettings;
import org.hospitalhub.calls.tokens.SharedToken;
import org.hospitalhub.calls.tokens.TokenStore;
import org.hospitalhub.service.definition.Authentication;
import org.hospitalhub.service.definition.Authentication.OAuth2;
import org.hospitalhub.service.expression.Expression;
import org.jspecify.annotations.Nullable;

/** The OAuth log-in of a door, as its definition says, for one of the hub's accounts there. */
final class OAuthDoor {

    private static final Duration LEASE = Duration.ofMinutes(2);

    private final String name;
    private final OAuth2 oauth;
    private final SettingValues settings;
    private final String account;
    private final Signatures signatures;
    private final InstantSource clock;

    /**
     * Prepares the log-in.
     *
     * @param name under which tokens are kept
     * @param values what the door's texts take of the order, by name
     */
    OAuthDoor(
            String name,
            OAuth2 oauth,
            SettingValues settings,
            Map<String, String> values,
            Signatures signatures,
            InstantSource clock) {
        this.signatures = signatures;
        this.account =
                oauth.account() == null ? "" : DoorTls.resolved(oauth.account().name(), values);
        this.name = account.isEmpty() ? name : name + "-" + account;
        this.oauth = oauth;
        this.settings = settings;
        this.clock = clock;
    }

    /** Returns a text with the settings of its account. */
    String text(String text) {
        return oauth.account() == null ? settings.resolve(text) : settings.resolve(text, oauth.account(), account);
    }

    /** Returns whether the settings know its account. */
    boolean isKnown() {
        return !text(oauth.clientId()).isEmpty();
    }

    org.hospitalhub.calls.tokens.Authentication through(DoorClient door, TokenStore tokens) {
        if (oauth.account() != null && !isKnown()) {
            return () -> {
                throw SettingValues.unknownAccount();
            };
        }
        Duration early = settings.time(oauth.renewBefore(), Duration.ofSeconds(30));
        if (oauth.dpop()) {
            DpopProofs proofs = DpopProofs.ofNewKey(clock);
            OAuthClient binding = new OAuthClient(settings(), door, proofs, clock);
            return new BoundToken(binding.clientCredentials(), early, proofs.forAnotherServer(), clock);
        }
        OAuthClient client = client(door);
        String refresh = oauth.refreshToken();
        if (refresh == null) {
            return CachedToken.bearer(client.clientCredentials(), early, clock);
        }
        return new SharedToken(
                new SharedToken.Settings(name, text(refresh), early, LEASE),
                client::refresh,
                token -> Map.of("Authorization", "Bearer " + token),
                tokens,
                clock);
    }

    OAuthClient client(DoorClient door) {
        return new OAuthClient(settings(), door, clock);
    }

    private OAuthSettings settings() {
        return new OAuthSettings(
                URI.create(settings.resolve(oauth.tokenUrl())),
                text(oauth.clientId()),
                text(oauth.clientSecret()),
                settings.resolve(oauth.scope()),
                OAuthSettings.Style.valueOf(
                        oauth.style().toUpperCase(Locale.ROOT).replace('-', '_')),
                resolved(oauth.parameters()),
                resolved(oauth.headers()),
                dialect(oauth.dialect()),
                assertion(oauth.assertion()));
    }

    private @Nullable Supplier<String> assertion(Authentication.@Nullable Assertion made) {
        if (made == null) {
            return null;
        }
        Authentication.Assertion resolved = new Authentication.Assertion(
                text(made.identity()),
                text(made.keyId()),
                text(made.algorithm()),
                settings.resolve(made.audience().isEmpty() ? oauth.tokenUrl() : made.audience()),
                settings.resolve(made.type()));
        return () -> Signatures.ofLogIn(() -> signatures.assertion(resolved, text(oauth.clientId()), clock.instant()));
    }

    private Map<String, String> resolved(Map<String, String> texts) {
        Map<String, String> resolved = new LinkedHashMap<>();
        texts.forEach((key, text) -> {
            if (!text(text).isEmpty()) {
                resolved.put(key, text(text));
            }
        });
        return resolved;
    }

    private static OAuthSettings.Dialect dialect(Authentication.Dialect dialect) {
        return new OAuthSettings.Dialect(
                dialect.inside(), finder(dialect.find()), finder(dialect.expires()), finder(dialect.refresh()));
    }

    private static UnaryOperator<JsonNode> finder(String text) {
        Expression expression = Expression.compile(text);
        return answer -> expression.apply(answer, Map.of());
    }
}
