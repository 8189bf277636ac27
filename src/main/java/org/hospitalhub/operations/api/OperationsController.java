package org.hospitalhub.operations.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.InstantSource;
import java.util.List;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.operations.actions.NotFoundException;
import org.hospitalhub.operations.actions.OperatorActions;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the state of each operation over HTTP, and pauses and resumes it. */
@RestController
@RequestMapping("/api/operations")
@Tag(name = "operations")
class OperationsController {

    private final Operations operations;
    private final Services services;
    private final OperatorActions actions;
    private final InstantSource clock;
    private final RequestLanguages languages;

    OperationsController(
            Operations operations,
            Services services,
            OperatorActions actions,
            InstantSource clock,
            RequestLanguages languages) {
        this.operations = operations;
        this.services = services;
        this.actions = actions;
        this.clock = clock;
        this.languages = languages;
    }

    /**
     * One operation as the outside sees it.
     *
     * @param state {@code on}, {@code off} or {@code paused}; a pause of the whole service is shown at the service
     * @param why why it is off or paused
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record OperationStatus(
            String name,
            String service,
            String state,
            @Nullable String why) {}

    @io.swagger.v3.oas.annotations.Operation(summary = "Lists all operations: on, off or paused with the reason")
    @GetMapping
    List<OperationStatus> all() {
        List<Services.ServiceStatus> standings = services.all(clock.instant());
        return operations.all().stream()
                .map(operation -> status(operation, standings))
                .toList();
    }

    @io.swagger.v3.oas.annotations.Operation(summary = "Pauses one operation until it is resumed; body {\"why\": …}")
    @PostMapping("/{name}/pause")
    OperationStatus pause(
            @PathVariable String name, @RequestBody(required = false) @Nullable JsonNode body, Authentication who) {
        find(name);
        actions.pause(name, body == null ? "" : body.path("why").asText(""), who);
        return find(name);
    }

    @io.swagger.v3.oas.annotations.Operation(summary = "Resumes a paused operation")
    @PostMapping("/{name}/resume")
    OperationStatus resume(@PathVariable String name, Authentication who) {
        find(name);
        actions.resume(name, who);
        return find(name);
    }

    private OperationStatus find(String name) {
        return operations
                .find(name)
                .map(operation -> status(operation, services.all(clock.instant())))
                .orElseThrow(() -> new NotFoundException(Wording.of("HTTP.no-operation", name)));
    }

    private OperationStatus status(Operation operation, List<Services.ServiceStatus> standings) {
        Services.Pause pause = standings.stream()
                .map(standing -> standing.pausedOperations().get(operation.name()))
                .filter(found -> found != null)
                .findFirst()
                .orElse(null);
        if (operation.off() != null) {
            return new OperationStatus(operation.name(), operation.service(), "off", in(operation.off()));
        }
        return pause == null
                ? new OperationStatus(operation.name(), operation.service(), "on", null)
                : new OperationStatus(operation.name(), operation.service(), "paused", in(pause.words()));
    }

    private String in(Wording why) {
        return why.in(languages.current());
    }
}
