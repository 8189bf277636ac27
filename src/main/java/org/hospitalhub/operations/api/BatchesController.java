package org.hospitalhub.operations.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import org.hospitalhub.delivery.BatchResults;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.ledger.Batch;
import org.hospitalhub.ledger.Batches;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.operations.access.Roles;
import org.hospitalhub.operations.actions.NotFoundException;
import org.hospitalhub.operations.health.ServiceStatusReader;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves progress and results of batches over HTTP. */
@RestController
@RequestMapping("/api/batches")
@Tag(name = "batches")
class BatchesController {

    private final Batches batches;
    private final BatchResults results;
    private final ServiceStatusReader services;
    private final Operations operations;
    private final Audit audit;
    private final RequestLanguages languages;

    BatchesController(
            Batches batches,
            BatchResults results,
            ServiceStatusReader services,
            Operations operations,
            Audit audit,
            RequestLanguages languages) {
        this.batches = batches;
        this.results = results;
        this.services = services;
        this.operations = operations;
        this.audit = audit;
        this.languages = languages;
    }

    /**
     * A batch and what its speed depends on.
     *
     * @param budget how the budget of its service stands, null when it has none
     */
    record Watched(
            @JsonUnwrapped BatchProgress batch, @Nullable BudgetJson budget) {}

    @Operation(summary = "Returns the progress of a batch")
    @GetMapping("/{id}")
    Watched one(@PathVariable String id, Authentication who) {
        Batch batch = find(id);
        if (!Roles.hasAny(who, Roles.OPERATOR, Roles.AUDITOR, Roles.ADMIN)) {
            requireOwn(batch, who);
        }
        return new Watched(BatchProgress.of(batch), budget(batch.operation()));
    }

    @Operation(summary = "Returns the result of a batch in the format of its file, after all its orders have ended")
    @GetMapping("/{id}/result")
    void result(@PathVariable String id, Authentication who, @Parameter(hidden = true) HttpServletResponse answer)
            throws IOException {
        Batch batch = find(id);
        if (!Roles.hasAny(who, Roles.AUDITOR, Roles.ADMIN)) {
            requireOwn(batch, who);
        }
        BatchProgress progress = BatchProgress.of(batch);
        if (!progress.sealed() || progress.ended() < progress.total()) {
            throw new Orders.WrongMomentException(Wording.of("NOT_NOW.batch", progress.ended(), progress.total()));
        }
        Languages asked = languages.current();
        audit.record(who.getName(), "download-result", null, "batch " + batch.id());
        answer.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        answer.setContentType(mediaType(batch).toString());
        BufferedWriter text =
                new BufferedWriter(new OutputStreamWriter(answer.getOutputStream(), StandardCharsets.UTF_8));
        results.write(batch, text, asked);
        text.flush();
    }

    private static MediaType mediaType(Batch batch) {
        return switch (batch.format().kind()) {
            case CSV -> new MediaType("text", "csv", StandardCharsets.UTF_8);
            case NDJSON -> MediaType.APPLICATION_NDJSON;
            case JSON, JSON_ARRAY -> MediaType.APPLICATION_JSON;
        };
    }

    private Batch find(String id) {
        return batches.find(id).orElseThrow(() -> missing(id));
    }

    /** All orders of a batch have the owner of its file. */
    private void requireOwn(Batch batch, Authentication who) {
        if (batches.lines(batch.id(), 0, 1).stream()
                .noneMatch(line -> line.order().owner().equals(who.getName()))) {
            throw missing(batch.id());
        }
    }

    private static NotFoundException missing(String id) {
        return new NotFoundException(Wording.of("HTTP.no-batch", id));
    }

    private @Nullable BudgetJson budget(String operation) {
        return operations
                .find(operation)
                .map(org.hospitalhub.ledger.Operation::service)
                .map(services::find)
                .map(service -> BudgetJson.of(service.budget(), languages.current()))
                .orElse(null);
    }
}
