package org.hospitalhub.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hospitalhub.intake.OrderIntake.Result;
import org.hospitalhub.intake.OrderIntake.Submission;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.CauseLog;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.OrderJson;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.State;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * The HTTP trigger: accepts one payload and answers 202 with the order, or a problem (RFC 9457) with all findings. Rejected
 * payloads are not stored, since the client has the answer. No request header is passed on beyond this class.
 */
@RestController
class OrderIntakeController {

    private static final Logger LOG = LoggerFactory.getLogger(OrderIntakeController.class);

    private static final String PROBLEM = MediaType.APPLICATION_PROBLEM_JSON_VALUE;

    /** Media types of forms: the server consumes their body before the controller sees it. */
    private static final Pattern FORM =
            Pattern.compile("\\s*(application/x-www-form-urlencoded|multipart/)", Pattern.CASE_INSENSITIVE);

    private final CauseLog failures = new CauseLog(LOG::error, System::nanoTime);
    private final RequestBodies bodies;
    private final CallbackAllowlist callbacks;
    private final Function<Submission, Result> route;
    private final Function<String, Optional<ObjectNode>> results;
    private final Languages hospital;
    private volatile boolean closing;

    OrderIntakeController(
            RequestBodies bodies,
            CallbackAllowlist callbacks,
            Function<Submission, Result> route,
            Function<String, Optional<ObjectNode>> results,
            Languages hospital) {
        this.bodies = bodies;
        this.callbacks = callbacks;
        this.route = route;
        this.results = results;
        this.hospital = hospital;
    }

    @Operation(
            summary =
                    "Accepts one order, whose payload is the JSON of its operation; GET /api/orders/{id} returns its answer",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(type = "object"))))
    @ApiResponse(responseCode = "202", description = "accepted and stored; Location is the address of the order")
    @ApiResponse(responseCode = "404", description = "unknown operation", content = @Content(mediaType = PROBLEM))
    @ApiResponse(
            responseCode = "422",
            description = "refused; contains all findings",
            content = @Content(mediaType = PROBLEM))
    @ApiResponse(
            responseCode = "503",
            description = "not stored; try again with the same key",
            content = @Content(mediaType = PROBLEM))
    @Tag(name = "orders")
    @PostMapping(path = "/api/orders/{operation}")
    ResponseEntity<?> accept(
            @PathVariable String operation,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestHeader(name = "Hub-Priority", required = false) @Nullable String priority,
            @RequestHeader(name = "Hub-Callback", required = false) @Nullable String callback,
            @Parameter(hidden = true) @Nullable Principal principal,
            @Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        Languages asked = languages(hospital, request);
        if (closing) {
            return unavailable(Wording.of("HTTP.stopping.order"), asked);
        }
        Wording flaw = unsupportedEnvelope(request);
        if (flaw != null) {
            return unsupportedEnvelopeProblem(flaw, asked);
        }
        try (RequestBodies.Body body =
                bodies.readPayload(request.getInputStream(), request.getContentLengthLong(), operation)) {
            byte[] payload = DeclaredCharset.toUtf8(request.getContentType(), body.bytes());
            return accept(operation, payload, key == null ? null : key(request), priority, callback, principal, asked);
        } catch (DeclaredCharset.UnusableException charset) {
            return unsupportedEnvelopeProblem(charset.wording(), asked);
        } catch (RequestBodies.TooLargeException large) {
            Finding finding = Finding.error("TOO_LARGE", "$", large.wording());
            return problem(HttpStatus.CONTENT_TOO_LARGE, List.of(finding), asked);
        } catch (RequestBodies.MemoryExhaustedException full) {
            return unavailable(full.wording(), asked);
        }
    }

    /** Returns the key, which a proxy may have written twice; different keys make one with a space, which is invalid. */
    private static String key(HttpServletRequest request) {
        return Collections.list(request.getHeaders("Idempotency-Key")).stream()
                .map(String::strip)
                .distinct()
                .collect(Collectors.joining(" "));
    }

    private ResponseEntity<?> accept(
            String operation,
            byte[] body,
            @Nullable String key,
            @Nullable String priority,
            @Nullable String callback,
            @Nullable Principal principal,
            Languages asked) {
        List<Finding> flaws = new ArrayList<>();
        OrderKeys.validate(key, Wording.of("KEY_INVALID.header")).ifPresent(flaws::add);
        Submission submission = new Submission(
                operation,
                body,
                key,
                priority(priority, flaws),
                principal == null ? "http" : principal.getName(),
                address(callback, flaws),
                false,
                flaws);
        return answer(submission, asked);
    }

    private ResponseEntity<?> answer(Submission submission, Languages asked) {
        Result reply;
        try {
            reply = route.apply(submission);
        } catch (RuntimeException e) {
            // The message of an exception may contain patient data.
            failures.tell("Could not store the order; client asked to retry (503)", e);
            return unavailable(Wording.of("HTTP.not-stored.order"), asked);
        }
        if (reply instanceof Result.Rejected rejected) {
            return problem(status(rejected.findings()), rejected.findings(), asked);
        }
        Order order = ((Result.Accepted) reply).order();
        return ResponseEntity.accepted()
                .location(URI.create("/api/orders/" + order.id()))
                .contentType(MediaType.APPLICATION_JSON)
                .body(OrderJson.of(order, known(order, submission), asked));
    }

    /** Logs how many more failures there were since the last lines. */
    @Scheduled(fixedDelay = 60_000)
    void flushLog() {
        failures.flush();
    }

    /** Returns the answer of a completed order that was submitted again, null for an order of another user. */
    private @Nullable ObjectNode known(Order order, Submission submission) {
        return order.state() == State.COMPLETED && order.owner().equals(submission.owner())
                ? results.apply(order.id()).orElse(null)
                : null;
    }

    /**
     * Returns why the request's headers do not allow to read the payload (form, unknown charset, compression), null when they do.
     * No Content-Type is required.
     */
    static @Nullable Wording unsupportedEnvelope(HttpServletRequest request) {
        String type = request.getContentType();
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (type != null && FORM.matcher(type).lookingAt()) {
            return Wording.of("HTTP.form");
        }
        try {
            DeclaredCharset.check(type);
        } catch (DeclaredCharset.UnusableException unknown) {
            return unknown.wording();
        }
        return encoding == null || encoding.isBlank() || "identity".equalsIgnoreCase(encoding.strip())
                ? null
                : Wording.of("HTTP.compressed");
    }

    static ResponseEntity<ProblemDetail> unsupportedEnvelopeProblem(Wording why, Languages asked) {
        return ResponseEntity.status(HttpStatus.UNSUPPORTED_MEDIA_TYPE)
                .header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON_VALUE)
                .header(HttpHeaders.ACCEPT_ENCODING, "identity")
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem(HttpStatus.UNSUPPORTED_MEDIA_TYPE, Wording.of("HTTP.media"), why, asked));
    }

    /** Returns the languages of a client, before those of the hospital. */
    static Languages languages(Languages hospital, HttpServletRequest request) {
        return hospital.asked(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
    }

    /** Stops accepting orders; calls in flight are completed. */
    @EventListener(ContextClosedEvent.class)
    void close() {
        closing = true;
    }

    static ResponseEntity<ProblemDetail> unavailable(Wording why, Languages asked) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "5")
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem(HttpStatus.SERVICE_UNAVAILABLE, Wording.of("HTTP.later"), why, asked));
    }

    private static HttpStatus status(List<Finding> findings) {
        return findings.stream().anyMatch(finding -> finding.code().equals("UNKNOWN_OPERATION"))
                ? HttpStatus.NOT_FOUND
                : HttpStatus.UNPROCESSABLE_CONTENT;
    }

    static ResponseEntity<ProblemDetail> problem(HttpStatus status, List<Finding> findings, Languages asked) {
        ProblemDetail problem = problem(status, Wording.of("HTTP.refused"), Wording.of("HTTP.nothing-accepted"), asked);
        problem.setProperty("findings", OrderJson.of(findings, asked));
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    private static ProblemDetail problem(HttpStatus status, Wording title, Wording detail, Languages asked) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail.in(asked));
        problem.setTitle(title.in(asked));
        return problem;
    }

    static Priority priority(@Nullable String word, List<Finding> flaws) {
        for (Priority priority : Priority.values()) {
            if (priority.word().equals(word)) {
                return priority;
            }
        }
        if (word != null) {
            flaws.add(Finding.error("PRIORITY_INVALID", "$", Wording.of("PRIORITY_INVALID")));
        }
        return Priority.NORMAL;
    }

    private Address address(@Nullable String callback, List<Finding> flaws) {
        if (callback == null) {
            return new Address.Ask();
        }
        return callbacks.address(callback).orElseGet(() -> {
            flaws.add(Finding.error("CALLBACK_NOT_ALLOWED", "$", Wording.of("CALLBACK_NOT_ALLOWED")));
            return new Address.Ask();
        });
    }
}
