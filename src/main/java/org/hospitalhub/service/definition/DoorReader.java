package org.hospitalhub.service.definition;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hospitalhub.rules.Findings;
import org.jspecify.annotations.Nullable;

/** Reads a door: address, authentication, media types. */
final class DoorReader {

    private static final String SIGNED = "private-key-jwt";
    private static final String TOKEN_HEADER = "Bearer {token}";
    /** Kinds that have no texts in which the settings of an account could stand. */
    private static final List<String> ONE_ACCOUNT =
            List.of("none", "client-certificate", "challenge-sign-token", "x509-token", "jwt");

    private static final List<String> KINDS = List.of(
            "none",
            "header",
            "query",
            "basic",
            "bearer",
            "oauth2-client-credentials",
            "oauth2-refresh",
            "client-certificate",
            "challenge-sign-token",
            "session",
            "digest",
            "hmac",
            "username-token",
            "x509-token",
            "jwt");

    /** Kinds that show who asks in a request that is a log-in itself. */
    private static final List<String> OF_A_LOG_IN = List.of("header", "basic", "username-token", "x509-token");

    private static final String ANOTHER_KEY =
            "A key in a header is {kind: header, headers: {X-Api-Key: \"{settings.key}\"}}, one in the query {kind: query,"
                    + " parameters: {api_key: \"{settings.key}\"}}; a log-in with name and password"
                    + " that gives a token or a cookie is {kind: session, request: POST /login, …}; a signature of each request"
                    + " with a shared secret is {kind: hmac, secret: \"{settings.secret}\", sign: …, headers: …}.";

    private final Findings findings;

    DoorReader(Findings findings) {
        this.findings = findings;
    }

    Door door(String name, YamlValue value) {
        MappingReader keys = MappingReader.of(value, "a door", findings);
        MappingReader auth = keys.innerOrWord("auth", "kind", "an auth");
        Authentication authentication = authentication(auth);
        Authentication.Account account = ONE_ACCOUNT.contains(auth.text("kind", "none")) ? null : account(auth);
        Door.Tls byAuth = authentication instanceof Authentication.ClientCertificate ? tls(auth) : null;
        Door.Tls own = keys.optional("tls", "a tls", DoorReader::tls);
        if (KINDS.contains(auth.text("kind", "none"))) {
            auth.end();
        } else {
            auth.wrong(auth.at("kind"), ANOTHER_KEY);
        }
        Door door = new Door(
                name,
                keys.needed("url"),
                keys.text("media", "application/json"),
                keys.text("charset", "utf-8"),
                keys.text("separator", ","),
                keys.text("content-type"),
                keys.text("accept"),
                keys.textFields("headers"),
                keys.text("proxy", ""),
                own == null ? byAuth : own,
                authentication,
                account,
                timeOut(keys),
                keys.text("answer-limit", ""),
                keys.text("in-flight", ""),
                reading(keys),
                keys.text("limit-words"),
                keys.text("etag", "false"),
                links(keys),
                keys.place());
        keys.end();
        return door;
    }

    private static Door.@Nullable Links links(MappingReader keys) {
        return keys.optional(
                "links", "hosts", "links", inner -> new Door.Links(inner.text("hosts", ""), inner.texts("also")));
    }

    private static Door.Tls tls(MappingReader keys) {
        return new Door.Tls(
                keys.text("identity", ""),
                keys.text("trust", ""),
                String.join(",", keys.texts("protocols")),
                String.join(",", keys.texts("signature-schemes")));
    }

    private static Door.TimeOut timeOut(MappingReader keys) {
        MappingReader inner = keys.inner("time-out", "a time-out");
        Door.TimeOut timeOut = new Door.TimeOut(inner.text("connect", ""), inner.text("total", ""));
        inner.end();
        return timeOut;
    }

    private static Door.Reading reading(MappingReader keys) {
        MappingReader read = keys.inner("read", "a read");
        List<String> charsets = read.texts("charsets");
        String gunzip = read.word("gunzip", "by-content", List.of("by-content", "asked-for", "never"));
        Door.Reading reading = new Door.Reading(
                charsets.isEmpty() ? List.of("utf-8") : charsets,
                !gunzip.equals("never"),
                gunzip.equals("asked-for"),
                read.flag("whole", false),
                read.word("names", "exact", List.of("exact", "any-case")).equals("any-case"),
                read.texts("also"),
                read.text("lift"),
                signedBy(read));
        read.end();
        return reading;
    }

    private static Door.@Nullable SignedBy signedBy(MappingReader read) {
        Door.SignedBy jws = signedBy(read, "jws", Door.SignatureForm.JWS);
        Door.SignedBy cms = signedBy(read, "cms", Door.SignatureForm.CMS);
        if (jws != null && cms != null) {
            read.wrong(read.at("cms"), "Answers are signed as jws or as cms; keep one of them.");
        }
        return jws != null ? jws : cms;
    }

    private static Door.@Nullable SignedBy signedBy(MappingReader read, String key, Door.SignatureForm form) {
        return read.optional(
                key,
                "trust",
                "a " + key,
                signed -> new Door.SignedBy(form, signed.needed("trust"), signed.text("find", ".")));
    }

    private Authentication authentication(MappingReader keys) {
        return switch (keys.word("kind", "none", KINDS)) {
            case "header" -> new Authentication.Header(headers(keys));
            case "query" -> query(keys);
            case "basic" -> new Authentication.Basic(keys.needed("user"), keys.needed("password"));
            case "bearer" -> new Authentication.Bearer(keys.needed("token"));
            case "oauth2-client-credentials" -> oauth2(keys, null);
            case "oauth2-refresh" -> oauth2(keys, keys.needed("refresh-token"));
            case "client-certificate" -> new Authentication.ClientCertificate();
            case "challenge-sign-token" -> challenge(keys);
            case "session" -> session(keys);
            case "digest" -> new Authentication.Digest(keys.needed("user"), keys.needed("password"));
            case "hmac" -> hmac(keys);
            case "username-token" ->
                new Authentication.UsernameToken(
                        keys.needed("user"),
                        keys.needed("password"),
                        keys.word("password-type", "digest", List.of("digest", "text"))
                                .equals("digest"),
                        keys.text("expires", ""));
            case "x509-token" -> x509Token(keys);
            case "jwt" -> jwt(keys);
            default -> new Authentication.None();
        };
    }

    private static Authentication.X509Token x509Token(MappingReader keys) {
        List<String> sign = keys.texts("sign");
        return new Authentication.X509Token(
                keys.needed("identity"),
                sign.isEmpty() ? List.of("Body", "Timestamp") : sign,
                keys.text("expires", "5m"));
    }

    private Authentication jwt(MappingReader keys) {
        Sign sign = SignReader.jwt(keys);
        YamlValue claims = keys.value("claims");
        Map<String, String> headers = tokenHeaders(keys);
        if (claims == null) {
            keys.missing("claims");
            return new Authentication.None();
        }
        return new Authentication.Jwt(sign, claims, headers);
    }

    private static Authentication.Query query(MappingReader keys) {
        Map<String, String> parameters = keys.textFields("parameters");
        if (parameters.isEmpty()) {
            keys.missing("parameters");
        }
        return new Authentication.Query(parameters);
    }

    private static Map<String, String> headers(MappingReader keys) {
        Map<String, String> headers = new LinkedHashMap<>(keys.textFields("headers"));
        String authorization = keys.text("authorization");
        if (authorization != null) {
            headers.put("Authorization", authorization);
        }
        if (headers.isEmpty()) {
            keys.missing("headers");
        }
        return headers;
    }

    private static Authentication.OAuth2 oauth2(MappingReader keys, @Nullable String refreshToken) {
        String style = keys.word("style", "basic", List.of("basic", "body", "json", SIGNED));
        Map<String, String> parameters = keys.textFields("parameters");
        return new Authentication.OAuth2(
                keys.needed("token-url"),
                keys.needed("client-id"),
                style.equals(SIGNED) ? "" : clientSecret(keys, parameters, refreshToken),
                keys.text("scope", ""),
                style,
                dialect(keys),
                parameters,
                keys.text("renew-before", "30s"),
                refreshToken,
                keys.textFields("headers"),
                account(keys),
                keys.text("renew-unless"),
                refreshToken == null ? null : logIn(keys),
                keys.flag("counted", false),
                style.equals(SIGNED) ? assertion(keys) : null,
                refreshToken == null && keys.flag("dpop", false));
    }

    /** The client credentials grant is for clients with a secret alone (RFC 6749 §4.4); all others may be public ones. */
    private static String clientSecret(
            MappingReader keys, Map<String, String> parameters, @Nullable String refreshToken) {
        boolean credentials = refreshToken == null
                && parameters.getOrDefault("grant_type", "client_credentials").equals("client_credentials");
        return credentials ? keys.needed("client-secret") : keys.text("client-secret", "");
    }

    private static Authentication.Assertion assertion(MappingReader keys) {
        return new Authentication.Assertion(
                keys.needed("identity"),
                keys.text("key-id", ""),
                keys.text("algorithm", ""),
                keys.text("audience", ""),
                keys.text("type", "JWT"));
    }

    private static Authentication.@Nullable Account account(MappingReader keys) {
        return keys.optional(
                "account", "an account", inner -> new Authentication.Account(inner.needed("of"), inner.needed("name")));
    }

    private static Authentication.@Nullable LogIn logIn(MappingReader keys) {
        return keys.optional(
                "log-in", "a log-in", inner -> new Authentication.LogIn(inner.needed("page"), inner.text("scope", "")));
    }

    private static Authentication.Dialect dialect(MappingReader keys) {
        return new Authentication.Dialect(
                keys.text("inside", ""),
                keys.text("find", ".access_token"),
                keys.text("expires", ".expires_in"),
                keys.text("refresh", ".refresh_token"));
    }

    private static Authentication.Hmac hmac(MappingReader keys) {
        List<String> signed = keys.texts("sign");
        if (signed.isEmpty()) {
            keys.missing("sign");
        }
        Map<String, String> headers = keys.textFields("headers");
        if (headers.isEmpty()) {
            keys.missing("headers");
        }
        return new Authentication.Hmac(
                keys.needed("secret"),
                keys.word("secret-encoding", "text", List.of("text", "base64", "hex")),
                keys.texts("derive"),
                keys.word("algorithm", "SHA-256", List.of("SHA-1", "SHA-256", "SHA-384", "SHA-512")),
                keys.text("time", "iso"),
                keys.texts("canonical"),
                signed,
                headers);
    }

    private Authentication.ChallengeSignToken challenge(MappingReader keys) {
        MappingReader challenge = keys.inner("challenge", "a challenge");
        MappingReader token = keys.inner("token", "a token");
        Authentication.Challenge asked =
                new Authentication.Challenge(challenge.needed("request"), challenge.text("find", "."));
        Authentication.TokenRequest given = new Authentication.TokenRequest(
                token.needed("request"),
                token.text("media"),
                token.value("body"),
                token.needed("find"),
                token.text("expires"));
        challenge.end();
        token.end();
        return new Authentication.ChallengeSignToken(asked, SignReader.sign(keys, "sign"), given, tokenHeaders(keys));
    }

    private Authentication.Session session(MappingReader keys) {
        MappingReader ended = keys.inner("ended", "an ended");
        Authentication.Ended ends = new Authentication.Ended(ended.texts("status"), ended.text("says"));
        ended.end();
        YamlValue soapHeader = keys.value("soap-header");
        return new Authentication.Session(
                keys.needed("request"),
                keys.text("media", "application/x-www-form-urlencoded"),
                keys.textFields("parameters"),
                keys.text("inside", ""),
                keys.value("body"),
                keys.needed("find"),
                keys.text("expires"),
                soapHeader == null ? tokenHeaders(keys) : Map.of(),
                soapHeader,
                ends,
                ofLogIn(keys),
                keys.has("sign") ? SignReader.sign(keys, "sign") : null,
                keys.optional("proof", "identity", "a proof", DoorReader::x509Token));
    }

    /** Reads how a log-in itself shows who asks, which is not by another log-in. */
    private Authentication ofLogIn(MappingReader keys) {
        if (!keys.has("auth")) {
            return new Authentication.None();
        }
        MappingReader auth = keys.innerOrWord("auth", "kind", "an auth");
        String kind = auth.word("kind", "none", OF_A_LOG_IN);
        if (kind.equals("none")) {
            return new Authentication.None();
        }
        Authentication read = authentication(auth);
        auth.end();
        return read;
    }

    /** Returns the headers of {@code header: "Authorization: Bearer {token}"} or {@code headers: {…}}. */
    private static Map<String, String> tokenHeaders(MappingReader keys) {
        Map<String, String> headers = new LinkedHashMap<>(keys.textFields("headers"));
        String header = keys.text("header");
        if (header != null) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                keys.wrong(keys.at("header"), "header is written as: Authorization: Bearer {token}");
            } else {
                headers.put(
                        header.substring(0, colon).strip(),
                        header.substring(colon + 1).strip());
            }
        }
        return headers.isEmpty() ? Map.of("Authorization", TOKEN_HEADER) : headers;
    }
}
