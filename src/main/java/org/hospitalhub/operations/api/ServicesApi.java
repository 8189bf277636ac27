package org.hospitalhub.operations.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.hospitalhub.operations.actions.Desk;
import org.hospitalhub.operations.health.ServiceStates;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the services stand, and pausing them. */
@RestController
@RequestMapping("/api/services")
@Tag(name = "services")
class ServicesApi {

    private final ServiceStates states;
    private final Desk desk;

    ServicesApi(ServiceStates states, Desk desk) {
        this.states = states;
        this.desk = desk;
    }

    @Operation(
            summary =
                    "Tells every service: on, off or paused and why, its budget, its certificate, its orders by state")
    @GetMapping
    List<ServiceStates.Told> all() {
        return states.all();
    }

    @Operation(summary = "Keeps the steps of a service from being tried until it is resumed; body {\"why\": …}")
    @PostMapping("/{name}/pause")
    ServiceStates.Told pause(
            @PathVariable String name, @RequestBody(required = false) @Nullable JsonNode body, Authentication who) {
        states.find(name);
        desk.pause(name, body == null ? "" : body.path("why").asText(""), who);
        return states.find(name);
    }

    @Operation(summary = "Lets a paused service go on")
    @PostMapping("/{name}/resume")
    ServiceStates.Told resume(@PathVariable String name, Authentication who) {
        states.find(name);
        desk.resume(name, who);
        return states.find(name);
    }
}
