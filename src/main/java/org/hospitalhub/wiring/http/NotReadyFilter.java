package org.hospitalhub.wiring.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers 503 with Retry-After while the hub starts, because its port opens before its routes run. Health requests are answered
 * normally.
 */
@Component
final class NotReadyFilter extends OncePerRequestFilter implements Ordered {

    private static final String HEALTH = "/actuator/health";
    private static final String SECONDS = "5";
    private static final String STARTING = """
            {"type":"about:blank","title":"The hub is starting","status":503,\
            "detail":"The hub is starting and accepts no requests yet; try again in a few seconds."}""";

    private volatile boolean started;

    /** Ends the filter when the routes run, before the hub reports liveness and before the dispatcher starts. */
    @EventListener(ApplicationStartedEvent.class)
    void started() {
        started = true;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (started || request.getRequestURI().startsWith(HEALTH)) {
            chain.doFilter(request, response);
            return;
        }
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setHeader(HttpHeaders.RETRY_AFTER, SECONDS);
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(STARTING.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
