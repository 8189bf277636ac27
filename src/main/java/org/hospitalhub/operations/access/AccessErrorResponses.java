package org.hospitalhub.operations.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Set;
import java.util.stream.Collectors;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.rules.Wording;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Writes the responses 400, 401, 403 and 405 of the security filters: a problem document (RFC 9457) for programs, the log-in
 * page for people.
 */
@Component
final class AccessErrorResponses implements RequestRejectedHandler {

    private static final String BASIC = "Basic realm=\"Hospital Hub\", charset=\"UTF-8\"";

    private static final Set<String> VERBS = Set.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE");

    private final Audit audit;
    private final ObjectMapper json;
    private final Languages hospital;
    private final RequestMappingHandlerMapping calls;

    AccessErrorResponses(
            Audit audit,
            ObjectMapper json,
            Languages hospital,
            @Lazy @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping calls) {
        this.audit = audit;
        this.json = json;
        this.hospital = hospital;
        this.calls = calls;
    }

    /** 401 with what to do about it; 429 or 503 when the name and password were not looked at. */
    void unknownProgram(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        if (why instanceof LoginAttemptLimit.TooManyException closed) {
            response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(closed.retryAfter()));
            answer(request, response, HttpStatus.TOO_MANY_REQUESTS, "HTTP.log-ins");
        } else if (why instanceof CachingAuthenticationProvider.BusyException) {
            String seconds = String.valueOf(CachingAuthenticationProvider.BusyException.RETRY_AFTER);
            response.setHeader(HttpHeaders.RETRY_AFTER, seconds);
            answer(request, response, HttpStatus.SERVICE_UNAVAILABLE, "HTTP.log-ins-busy");
        } else {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, BASIC);
            answer(request, response, HttpStatus.UNAUTHORIZED, "HTTP.log-in");
        }
    }

    /** Answers 403 and audits it; an unknown path is 404 and a wrong method 405 instead. */
    void forbiddenProgram(HttpServletRequest request, HttpServletResponse response, AccessDeniedException why)
            throws IOException {
        HttpMethod verb = HttpMethod.valueOf(request.getMethod());
        Set<HttpMethod> verbs = verbs(request, verb);
        if (verbs.contains(verb)) {
            note(request);
            answer(
                    request,
                    response,
                    HttpStatus.FORBIDDEN,
                    Wording.of("HTTP.forbidden"),
                    Wording.of("HTTP.forbidden.detail"));
        } else if (verbs.isEmpty()) {
            answer(request, response, HttpStatus.NOT_FOUND, Wording.of("HTTP.not-found"), Wording.of("HTTP.no-path"));
        } else {
            String allowed = verbs.stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
            response.setHeader(HttpHeaders.ALLOW, allowed);
            answer(
                    request,
                    response,
                    HttpStatus.METHOD_NOT_ALLOWED,
                    Wording.of("HTTP.method"),
                    Wording.of("HTTP.method.detail", allowed, verb));
        }
    }

    /**
     * Returns the methods that a path of the API supports, none for an unknown path. Paths outside the API, such as the metrics,
     * support the requested one.
     */
    private Set<HttpMethod> verbs(HttpServletRequest request, HttpMethod asked) {
        try {
            ServletRequestPathUtils.parseAndCache(request);
            boolean known = calls.getHandler(request) != null
                    || !request.getRequestURI().startsWith("/api/");
            return known ? Set.of(asked) : Set.of();
        } catch (HttpRequestMethodNotSupportedException wrong) {
            Set<HttpMethod> supported = wrong.getSupportedHttpMethods();
            return supported == null ? Set.of() : supported;
        } catch (Exception unclear) {
            return Set.of(asked); // a path that is there, asked in a form it does not know
        }
    }

    /** Redirects browsers and the requests of their pages to the log-in page; answers 401 to other clients. */
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

    /** 400, or 405 for a verb that HTTP or the hub does not know, before anybody was asked who is calling. */
    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException why)
            throws IOException {
        if (VERBS.contains(request.getMethod())) {
            answer(
                    request,
                    response,
                    HttpStatus.BAD_REQUEST,
                    Wording.of("HTTP.unreadable"),
                    Wording.of("HTTP.unreadable.path"));
        } else {
            response.setHeader(HttpHeaders.ALLOW, "GET, HEAD, OPTIONS, POST");
            answer(
                    request,
                    response,
                    HttpStatus.METHOD_NOT_ALLOWED,
                    Wording.of("HTTP.method"),
                    Wording.of("HTTP.method.unknown"));
        }
    }

    private void note(HttpServletRequest request) {
        Principal who = request.getUserPrincipal();
        if (who != null) {
            audit.record(who.getName(), "forbidden", null, request.getMethod() + " " + request.getRequestURI());
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, HttpStatus status, String key)
            throws IOException {
        answer(request, response, status, Wording.of(key), Wording.of(key + ".detail"));
    }

    private void answer(
            HttpServletRequest request, HttpServletResponse response, HttpStatus status, Wording title, Wording detail)
            throws IOException {
        Languages asked = hospital.asked(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail.in(asked));
        problem.setTitle(title.in(asked));
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        json.writeValue(response.getOutputStream(), problem);
    }
}
