package org.hospitalhub.intake;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.hospitalhub.ledger.CauseLog;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Accepts a file of orders over HTTP and reads it like a dropped one. Answers 202 with the batch when every record is stored, or
 * a problem document with the finding. The same file from the same user is the same batch, so a client that lost the answer may
 * send it again.
 */
@RestController
@Tag(name = "batches")
class BatchIntakeController {

    private static final Logger LOG = LoggerFactory.getLogger(BatchIntakeController.class);

    private final CauseLog failures = new CauseLog(LOG::error, System::nanoTime);
    private final IntakeSettings settings;
    private final Function<FileUpload, FileUpload.Result> route;
    private final Languages hospital;
    private volatile boolean closing;

    BatchIntakeController(IntakeSettings settings, Function<FileUpload, FileUpload.Result> route, Languages hospital) {
        this.settings = settings;
        this.route = route;
        this.hospital = hospital;
    }

    /**
     * The body of a 202 answer.
     *
     * @param id where progress and result are found: {@code /api/batches/{id}}
     */
    record AcceptedBatch(String id, String operation) {}

    @Operation(
            summary = "Accepts a file of orders (.json, .ndjson, .csv as in the drop folder) as one batch; header"
                    + " Hub-Priority as for a single order",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
                                            schema = @Schema(type = "string", format = "binary"))))
    @PostMapping(
            path = "/api/batches/{operation}",
            consumes = {
                MediaType.APPLICATION_OCTET_STREAM_VALUE,
                MediaType.APPLICATION_JSON_VALUE,
                MediaType.APPLICATION_NDJSON_VALUE,
                "application/x-ndjson",
                "text/csv",
                MediaType.TEXT_PLAIN_VALUE
            })
    ResponseEntity<?> accept(
            @PathVariable String operation,
            @RequestParam @Parameter(description = "Name of the file; its extension selects the format") String name,
            @RequestHeader(name = "Hub-Priority", required = false) @Nullable String priority,
            @Parameter(hidden = true) @Nullable Principal principal,
            @Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        Languages asked = OrderIntakeController.languages(hospital, request);
        if (closing) {
            return OrderIntakeController.unavailable(Wording.of("HTTP.stopping.file"), asked);
        }
        Wording flaw = OrderIntakeController.unsupportedEnvelope(request);
        if (flaw != null) {
            return OrderIntakeController.unsupportedEnvelopeProblem(flaw, asked);
        }
        if (request.getContentLengthLong() > settings.maxUpload().toBytes()) {
            return OrderIntakeController.problem(
                    HttpStatus.CONTENT_TOO_LARGE,
                    List.of(Finding.error(
                            "FILE_TOO_LARGE", "$", Wording.of("FILE_TOO_LARGE.upload", settings.maxUpload()))),
                    asked);
        }
        List<Finding> flaws = new ArrayList<>();
        Priority wanted = priority == null ? null : OrderIntakeController.priority(priority, flaws);
        if (!flaws.isEmpty()) {
            return OrderIntakeController.problem(HttpStatus.UNPROCESSABLE_CONTENT, flaws, asked);
        }
        String owner = principal == null ? "http" : principal.getName();
        return answer(new FileUpload(operation, name, request.getInputStream(), owner, wanted, () -> closing), asked);
    }

    private ResponseEntity<?> answer(FileUpload upload, Languages asked) {
        FileUpload.Result reply;
        try {
            reply = route.apply(upload);
        } catch (RequestBodies.MemoryExhaustedException full) {
            return OrderIntakeController.unavailable(full.wording(), asked);
        } catch (RuntimeException e) {
            if (ExceptionUtils.indexOfType(e, UploadIntake.ClientDisconnectedException.class) >= 0) {
                LOG.info("A client disconnected before its whole file had arrived; nothing was accepted");
                return OrderIntakeController.unavailable(Wording.of("HTTP.not-whole"), asked);
            }
            // The message of an exception may contain patient data.
            failures.tell("Could not store the file; client asked to retry (503)", e);
            return OrderIntakeController.unavailable(Wording.of("HTTP.not-stored.file"), asked);
        }
        if (reply instanceof FileUpload.Result.Rejected rejected) {
            return OrderIntakeController.problem(status(rejected.findings()), rejected.findings(), asked);
        }
        if (!(reply instanceof FileUpload.Result.Accepted accepted)) {
            return OrderIntakeController.unavailable(Wording.of("HTTP.stopped.file"), asked);
        }
        return ResponseEntity.accepted()
                .location(URI.create("/api/batches/" + accepted.batch()))
                .contentType(MediaType.APPLICATION_JSON)
                .body(new AcceptedBatch(accepted.batch(), accepted.operation()));
    }

    private static HttpStatus status(List<Finding> findings) {
        return switch (findings.get(0).code()) {
            case "UNKNOWN_OPERATION" -> HttpStatus.NOT_FOUND;
            case "FILE_TOO_LARGE" -> HttpStatus.CONTENT_TOO_LARGE;
            default -> HttpStatus.UNPROCESSABLE_CONTENT;
        };
    }

    /** Stops accepting files; a file that is being read stops between two chunks. */
    @EventListener(ContextClosedEvent.class)
    void close() {
        closing = true;
    }

    /** Logs how many more failures there were since the last lines. */
    @Scheduled(fixedDelay = 60_000)
    void flushLog() {
        failures.flush();
    }
}
