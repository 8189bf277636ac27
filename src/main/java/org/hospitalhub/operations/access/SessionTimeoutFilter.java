package org.hospitalhub.operations.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Ends idle sessions. Requests of a screen that refreshes itself (parameter {@code live}) do not count as use. No session
 * lives longer than 12 hours, a long shift.
 */
final class SessionTimeoutFilter extends OncePerRequestFilter {

    private static final String TOUCHED = "hub.touched";
    private static final String BEGAN = "hub.began";
    private static final Duration LONGEST = Duration.ofHours(12);

    private final InstantSource clock;

    SessionTimeoutFilter(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        HttpSession session = request.getSession(false);
        if (session != null) {
            Instant now = clock.instant();
            Instant touched = session.getAttribute(TOUCHED) instanceof Instant before ? before : now;
            Instant began = session.getAttribute(BEGAN) instanceof Instant first ? first : now;
            if (now.isAfter(touched.plus(Duration.ofSeconds(session.getMaxInactiveInterval())))
                    || now.isAfter(began.plus(LONGEST))) {
                session.invalidate();
                chain.doFilter(request, response);
                return;
            }
            if (session.getAttribute(BEGAN) == null) {
                session.setAttribute(BEGAN, now);
            }
            if (request.getParameter("live") == null || session.getAttribute(TOUCHED) == null) {
                session.setAttribute(TOUCHED, now);
            }
        }
        chain.doFilter(request, response);
    }
}
