package org.hospitalhub.intake;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hospitalhub.ledger.Address;

/** The callback URLs to which answers may be sent; no answer is sent to a URL while the list is empty. */
final class CallbackAllowlist {

    private static final Pattern SCHEME = Pattern.compile("https?");
    /**
     * Characters that servers interpret differently or that could lead out of the allowed path: dots, slashes, backslashes and
     * semicolons that appear only after decoding (also in overlong UTF-8), control characters, and path parameters ({@code ..;},
     * RFC 3986 §3.3).
     */
    private static final Pattern HIDDEN =
            Pattern.compile("(?i).*(%2e|%2f|%5c|%25|%3b|%[01][0-9a-f]|%7f|%c[01]|%e0%[89]|%f0%8|//|\\\\|;).*");

    private final List<URI> allowed;

    /** Allows URLs that begin with one of these prefixes, such as {@code https://his.example/answers/}. */
    CallbackAllowlist(List<String> prefixes) {
        this.allowed = prefixes.stream()
                .map(prefix -> parsed(prefix)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "hub.delivery.callbacks holds something that is no plain http(s) URL")))
                .toList();
    }

    /** Returns the address of a URL, empty when it is not allowed. */
    Optional<Address> address(String url) {
        return parsed(url)
                .filter(asked -> allowed.stream().anyMatch(prefix -> covers(prefix, asked)))
                .map(asked -> new Address.Callback(asked.toASCIIString()));
    }

    private static boolean covers(URI prefix, URI asked) {
        String path = path(prefix);
        boolean below = path.endsWith("/")
                ? path(asked).startsWith(path)
                : path(asked).equals(path) || path(asked).startsWith(path + "/");
        return below
                && prefix.getScheme().equalsIgnoreCase(asked.getScheme())
                && prefix.getHost().equalsIgnoreCase(asked.getHost())
                && port(prefix) == port(asked);
    }

    /** Returns a URL that every client reads the same way (no user, no fragment, no {@code ..} segments), empty for any other. */
    private static Optional<URI> parsed(String url) {
        try {
            URI uri = new URI(url);
            boolean plain = uri.getScheme() != null
                    && SCHEME.matcher(uri.getScheme().toLowerCase(Locale.ROOT)).matches()
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && !HIDDEN.matcher(path(uri)).matches()
                    && List.of(path(uri).split("/")).stream().noneMatch(part -> part.equals("..") || part.equals("."));
            return plain ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static String path(URI uri) {
        return uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }
}
