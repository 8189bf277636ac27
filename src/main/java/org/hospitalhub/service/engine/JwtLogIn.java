package org.hospitalhub.service.engine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.Request;
import org.hospitalhub.calls.tokens.RequestAuthentication;
import org.hospitalhub.service.definition.Authentication;
import org.hospitalhub.service.definition.Door;
import org.jspecify.annotations.Nullable;

/** Adds to each request a JSON Web Token (RFC 7519) that the hub signs for it. */
final class JwtLogIn implements RequestAuthentication {

    private final Authentication.Jwt auth;
    private final SettingValues settings;
    private final Signatures signatures;
    private final LogInRequests requests;
    private final Tree claims;

    JwtLogIn(Authentication.Jwt auth, Door door, SettingValues settings, Signatures signatures, InstantSource clock) {
        this.auth = auth;
        this.settings = settings;
        this.signatures = signatures;
        this.requests = new LogInRequests(door, settings, clock);
        this.claims = Tree.compile(auth.claims(), settings, "claims");
    }

    @Override
    public Request authenticated(Request request, @Nullable Answer challenge) {
        Map<String, String> fields = new LinkedHashMap<>();
        auth.jws().fields().forEach((name, text) -> fields.put(name, settings.resolve(text)));
        Scope scope = requests.scope(null, null);
        byte[] content = JwtClaims.completed(
                LogInRequests.made(claims, scope),
                scope.now(),
                settings.time(auth.jws().expires(), Duration.ofMinutes(5)));
        String token = signatures.jws(
                settings.resolve(auth.identity()),
                settings.resolve(auth.jws().algorithm()),
                JwtClaims.header(fields),
                false,
                content);
        return request.with(requests.headers(auth.headers(), token));
    }

    /** Hides the claims. */
    @Override
    public String toString() {
        return "JwtLogIn[]";
    }
}
