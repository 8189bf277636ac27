package org.hospitalhub.operations;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.hospitalhub.ledger.Audit;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;

/** What somebody hears who is not known or may not: a problem (RFC 9457) for programs, the log-in page for people. */
@Component
final class Refusals {

    private static final String BASIC = "Basic realm=\"Hospital Hub\", charset=\"UTF-8\"";

    private final Audit audit;
    private final ObjectMapper json;

    Refusals(Audit audit, ObjectMapper json) {
        this.audit = audit;
        this.json = json;
    }

    /** 401 with what to do about it. */
    void unknownProgram(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, BASIC);
        boolean tooMany = why instanceof LoginLimit.TooManyException;
        answer(
                response,
                tooMany ? HttpStatus.TOO_MANY_REQUESTS : HttpStatus.UNAUTHORIZED,
                tooMany ? "Too many wrong log-ins" : "Who are you?",
                tooMany
                        ? "Wait some minutes and try again."
                        : "Log in with a right name and password (HTTP Basic) or a bearer token.");
    }

    /** 403, written into the audit. */
    void forbiddenProgram(HttpServletRequest request, HttpServletResponse response, AccessDeniedException why)
            throws IOException {
        note(request);
        answer(response, HttpStatus.FORBIDDEN, "You may not do this", "None of your roles allows this call.");
    }

    /** Browsers are led to the log-in page, the calls that their pages make as well; others are told 401. */
    void unknownPerson(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        if (request.getHeader("HX-Request") != null) {
            response.setHeader("HX-Redirect", request.getContextPath() + "/login");
            response.setStatus(HttpStatus.UNAUTHORIZED.value());
        } else if (accept != null && accept.contains(MediaType.TEXT_HTML_VALUE)) {
            response.sendRedirect(request.getContextPath() + "/login");
        } else {
            unknownProgram(request, response, why);
        }
    }

    /** 403 as a page, written into the audit. */
    void forbiddenPerson(HttpServletRequest request, HttpServletResponse response, AccessDeniedException why)
            throws IOException {
        note(request);
        if (response.isCommitted()) {
            return; // the caller was cut off while it sent its form
        }
        request.setAttribute(RequestDispatcher.ERROR_REQUEST_URI, request.getRequestURI());
        response.sendError(HttpStatus.FORBIDDEN.value());
    }

    private void note(HttpServletRequest request) {
        Principal who = request.getUserPrincipal();
        if (who != null) {
            audit.record(who.getName(), "forbidden", null, request.getMethod() + " " + request.getRequestURI());
        }
    }

    private void answer(HttpServletResponse response, HttpStatus status, String title, String detail)
            throws IOException {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setTitle(title);
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        json.writeValue(response.getOutputStream(), problem);
    }
}
