package org.hospitalhub.operations.api;

import org.hospitalhub.calls.LargeData;
import org.hospitalhub.intake.RequestBodies;
import org.hospitalhub.ledger.Acceptance;
import org.hospitalhub.ledger.ExceptionTrace;
import org.hospitalhub.ledger.OrderJson;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.operations.actions.InvalidCorrectionException;
import org.hospitalhub.operations.actions.InvalidRequestException;
import org.hospitalhub.operations.actions.NotFoundException;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Translates exceptions of the API into problem documents (RFC 9457), never with a stack trace. */
@RestControllerAdvice
class ProblemDetailsAdvice extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemDetailsAdvice.class);

    private final RequestLanguages languages;

    ProblemDetailsAdvice(RequestLanguages languages) {
        this.languages = languages;
    }

    @ExceptionHandler
    ProblemDetail notFound(NotFoundException missing) {
        return problem(HttpStatus.NOT_FOUND, "Not found", missing.getMessage());
    }

    @ExceptionHandler
    ProblemDetail badQuestion(InvalidRequestException unreadable) {
        return problem(HttpStatus.BAD_REQUEST, "Invalid request parameter", unreadable.getMessage());
    }

    @ExceptionHandler
    ProblemDetail wrongMoment(Orders.WrongMomentException late) {
        return problem(HttpStatus.CONFLICT, "Not possible in the order's current state", late.getMessage());
    }

    @ExceptionHandler
    ProblemDetail tooLarge(RequestBodies.TooLargeException large) {
        return problem(HttpStatus.CONTENT_TOO_LARGE, "Request body too large", large.getMessage());
    }

    @ExceptionHandler
    ProblemDetail noRoom(RequestBodies.MemoryExhaustedException full) {
        return problem(HttpStatus.SERVICE_UNAVAILABLE, "Not enough memory at the moment", full.getMessage());
    }

    @ExceptionHandler
    ProblemDetail noRoom(LargeData.NoPlaceException full) {
        return problem(HttpStatus.SERVICE_UNAVAILABLE, "Not enough memory at the moment", full.getMessage());
    }

    @ExceptionHandler
    ProblemDetail keyReused(Acceptance.KeyReusedException reused) {
        return problem(HttpStatus.UNPROCESSABLE_CONTENT, "Order key already used", reused.getMessage());
    }

    @ExceptionHandler
    ProblemDetail refused(InvalidCorrectionException refused) {
        Languages asked = languages.current();
        ProblemDetail problem = problem(
                HttpStatus.UNPROCESSABLE_CONTENT,
                Wording.of("HTTP.payload-breaks-rules").in(asked),
                Wording.of("HTTP.payload-breaks-rules.detail").in(asked));
        problem.setProperty("findings", OrderJson.of(refused.findings(), asked));
        return problem;
    }

    /** Spring looks at a header when it is read; the exception's message would repeat it. */
    @ExceptionHandler
    ProblemDetail unreadable(RequestRejectedException unreadable) {
        return problem(
                HttpStatus.BAD_REQUEST,
                "The request cannot be read",
                "A header or a parameter name has characters that are not allowed there; use ASCII in headers.");
    }

    /** Spring calls it a static resource. */
    @Override
    protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
            NoResourceFoundException missing, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ProblemDetail problem = problem(
                HttpStatus.NOT_FOUND, "Not found", "There is nothing at this path; /v3/api-docs lists the API.");
        return handleExceptionInternal(missing, problem, headers, status, request);
    }

    @ExceptionHandler
    ProblemDetail broken(RuntimeException broken) {
        log.error("An API request failed with an unexpected error: {}", ExceptionTrace.of(broken));
        return problem(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "Internal error",
                "An unexpected error; the hub's log shows the cause. Nothing that was accepted is lost.");
    }

    private static ProblemDetail problem(HttpStatus status, String title, @Nullable String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setTitle(title);
        return problem;
    }
}
