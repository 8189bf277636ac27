package org.hospitalhub.operations.access;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.security.web.savedrequest.SimpleSavedRequest;
import org.springframework.web.util.WebUtils;

/**
 * Keeps the page that was requested before the log-in in a cookie: only its path, no query and no header. A session would
 * cost memory for every anonymous request.
 */
final class PathOnlyRequestCache implements RequestCache {

    private static final String COOKIE = "hub-after-log-in";
    private static final Duration LIVES = Duration.ofMinutes(10);
    private static final int LONGEST = 200;

    /** Paths of this hub and nothing that a browser could read as another host. */
    private static final Pattern OWN_PATH = Pattern.compile("/([A-Za-z0-9._~-]+/?)*");

    @Override
    public void saveRequest(HttpServletRequest request, HttpServletResponse response) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        if ("GET".equals(request.getMethod()) && isOwn(path)) {
            write(
                    request,
                    response,
                    Base64.getUrlEncoder().withoutPadding().encodeToString(path.getBytes(StandardCharsets.UTF_8)),
                    LIVES);
        }
    }

    /** Returns the page that was wanted, once; null when there is none. */
    @Override
    public @Nullable SavedRequest getRequest(HttpServletRequest request, HttpServletResponse response) {
        Cookie cookie = WebUtils.getCookie(request, COOKIE);
        if (cookie == null) {
            return null;
        }
        removeRequest(request, response);
        try {
            String path = new String(Base64.getUrlDecoder().decode(cookie.getValue()), StandardCharsets.UTF_8);
            return isOwn(path) ? new SimpleSavedRequest(path) : null;
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }

    /** Returns null: a request is never repeated, since only its path is stored. */
    @Override
    public @Nullable HttpServletRequest getMatchingRequest(HttpServletRequest request, HttpServletResponse response) {
        return null;
    }

    @Override
    public void removeRequest(HttpServletRequest request, HttpServletResponse response) {
        write(request, response, "", Duration.ZERO);
    }

    private static boolean isOwn(String path) {
        return path.length() <= LONGEST && OWN_PATH.matcher(path).matches();
    }

    private static void write(HttpServletRequest request, HttpServletResponse response, String value, Duration lives) {
        ResponseCookie cookie = ResponseCookie.from(COOKIE, value)
                .path(request.getContextPath() + "/")
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite("Lax")
                .maxAge(lives)
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }
}
