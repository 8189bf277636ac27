package org.hospitalhub.calls;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The base address of a service from the settings: https, or http on this machine's loopback and on hosts that an administrator
 * allows, without user, query or fragment. Host names are not resolved.
 *
 * @param uri without a slash at its end
 */
public record BaseUrl(URI uri) {

    private static final Pattern LOOPBACK = Pattern.compile(
            "localhost|127(?:\\.[0-9]{1,3}){3}|\\[(?:::1|(?:0{1,4}:){7}0{0,3}1)]", Pattern.CASE_INSENSITIVE);
    private static final Pattern END = Pattern.compile("/+$");
    private static final Pattern FORBIDDEN = Pattern.compile("[ \"<>\\\\^`{|}]|[^\\x00-\\x7F]+|%(?![0-9A-Fa-f]{2})");
    private static final int LARGEST_PORT = 65_535;

    /**
     * Returns the base address of a text, without surrounding spaces and slashes at the end.
     *
     * @throws IllegalArgumentException with the text of {@link #problem} when it cannot be used
     */
    public static BaseUrl of(String text) {
        return of(text, Set.of());
    }

    /**
     * Returns the base address of a text like {@link #of(String)}, also for plain http to some hosts.
     *
     * @param plainHosts names of these hosts, in lower case
     * @throws IllegalArgumentException with the text of {@link #problem} when it cannot be used
     */
    public static BaseUrl of(String text, Set<String> plainHosts) {
        problem(text, plainHosts).ifPresent(why -> {
            throw new IllegalArgumentException(why);
        });
        URI read = URI.create(bare(text));
        String scheme = read.getScheme().toLowerCase(Locale.ROOT);
        return new BaseUrl(URI.create(scheme + bare(text).substring(scheme.length())));
    }

    /** Returns why a text is not the address of a service, to follow the setting's name in a message; empty when it is one. */
    public static Optional<String> problem(String text) {
        return problem(text, Set.of());
    }

    /** Returns why a text is not the address of a service, as {@link #problem(String)}, when plain http to some hosts is allowed. */
    public static Optional<String> problem(String text, Set<String> plainHosts) {
        try {
            return problem(new URI(bare(text)), plainHosts);
        } catch (URISyntaxException unreadable) {
            return Optional.of("is not an address such as https://service.example/api");
        }
    }

    private static Optional<String> problem(URI uri, Set<String> plainHosts) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean http = scheme.equals("http");
        if (uri.getScheme() == null || (!http && !scheme.equals("https"))) {
            return Optional.of("must begin with https:// (http:// only on this machine's loopback)");
        }
        if (uri.getHost() == null) {
            return Optional.of("has no host name that can be used: letters, digits, dots and hyphens");
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            return Optional.of("must have no user, no query (?) and no fragment (#)");
        }
        if (uri.getPort() > LARGEST_PORT || uri.getPort() == 0) {
            return Optional.of("has a port that does not exist");
        }
        return http
                        && !loopback(uri.getHost())
                        && !plainHosts.contains(uri.getHost().toLowerCase(Locale.ROOT))
                ? Optional.of("must be https; http is for this machine's loopback only (127.0.0.1, localhost, [::1])")
                : Optional.empty();
    }

    /** Returns whether calls go over TLS. */
    public boolean secure() {
        return "https".equals(uri.getScheme());
    }

    /** Returns scheme, host and port. */
    public String origin() {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** Returns whether the host is this machine's loopback, by its name alone. */
    public boolean loopback() {
        return loopback(uri.getHost());
    }

    static boolean loopback(String host) {
        return LOOPBACK.matcher(host).matches();
    }

    /** Returns the port, or the scheme's default port. */
    public int port() {
        return port(uri);
    }

    /**
     * Returns the address of a path below this one.
     *
     * @param path path with its query, encoded; a missing slash at the beginning is added
     * @throws IllegalArgumentException when the result is not an address, or leads to another host or above this address; the
     *     message does not contain the path
     */
    public URI with(String path) {
        String text = path.isEmpty() || path.startsWith("/") || path.startsWith("?") ? path : "/" + path;
        URI whole;
        try {
            whole = new URI(uri + text);
        } catch (URISyntaxException unreadable) {
            throw new IllegalArgumentException("The path and query of the call are not encoded as an address is.");
        }
        if (!below(whole)) {
            throw new IllegalArgumentException("The path of the call leads outside of the service's address.");
        }
        return whole;
    }

    /**
     * Returns the target of a link in an answer (RFC 3986 §5), empty when it leads to another scheme, host or port, or above this
     * address.
     */
    public Optional<URI> own(URI from, String link) {
        try {
            String text = encoded(link.strip());
            // Java resolves a query alone as RFC 2396 did.
            URI whole = text.startsWith("?")
                    ? new URI(from.toString().split("[?#]", 2)[0] + text)
                    : from.resolve(new URI(text));
            return below(whole) ? Optional.of(whole) : Optional.empty();
        } catch (URISyntaxException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /** Returns a link with the characters percent-encoded that services write into links although RFC 3986 forbids them. */
    private static String encoded(String link) {
        return FORBIDDEN.matcher(link).replaceAll(found -> URLEncoder.encode(found.group(), StandardCharsets.UTF_8)
                .replace("+", "%20"));
    }

    private boolean below(URI whole) {
        boolean same = uri.getScheme().equalsIgnoreCase(whole.getScheme())
                && uri.getHost().equalsIgnoreCase(whole.getHost())
                && port() == port(whole)
                && whole.getRawUserInfo() == null
                && whole.getRawFragment() == null;
        String path = whole.getRawPath() == null ? "" : whole.getRawPath();
        String base = uri.getRawPath() == null ? "" : uri.getRawPath();
        return same && !DotSegments.in(path) && (path.equals(base) || path.startsWith(base + "/"));
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    private static String bare(String text) {
        return END.matcher(text.strip()).replaceAll("");
    }

    /** Returns the address. */
    @Override
    public String toString() {
        return uri.toString();
    }
}
