package org.hospitalhub.calls.tokens;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.function.Supplier;
import org.apache.commons.codec.digest.DigestUtils;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.Request;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * Adds user and password to the header of a SOAP envelope (OASIS WS-Security UsernameToken profile 1.0). The digest of a
 * password is the SHA-1 of nonce, time and password; the profile has no other.
 */
public final class UsernameToken implements RequestAuthentication {

    private static final String PROFILE = SoapEnvelope.BASE + "username-token-profile-1.0#";

    private final String user;
    private final String password;
    private final boolean hashed;
    private final @Nullable Duration expires;
    private final Supplier<byte[]> nonces;
    private final InstantSource clock;

    /**
     * Creates tokens.
     *
     * @param hashed whether the password is sent as a digest, with nonce and time
     * @param expires how long a time stamp beside the token is valid, null for none
     * @param nonces returns random bytes for each request
     */
    public UsernameToken(
            String user,
            String password,
            boolean hashed,
            @Nullable Duration expires,
            Supplier<byte[]> nonces,
            InstantSource clock) {
        this.user = user;
        this.password = password;
        this.hashed = hashed;
        this.expires = expires;
        this.nonces = nonces;
        this.clock = clock;
    }

    @Override
    public Request authenticated(Request request, @Nullable Answer challenge) {
        SoapEnvelope envelope = SoapEnvelope.of(request);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (expires != null) {
            envelope.addTimestamp(now, expires);
        }
        addTo(envelope.security(), now.toString());
        return envelope.written();
    }

    private void addTo(Element security, String now) {
        Element token = SoapEnvelope.child(security, SoapEnvelope.WSSE, "wsse:UsernameToken", null);
        SoapEnvelope.child(token, SoapEnvelope.WSSE, "wsse:Username", user);
        if (!hashed) {
            password(token, password, "PasswordText");
            return;
        }
        byte[] nonce = nonces.get();
        password(token, digest(nonce, now), "PasswordDigest");
        SoapEnvelope.child(
                        token,
                        SoapEnvelope.WSSE,
                        "wsse:Nonce",
                        Base64.getEncoder().encodeToString(nonce))
                .setAttribute("EncodingType", SoapEnvelope.BASE64);
        SoapEnvelope.child(token, SoapEnvelope.WSU, "wsu:Created", now);
    }

    private static void password(Element token, String text, String type) {
        SoapEnvelope.child(token, SoapEnvelope.WSSE, "wsse:Password", text).setAttribute("Type", PROFILE + type);
    }

    /** Returns the password's digest for a nonce and a time. */
    String digest(byte[] nonce, String created) {
        MessageDigest sha1 = DigestUtils.getSha1Digest();
        sha1.update(nonce);
        sha1.update((created + password).getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(sha1.digest());
    }

    /** Hides user and password. */
    @Override
    public String toString() {
        return "UsernameToken[]";
    }
}
