package org.hospitalhub.service.check;

import java.util.Map;
import java.util.Set;
import org.hospitalhub.calls.tokens.JwsKey;
import org.hospitalhub.service.definition.Authentication;
import org.hospitalhub.service.definition.Authentication.ChallengeSignToken;
import org.hospitalhub.service.definition.Authentication.OAuth2;
import org.hospitalhub.service.definition.Authentication.Session;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.definition.Place;
import org.hospitalhub.service.definition.Setting;
import org.hospitalhub.service.definition.Sign;
import org.hospitalhub.service.definition.YamlValue;
import org.jspecify.annotations.Nullable;

/** Checks the authentication of a door. */
final class LogInRules {

    private static final Set<String> ANSWER = Set.of("settings", "status", "headers", "cookies", "text", "now");

    private final Scope scope;
    private final DoorRules doors;

    LogInRules(Scope scope, DoorRules doors) {
        this.scope = scope;
        this.doors = doors;
    }

    void check(Place place, Door door) {
        Authentication auth = door.auth();
        account(place, door.account());
        scope.inAccount(door.account(), () -> check(place, auth));
    }

    private void check(Place place, Authentication auth) {
        if (auth instanceof Authentication.Header header) {
            doors.headers(place, header.headers(), true);
        } else if (auth instanceof Authentication.Query query) {
            Place at = scope.inner(place, "parameters");
            query.parameters().forEach((name, text) -> {
                scope.settingsOnly(at, name, text, true);
                scope.noExpression(at, name, text);
            });
        } else if (auth instanceof Authentication.Basic basic) {
            secret(place, "user", basic.user());
            secret(place, "password", basic.password());
        } else if (auth instanceof Authentication.Bearer bearer) {
            secret(place, "token", bearer.token());
        } else if (auth instanceof OAuth2 oauth) {
            oauth(place, oauth);
        } else if (auth instanceof ChallengeSignToken challenge) {
            challenge(place, challenge);
        } else if (auth instanceof Session session) {
            session(place, session);
        } else if (auth instanceof Authentication.Digest digest) {
            secret(place, "user", digest.user());
            secret(place, "password", digest.password());
        } else if (auth instanceof Authentication.UsernameToken token) {
            secret(place, "user", token.user());
            secret(place, "password", token.password());
            scope.typed(place, "expires", token.expires(), ValueKind.DURATION);
        } else if (auth instanceof Authentication.X509Token token) {
            scope.typed(place, "identity", token.identity(), ValueKind.IDENTITY);
            scope.typed(place, "expires", token.expires(), ValueKind.DURATION);
        } else if (auth instanceof Authentication.Jwt jwt) {
            jwt(place, jwt);
        } else if (auth instanceof Authentication.Hmac hmac) {
            new HmacRules(scope, doors).check(place, hmac);
            secret(place, "secret", hmac.secret());
        }
    }

    private void jwt(Place place, Authentication.Jwt jwt) {
        scope.typed(place, "identity", jwt.sign().identity(), ValueKind.IDENTITY);
        doors.jws(place, jwt.sign().jws(), true);
        jwt.sign().jws().fields().forEach((name, text) -> scope.settingsOnly(place, "protected " + name, text, false));
        new TreeRules(scope, Set.of("settings", "now")).check(jwt.claims(), "claims");
        tokenHeaders(place, jwt.headers());
    }

    private void oauth(Place place, OAuth2 oauth) {
        scope.typed(place, "token-url", oauth.tokenUrl(), ValueKind.URL);
        scope.settingsOnly(place, "client-id", oauth.clientId(), true);
        secret(place, "client-secret", oauth.clientSecret());
        Authentication.Assertion assertion = oauth.assertion();
        if (assertion != null) {
            assertion(place, oauth, assertion);
        }
        doors.headers(place, oauth.headers(), true);
        if (oauth.renewUnless() != null) {
            doors.pattern(place, "renew-unless", oauth.renewUnless());
        }
        if (oauth.logIn() != null) {
            scope.typed(scope.inner(place, "log-in"), "page", oauth.logIn().page(), ValueKind.URL);
            scope.settingsOnly(
                    scope.inner(place, "log-in"), "scope", oauth.logIn().scope(), false);
        }
        scope.settingsOnly(place, "scope", oauth.scope(), false);
        oauth.parameters().forEach((name, text) -> scope.settingsOnly(place, "parameter " + name, text, true));
        scope.typed(place, "renew-before", oauth.renewBefore(), ValueKind.DURATION);
        Set<String> none = Set.of();
        scope.expression(place, "find", oauth.dialect().find(), none);
        scope.expression(place, "expires", oauth.dialect().expires(), none);
        scope.expression(place, "refresh", oauth.dialect().refresh(), none);
        if (oauth.refreshToken() != null) {
            secret(place, "refresh-token", oauth.refreshToken());
        }
    }

    private void assertion(Place place, OAuth2 oauth, Authentication.Assertion made) {
        scope.typed(place, "identity", made.identity(), ValueKind.IDENTITY);
        scope.settingsOnly(place, "key-id", made.keyId(), false);
        scope.settingsOnly(place, "algorithm", made.algorithm(), false);
        scope.settingsOnly(place, "audience", made.audience(), false);
        scope.settingsOnly(place, "type", made.type(), false);
        boolean known = made.algorithm().isEmpty()
                || made.algorithm().contains("{")
                || JwsKey.ALGORITHMS.contains(made.algorithm());
        if (!known) {
            scope.wrong(
                    place,
                    "algorithm",
                    "algorithm is one of " + String.join(", ", JwsKey.ALGORITHMS) + ", or is left out.");
        }
    }

    private void account(Place place, Authentication.@Nullable Account account) {
        if (account != null) {
            Place at = scope.inner(place, "account");
            scope.setting(at, "of", account.of(), false);
            Setting setting = scope.definition().settings().get(account.of());
            if (setting != null && setting.type() != Setting.Type.KEYS) {
                scope.wrong(at, "account.of is a setting of the type keys: the accounts by name.");
            }
            scope.settingsOnly(at, "name", account.name(), false);
        }
    }

    /** A secret stands in the settings, never in the file. */
    private void secret(Place place, String key, String text) {
        scope.settingsOnly(place, key, text, true);
        if (!text.isEmpty() && Scope.places(text).isEmpty()) {
            scope.wrong(
                    place,
                    key,
                    key + " stands in the file: make it a setting of the type secret and write {settings.<name>}.");
        }
    }

    private void challenge(Place place, ChallengeSignToken auth) {
        Set<String> variables = Set.of("settings", "challenge", "signed", "now");
        scope.expression(place, "challenge.find", auth.challenge().find(), ANSWER);
        request(place, "challenge.request", auth.challenge().request());
        request(place, "token.request", auth.token().request());
        if (auth.token().media() != null) {
            doors.media(place, auth.token().media());
        }
        scope.expression(place, "token.find", auth.token().find(), ANSWER);
        if (auth.token().expires() != null) {
            scope.expression(place, "token.expires", auth.token().expires(), ANSWER);
        }
        if (auth.token().body() != null) {
            new TreeRules(scope, variables).check(auth.token().body(), "token.body");
        }
        doors.sign(auth.sign(), variables);
        holds(auth.sign().of(), "sign.of", "$challenge");
        holds(auth.token().body(), "token.body", "$signed");
        tokenHeaders(place, auth.headers());
    }

    private void session(Place place, Session auth) {
        request(place, "request", auth.request());
        doors.media(place, auth.media());
        auth.parameters().forEach((name, text) -> parameter(scope.inner(place, "parameters"), name, text));
        scope.expression(place, "find", auth.find(), ANSWER);
        if (auth.expires() != null) {
            scope.expression(place, "expires", auth.expires(), ANSWER);
        }
        if (auth.body() != null) {
            logInBody(auth);
        }
        if (auth.soapHeader() == null) {
            tokenHeaders(place, auth.headers());
        } else {
            new TreeRules(scope, Set.of("settings", "token")).check(auth.soapHeader(), "soap-header");
            holds(auth.soapHeader(), "soap-header", "$token");
        }
        asked(place, auth);
        proof(place, auth);
        Place ended = scope.inner(place, "ended");
        auth.ended().statuses().stream()
                .filter(status -> !status.matches("[2-5][0-9]{2}"))
                .forEach(status ->
                        scope.wrong(ended, "status", "ended.status is a status such as 302, or a list of them."));
        if (auth.ended().says() != null) {
            doors.pattern(ended, "says", auth.ended().says());
        }
    }

    /** Checks how the log-in itself shows who asks, and what is signed for its body. */
    private void asked(Place place, Session auth) {
        if (auth.auth() instanceof Authentication.UsernameToken || auth.auth() instanceof Authentication.X509Token) {
            if (auth.body() == null) {
                scope.wrong(place, "The auth of a log-in adds a header of WS-Security: its body is a SOAP envelope.");
            }
        }
        check(scope.inner(place, "auth"), auth.auth());
        Sign sign = auth.sign();
        if (sign != null) {
            doors.sign(sign, Set.of("settings", "now"));
            if (sign.of() == null) {
                scope.wrong(sign.place(), "sign.of is missing: what is signed for the body of the log-in.");
            }
            if (auth.body() == null) {
                scope.wrong(sign.place(), "A log-in with sign has a body, which holds $signed.");
            }
            holds(auth.body(), "body", "$signed");
        }
    }

    private void proof(Place place, Session auth) {
        Authentication.X509Token proof = auth.proof();
        if (proof != null) {
            check(scope.inner(place, "proof"), proof);
            if (auth.soapHeader() == null) {
                scope.wrong(place, "proof signs the envelope that soap-header adds a SAML assertion to.");
            }
            if (proof.sign().contains("Assertion")) {
                scope.wrong(
                        place,
                        "proof",
                        "proof.sign without Assertion: with an Id of the hub its own signature would break.");
            }
        }
    }

    /** Checks a body of a log-in, in which secrets may stand. */
    private void logInBody(Session auth) {
        YamlValue body = java.util.Objects.requireNonNull(auth.body());
        if (!auth.parameters().isEmpty()) {
            scope.wrong(body.place(), "A log-in has parameters, or a body.");
        }
        Set<String> variables = auth.sign() == null ? Set.of("settings", "now") : Set.of("settings", "now", "signed");
        new TreeRules(scope, variables) {
            @Override
            void places(YamlValue text, String key, String constant) {
                scope.settingsOnly(text.place(), key, constant, true);
            }
        }.check(body, "body");
    }

    /** Checks a parameter of a log-in; a password stands in the settings, never in the file. */
    private void parameter(Place place, String name, String text) {
        scope.settingsOnly(place, name, text, true);
        scope.noExpression(place, name, text);
        if (name.matches("(?i).*(pass|pwd|secret|parol).*")) {
            secret(place, name, text);
        }
    }

    private void tokenHeaders(Place place, Map<String, String> headers) {
        headers.forEach((name, text) -> scope.settingsOnly(place, "header " + name, text.replace("{token}", ""), true));
        if (headers.values().stream().noneMatch(text -> text.contains("{token}"))) {
            scope.wrong(place, "header holds the token: \"Authorization: Bearer {token}\".");
        }
    }

    /**
     * Requires that the expression uses a variable: the challenge must be signed and the signed challenge sent, and {@code .} is
     * empty here.
     */
    private void holds(@Nullable YamlValue value, String key, String variable) {
        if (value != null && !value.tree().toString().contains(variable)) {
            scope.wrong(
                    value.place(),
                    key + " does not hold " + variable + ", and . is nothing at a log-in: write " + variable + ".");
        }
    }

    private void request(Place place, String key, String request) {
        if (!request.matches("(GET|POST|PUT) (/\\S*|\\{settings\\.[A-Za-z0-9_-]+}\\S*)")) {
            scope.wrong(
                    place,
                    key + " is a method and a path below the door's url, such as GET /token, or an address of"
                            + " another host that a setting gives: GET {settings.auth-url}/token.");
        }
        scope.settingsOnly(place, key, request, false);
        Authentication.whole(request).forEach(address -> ofSetting(place, key, address));
    }

    /** The setting at the beginning of a whole address has the type {@code url}, so that it is checked at the start. */
    private void ofSetting(Place place, String key, String address) {
        Setting setting = scope.definition().settings().get(address.replaceFirst("^\\{settings\\.([^}]*)}.*$", "$1"));
        if (setting != null && setting.type() != Setting.Type.URL) {
            scope.wrong(place, key + " begins with the setting " + setting.name() + ", whose type must be url.");
        }
    }
}
