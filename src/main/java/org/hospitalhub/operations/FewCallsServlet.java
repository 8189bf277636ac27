package org.hospitalhub.operations;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jolokia.server.core.http.AgentServlet;
import org.springframework.http.HttpHeaders;

/**
 * Jolokia for a few calls at a time: one answer is bounded ({@link HawtioRules}), but its objects are all in memory before the first
 * byte leaves, so that a dozen calls of one OPERATOR filled a heap of 512 MB.
 */
final class FewCallsServlet extends AgentServlet {

    private static final long serialVersionUID = 1;
    private static final int AT_ONCE = 2;
    private static final long WAIT_SECONDS = 10;

    @SuppressWarnings("serial")
    private final Semaphore places = new Semaphore(AT_ONCE, true);

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        boolean entered = false;
        try {
            entered = places.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        if (!entered) {
            response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(WAIT_SECONDS));
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        try {
            super.service(request, response);
        } finally {
            places.release();
        }
    }
}
