package org.hospitalhub.operations;

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
 * Ends a session that nobody touches. A screen that refreshes itself would keep one alive for ever, so its calls (parameter
 * {@code live}) do not count.
 */
final class IdleSessions extends OncePerRequestFilter {

    private static final String TOUCHED = "hub.touched";

    private final InstantSource clock;

    IdleSessions(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        HttpSession session = request.getSession(false);
        if (session != null) {
            Instant now = clock.instant();
            Instant touched = session.getAttribute(TOUCHED) instanceof Instant before ? before : now;
            if (now.isAfter(touched.plus(Duration.ofSeconds(session.getMaxInactiveInterval())))) {
                session.invalidate();
            } else if (request.getParameter("live") == null || session.getAttribute(TOUCHED) == null) {
                session.setAttribute(TOUCHED, now);
            }
        }
        chain.doFilter(request, response);
    }
}
