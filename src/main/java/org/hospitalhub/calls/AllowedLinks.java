package org.hospitalhub.calls;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which links of a service's answers may be followed, so that no answer can send the hub elsewhere.
 *
 * @param base where the service is
 * @param hosts the only hosts ({@code name} or {@code name:port}); empty for the service's own, its sisters and {@code also}, and of
 *     a stand-in on this machine every port of this machine
 * @param also further hosts, at the port of https
 */
public record AllowedLinks(BaseUrl base, List<String> hosts, List<String> also) {

    /** Names whose domain belongs to one service: api.ehealth.gov.ua has sisters, ehealth.ua and numbers have none. */
    private static final Pattern SISTERS = Pattern.compile("([^.]+\\.){3,}[a-z]+");

    /** Compares in lower case. */
    public AllowedLinks {
        hosts = hosts.stream()
                .map(AllowedLinks::lower)
                .filter(host -> !host.isEmpty())
                .toList();
        also = also.stream().map(AllowedLinks::lower).toList();
    }

    private static String lower(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    /** Returns the address of a link; empty when it may not be followed. Plain http goes to this machine only. */
    public Optional<URI> of(String link) {
        try {
            URI uri = new URI(link);
            boolean usable = uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null;
            return usable && allowed(uri) && secure(uri) ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException unreadable) {
            return Optional.empty();
        }
    }

    private static boolean secure(URI uri) {
        return "https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && BaseUrl.loopback(uri.getHost()));
    }

    private boolean allowed(URI link) {
        String name = lower(link.getHost());
        if (!hosts.isEmpty()) {
            return hosts.contains(name) || hosts.contains(lower(link.getAuthority()));
        }
        if (base.loopback()) {
            return BaseUrl.loopback(name);
        }
        String home = lower(base.uri().getHost());
        boolean sister = SISTERS.matcher(home).matches() && name.endsWith(home.substring(home.indexOf('.')));
        return base.uri().getAuthority().equalsIgnoreCase(link.getAuthority())
                || (link.getPort() == -1 && (sister || also.contains(name)));
    }
}
