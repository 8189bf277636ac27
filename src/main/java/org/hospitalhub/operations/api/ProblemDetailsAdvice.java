package org.hospitalhub.operations.api;

import java.util.Objects;
import org.hospitalhub.calls.LargeData;
import org.hospitalhub.intake.RequestBodies;
import org.hospitalhub.ledger.CauseLog;
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
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.dao.UncategorizedDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.TransactionException;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Translates exceptions of the API into problem documents (RFC 9457), never with a stack trace. */
@RestControllerAdvice
class ProblemDetailsAdvice extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemDetailsAdvice.class);

    private final CauseLog failures = new CauseLog(log::error, System::nanoTime);
    private final RequestLanguages languages;

    ProblemDetailsAdvice(RequestLanguages languages) {
        this.languages = languages;
    }

    @ExceptionHandler
    ProblemDetail notFound(NotFoundException missing) {
        return problem(HttpStatus.NOT_FOUND, Wording.of("HTTP.not-found"), missing.wording());
    }

    @ExceptionHandler
    ProblemDetail badQuestion(InvalidRequestException unreadable) {
        return problem(HttpStatus.BAD_REQUEST, Wording.of("HTTP.parameter"), unreadable.wording());
    }

    @ExceptionHandler
    ProblemDetail wrongMoment(Orders.WrongMomentException late) {
        return problem(HttpStatus.CONFLICT, Wording.of("HTTP.not-now"), late.wording());
    }

    @ExceptionHandler
    ProblemDetail tooLarge(RequestBodies.TooLargeException large) {
        return problem(HttpStatus.CONTENT_TOO_LARGE, Wording.of("HTTP.too-large"), large.wording());
    }

    @ExceptionHandler
    ProblemDetail noRoom(RequestBodies.MemoryExhaustedException full) {
        return problem(HttpStatus.SERVICE_UNAVAILABLE, Wording.of("HTTP.no-memory.title"), full.wording());
    }

    @ExceptionHandler
    ProblemDetail noRoom(LargeData.NoPlaceException full) {
        return problem(
                HttpStatus.SERVICE_UNAVAILABLE, Wording.of("HTTP.no-memory.title"), Wording.of("HTTP.large-answers"));
    }

    @ExceptionHandler
    ProblemDetail refused(InvalidCorrectionException refused) {
        ProblemDetail problem = problem(
                HttpStatus.UNPROCESSABLE_CONTENT,
                Wording.of("HTTP.payload-breaks-rules"),
                Wording.of("HTTP.payload-breaks-rules.detail"));
        problem.setProperty("findings", OrderJson.of(refused.findings(), languages.current()));
        return problem;
    }

    /** Spring looks at a header when it is read; the exception's message would repeat it. */
    @ExceptionHandler
    ProblemDetail unreadable(RequestRejectedException unreadable) {
        return problem(HttpStatus.BAD_REQUEST, Wording.of("HTTP.unreadable"), Wording.of("HTTP.unreadable.detail"));
    }

    /** Actuator's paths let Spring's exceptions about Accept and Content-Type through; a wildcard as Content-Type is one of them. */
    @ExceptionHandler
    ProblemDetail unreadable(IllegalArgumentException thrown, WebRequest request) {
        boolean header = thrown instanceof InvalidMimeTypeException || isWildcard(request.getHeader("Content-Type"));
        return header
                ? problem(HttpStatus.BAD_REQUEST, Wording.of("HTTP.unreadable"), Wording.of("HTTP.unreadable.detail"))
                : broken(thrown);
    }

    private static boolean isWildcard(@Nullable String contentType) {
        return contentType != null && contentType.indexOf('*') >= 0;
    }

    /** Spring words these itself, in English only, and may repeat what was sent. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception thrown, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        Object words = status.is4xxClientError() ? words(thrown, HttpStatus.valueOf(status.value())) : body;
        return super.handleExceptionInternal(thrown, words, headers, status, request);
    }

    private ProblemDetail words(Exception thrown, HttpStatus status) {
        if (thrown instanceof NoResourceFoundException) {
            // Spring calls it a static resource.
            return problem(status, Wording.of("HTTP.not-found"), Wording.of("HTTP.no-path"));
        }
        if (thrown instanceof ResponseStatusException ours) {
            return problem(status, Wording.of("HTTP.media"), Wording.verbatim(String.valueOf(ours.getReason())));
        }
        if (thrown instanceof HttpRequestMethodNotSupportedException wrong) {
            String allowed = String.join(", ", Objects.requireNonNullElse(wrong.getSupportedMethods(), new String[0]));
            Wording detail = Wording.of("HTTP.method.detail", allowed, wrong.getMethod());
            return problem(status, Wording.of("HTTP.method"), detail);
        }
        if (thrown instanceof HttpMediaTypeNotSupportedException wrong) {
            String allowed = MediaType.toString(wrong.getSupportedMediaTypes());
            return problem(status, Wording.of("HTTP.media"), Wording.of("HTTP.media.detail", allowed));
        }
        if (thrown instanceof HttpMediaTypeNotAcceptableException wrong) {
            String made = MediaType.toString(wrong.getSupportedMediaTypes());
            return problem(status, Wording.of("HTTP.not-acceptable"), Wording.of("HTTP.not-acceptable.detail", made));
        }
        if (status == HttpStatus.CONTENT_TOO_LARGE) {
            return problem(status, Wording.of("HTTP.too-large"), Wording.of("HTTP.too-many-parts"));
        }
        return problem(status, Wording.of("HTTP.parameter"), Wording.of("HTTP.request.detail"));
    }

    /** The ledger's disk is full, its database cannot be reached, or it may only be read. */
    @ExceptionHandler({
        TransactionException.class,
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        UncategorizedDataAccessException.class
    })
    ResponseEntity<ProblemDetail> ledgerAway(RuntimeException away) {
        failures.tell("The ledger could not be read or written for an API request", away);
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "5")
                .body(problem(
                        HttpStatus.SERVICE_UNAVAILABLE, Wording.of("HTTP.later"), Wording.of("HTTP.ledger-away")));
    }

    @ExceptionHandler
    ProblemDetail broken(RuntimeException broken) {
        failures.tell("An API request failed with an unexpected error", broken);
        return problem(
                HttpStatus.INTERNAL_SERVER_ERROR,
                Wording.of("HTTP.internal-error"),
                Wording.of("HTTP.internal-error.detail"));
    }

    /** Logs how many more failures there were since the last lines. */
    @Scheduled(fixedDelay = 60_000)
    void flushLog() {
        failures.flush();
    }

    private ProblemDetail problem(HttpStatus status, Wording title, Wording detail) {
        Languages asked = languages.current();
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail.in(asked));
        problem.setTitle(title.in(asked));
        return problem;
    }
}
