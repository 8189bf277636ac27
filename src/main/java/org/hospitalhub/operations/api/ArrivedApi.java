package org.hospitalhub.operations.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.hospitalhub.operations.actions.ArrivedAnswers;
import org.hospitalhub.operations.actions.Desk;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** A person found out that a request had arrived although its answer was lost. */
@RestController
@Tag(name = "orders")
class ArrivedApi {

    private final OrderViews views;
    private final Desk desk;
    private final ArrivedAnswers answers;

    ArrivedApi(OrderViews views, Desk desk, ArrivedAnswers answers) {
        this.views = views;
        this.desk = desk;
        this.answers = answers;
    }

    @Operation(
            summary =
                    "Completes an order parked as UNSURE: it had arrived. Takes {\"result\":{…}}, the service's answer,"
                            + " or {\"registrationNumber\":\"…\"}. To send it again instead, replay it")
    @PostMapping("/api/orders/{id}/arrived")
    ObjectNode arrived(@PathVariable String id, @RequestBody JsonNode said, Authentication who) {
        return views.of(desk.arrived(id, answers.read(said), null, who), who);
    }
}
