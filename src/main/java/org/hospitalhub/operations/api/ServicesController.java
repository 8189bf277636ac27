package org.hospitalhub.operations.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.hospitalhub.operations.actions.OperatorActions;
import org.hospitalhub.operations.health.ServiceStatusReader;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the state of each service over HTTP, and pauses and resumes it. */
@RestController
@RequestMapping("/api/services")
@Tag(name = "services")
class ServicesController {

    private final ServiceStatusReader states;
    private final OperatorActions actions;
    private final RequestLanguages languages;

    ServicesController(ServiceStatusReader states, OperatorActions actions, RequestLanguages languages) {
        this.states = states;
        this.actions = actions;
        this.languages = languages;
    }

    @Operation(summary = "Lists all services: on, off or paused with the reason, budget, certificate, orders by state")
    @GetMapping
    List<ServiceJson> all() {
        return states.all().stream()
                .map(service -> ServiceJson.of(service, languages.current()))
                .toList();
    }

    @Operation(summary = "Pauses a service until it is resumed; body {\"why\": …}")
    @PostMapping("/{name}/pause")
    ServiceJson pause(
            @PathVariable String name, @RequestBody(required = false) @Nullable JsonNode body, Authentication who) {
        states.find(name);
        actions.pause(name, body == null ? "" : body.path("why").asText(""), who);
        return ServiceJson.of(states.find(name), languages.current());
    }

    @Operation(summary = "Resumes a paused service")
    @PostMapping("/{name}/resume")
    ServiceJson resume(@PathVariable String name, Authentication who) {
        states.find(name);
        actions.resume(name, who);
        return ServiceJson.of(states.find(name), languages.current());
    }
}
