package org.hospitalhub.operations.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.hospitalhub.operations.actions.ManualResultParser;
import org.hospitalhub.operations.actions.OperatorActions;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Accepts the result of an order parked as unsure whose request had arrived after all. */
@RestController
@Tag(name = "orders")
class ManualResultController {

    private final AuthorizedOrderJson views;
    private final OperatorActions actions;
    private final ManualResultParser answers;

    ManualResultController(AuthorizedOrderJson views, OperatorActions actions, ManualResultParser answers) {
        this.views = views;
        this.actions = actions;
        this.answers = answers;
    }

    @Operation(
            summary =
                    "Completes an order parked as UNSURE that did arrive at the service. Body: {\"result\":{…}} with the service's answer,"
                            + " or {\"registrationNumber\":\"…\"}. To send the order again instead, replay it")
    @PostMapping("/api/orders/{id}/arrived")
    ObjectNode arrived(@PathVariable String id, @RequestBody JsonNode said, Authentication who) {
        return views.of(actions.completeArrived(id, answers.read(said), null, who), who);
    }
}
