package org.hospitalhub.sandbox;

import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A request that arrived at the sandbox.
 *
 * @param path the raw path, not decoded
 * @param query the raw query without the question mark, empty when there is none
 * @param headers headers by name; case is ignored
 * @param sslSession TLS session, null on the plain port
 */
public record Call(
        String method,
        String path,
        String query,
        Map<String, List<String>> headers,
        byte[] body,
        InetSocketAddress remote,
        @Nullable SSLSession sslSession) {

    /** Returns the first header of this name; case is ignored. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    /** Returns the first query parameter of this name, decoded. */
    public Optional<String> param(String name) {
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0 && name.equals(decode(pair.substring(0, equals)))) {
                return Optional.of(decode(pair.substring(equals + 1)));
            }
        }
        return Optional.empty();
    }

    /** Returns the body as UTF-8 text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    private static String decode(String raw) {
        return URLDecoder.decode(raw, StandardCharsets.UTF_8);
    }

    /** Returns only method and path, because bodies and queries contain personal data. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
