package org.hospitalhub.calls.tokens;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.client5.http.auth.AuthChallenge;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.AuthenticationException;
import org.apache.hc.client5.http.auth.ChallengeType;
import org.apache.hc.client5.http.auth.MalformedChallengeException;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.AuthChallengeParser;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.auth.DigestScheme;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.message.BasicNameValuePair;
import org.apache.hc.core5.http.message.ParserCursor;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.Request;
import org.jspecify.annotations.Nullable;

/**
 * HTTP Digest (RFC 7616). The first request is sent without credentials and answered with a challenge; later ones use the same
 * challenge until the service sends another. The library computes the responses, but not by itself: each request is recorded.
 */
public final class HttpDigest implements RequestAuthentication {

    /** One character for each byte: user and password in UTF-8, the realm as the service wrote it. */
    private static final String BYTES = StandardCharsets.ISO_8859_1.name();

    private static final int UNAUTHORISED = 401;

    private final UsernamePasswordCredentials account;
    private @Nullable DigestScheme last;

    /** Creates the authentication of a user. */
    public HttpDigest(String user, String password) {
        this.account =
                new UsernamePasswordCredentials(bytes(user), bytes(password).toCharArray());
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean challenged(Answer answer) {
        return answer.status() == UNAUTHORISED && scheme(answer).isPresent();
    }

    @Override
    public void learn(Answer answer) {
        scheme(answer).ifPresent(this::keep);
    }

    private synchronized void keep(DigestScheme scheme) {
        last = scheme;
    }

    @Override
    public Request authenticated(Request request, @Nullable Answer challenge) {
        Optional<DigestScheme> fresh = challenge == null ? Optional.empty() : scheme(challenge);
        return fresh.isPresent() ? withFresh(request, fresh.get()) : withLast(request);
    }

    /** A challenge is first used by the request that got it: some services accept each nonce once. */
    private Request withFresh(Request request, DigestScheme scheme) {
        Request authenticated = authenticated(request, scheme);
        keep(scheme);
        return authenticated;
    }

    /** One request after the other, since the library counts the uses of a nonce. */
    private synchronized Request withLast(Request request) {
        return last == null ? request : authenticated(request, last);
    }

    private Request authenticated(Request request, DigestScheme scheme) {
        HttpHost host = HttpHost.create(request.address());
        BasicCredentialsProvider accounts = new BasicCredentialsProvider();
        accounts.setCredentials(new AuthScope(host), account);
        HttpClientContext context = HttpClientContext.create();
        try {
            if (!scheme.isResponseReady(host, accounts, context)) {
                return request;
            }
            String response = scheme.generateAuthResponse(
                    host, new BasicHttpRequest(request.method(), request.address()), context);
            return request.with(Map.of("Authorization", response));
        } catch (AuthenticationException unusable) {
            // Such as an algorithm that nobody supports: the service answers 401.
            return request;
        }
    }

    /** Returns the scheme of an answer's challenge, the best that the library knows: RFC 7616 lists the preferred one first. */
    private static Optional<DigestScheme> scheme(Answer answer) {
        return answer.headers().getOrDefault("www-authenticate", List.of()).stream()
                .flatMap(header -> challenges(header).stream())
                .filter(challenge -> challenge.getSchemeName().equalsIgnoreCase("Digest"))
                .flatMap(challenge -> scheme(challenge).stream())
                .findFirst();
    }

    private static Optional<DigestScheme> scheme(AuthChallenge challenge) {
        DigestScheme scheme = new DigestScheme();
        try {
            scheme.processChallenge(inBytes(challenge), HttpClientContext.create());
            return Optional.of(scheme);
        } catch (MalformedChallengeException unusable) {
            return Optional.empty();
        }
    }

    private static AuthChallenge inBytes(AuthChallenge challenge) {
        List<NameValuePair> parameters = new ArrayList<>(challenge.getParams());
        parameters.removeIf(one -> one.getName().equalsIgnoreCase("charset"));
        parameters.add(new BasicNameValuePair("charset", BYTES));
        return new AuthChallenge(challenge.getChallengeType(), challenge.getSchemeName(), null, parameters);
    }

    private static List<AuthChallenge> challenges(String header) {
        try {
            return AuthChallengeParser.INSTANCE.parse(
                    ChallengeType.TARGET, header, new ParserCursor(0, header.length()));
        } catch (ParseException unreadable) {
            return List.of();
        }
    }

    /** Hides the account. */
    @Override
    public String toString() {
        return "HttpDigest[]";
    }
}
