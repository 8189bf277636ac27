package org.hospitalhub.service.engine;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.Request;
import org.hospitalhub.calls.tokens.RequestAuthentication;
import org.hospitalhub.service.definition.Authentication;
import org.hospitalhub.service.definition.Door;
import org.jspecify.annotations.Nullable;

/** Adds to each request a JSON Web Token (RFC 7519) that the hub signs for it. */
final class JwtLogIn implements RequestAuthentication {

    private final Authentication.Jwt auth;
    private final Signatures signatures;
    private final LogInRequests requests;
    private final SigningProgram signing;
    private final Tree claims;

    JwtLogIn(Authentication.Jwt auth, Door door, SettingValues settings, Signatures signatures, InstantSource clock) {
        this.auth = auth;
        this.signatures = signatures;
        this.requests = new LogInRequests(door, settings, clock);
        this.signing = new SigningProgram(auth.sign(), settings);
        this.claims = Tree.compile(auth.claims(), settings, "claims");
    }

    @Override
    public Request authenticated(Request request, @Nullable Answer challenge) {
        Scope scope = requests.scope(null, null);
        byte[] token = signing.token(scope, LogInRequests.made(claims, scope), signatures);
        return request.with(requests.headers(auth.headers(), new String(token, StandardCharsets.US_ASCII)));
    }

    /** Hides the claims. */
    @Override
    public String toString() {
        return "JwtLogIn[]";
    }
}
