package org.hospitalhub.operations.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Detects requests that a page of another site made the browser send. Browsers say so in {@code Sec-Fetch-Site} (W3C Fetch
 * Metadata) and, with every request that could change something, in {@code Origin} (RFC 6454 §7); programs send neither.
 */
final class CrossSiteRequest {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> OWN = Set.of("same-origin", "none");

    private CrossSiteRequest() {}

    /** Returns true for calls of another site; a proxy may have changed the host that {@code Origin} is compared with. */
    static boolean sent(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        boolean writes = !READING.contains(request.getMethod());
        return "cross-site".equals(site) || (writes && !isOwn(site) && foreignOrigin(request));
    }

    private static boolean isOwn(@Nullable String site) {
        return site != null && OWN.contains(site);
    }

    /** Returns true when the call names an origin whose host and port are not those of the call; {@code null} is none. */
    static boolean foreignOrigin(HttpServletRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin != null && !authority(origin).equals(host(request));
    }

    private static String host(HttpServletRequest request) {
        int port = request.getServerPort();
        return withoutUsualPort(request.getServerName() + ":" + port);
    }

    private static String authority(String origin) {
        return withoutUsualPort(origin.replaceFirst("^(?i)https?://", ""));
    }

    private static String withoutUsualPort(String authority) {
        return authority.toLowerCase(Locale.ROOT).replaceFirst(":(80|443)$", "");
    }
}
