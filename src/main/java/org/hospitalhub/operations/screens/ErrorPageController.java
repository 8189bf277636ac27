package org.hospitalhub.operations.screens;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.rules.Wording;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/**
 * Shows errors that nothing else handled: a page for people, a part of a page for htmx, a problem document (RFC 9457) for
 * programs. Never a stack trace.
 */
@Controller
class ErrorPageController implements ErrorController {

    private final Languages hospital;

    ErrorPageController(Languages hospital) {
        this.hospital = hospital;
    }

    @RequestMapping("/error")
    Object error(HttpServletRequest request, HttpServletResponse response) {
        HttpStatus status = status(request);
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        if (ofHtmx(request) || (accept != null && accept.contains(MediaType.TEXT_HTML_VALUE))) {
            return page(request, response, status, null);
        }
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem(status, hospital.asked(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE))));
    }

    private static ProblemDetail problem(HttpStatus status, Languages asked) {
        ProblemDetail problem = ProblemDetail.forStatus(status);
        problem.setTitle(Wording.of(title(status)).in(asked));
        return problem;
    }

    private static String title(HttpStatus status) {
        return switch (status) {
            case UNAUTHORIZED -> "HTTP.log-in";
            case FORBIDDEN -> "HTTP.forbidden";
            case NOT_FOUND -> "HTTP.not-found";
            case METHOD_NOT_ALLOWED -> "HTTP.method";
            case NOT_ACCEPTABLE -> "HTTP.not-acceptable";
            case CONTENT_TOO_LARGE -> "HTTP.too-large";
            case UNSUPPORTED_MEDIA_TYPE -> "HTTP.media";
            case TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE -> "HTTP.later";
            default -> status.is4xxClientError() ? "HTTP.unreadable" : "HTTP.internal-error";
        };
    }

    private static HttpStatus status(HttpServletRequest request) {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        if (code == null) {
            return HttpStatus.NOT_FOUND; // somebody asked for this page; nothing failed
        }
        HttpStatus known = code instanceof Integer number ? HttpStatus.resolve(number) : null;
        return known == null ? HttpStatus.INTERNAL_SERVER_ERROR : known;
    }

    private static boolean ofHtmx(HttpServletRequest request) {
        return request.getHeader("HX-Request") != null;
    }

    /**
     * Returns the page of an error, or its part for htmx.
     *
     * @param said what went wrong in words, null when the status says all
     */
    static ModelAndView page(
            HttpServletRequest request,
            HttpServletResponse response,
            HttpStatus status,
            @org.jspecify.annotations.Nullable String said) {
        response.setStatus(status.value());
        ModelAndView page = new ModelAndView(ofHtmx(request) ? "error :: note" : "error", status);
        page.addAllObjects(Map.of("status", status.value(), "said", said == null ? "" : said));
        return page;
    }
}
