package org.hospitalhub.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.InstantSource;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.OrderJson;
import org.hospitalhub.ledger.Orders;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** A person found out that a request had arrived although its answer was lost. */
@RestController
@Tag(name = "orders")
class ArrivedApi {

    private final Orders orders;
    private final ObjectMapper json;
    private final InstantSource clock;

    ArrivedApi(Orders orders, ObjectMapper json, InstantSource clock) {
        this.orders = orders;
        this.json = json;
        this.clock = clock;
    }

    @Operation(
            summary =
                    "Completes an order parked as UNSURE: it had arrived. Takes {\"result\":{…}}, the service's answer,"
                            + " or {\"registrationNumber\":\"…\"}. To send it again instead, replay it")
    @PostMapping("/api/orders/{id}/arrived")
    ObjectNode arrived(@PathVariable String id, @RequestBody JsonNode said, Authentication who) {
        if (orders.find(id).isEmpty()) {
            throw new NotFoundException("There is no order " + id + ".");
        }
        Order order = orders.settle(id, result(said), who.getName(), clock.instant());
        return OrderJson.of(order, orders.result(id).orElse(null));
    }

    private ObjectNode result(JsonNode said) {
        if (said.path("result") instanceof ObjectNode result && !result.isEmpty()) {
            return result;
        }
        JsonNode number = said.path("registrationNumber");
        if (number.isValueNode() && !number.isNull() && !number.asText().isBlank()) {
            ObjectNode result = json.createObjectNode();
            // Where NHIF's own answer has it, so that its reader finds it in the same place.
            result.putObject("body").put("registrationNumber", number.asText().strip());
            return result;
        }
        throw new BadQuestionException("Give the answer as {\"result\":{…}} or {\"registrationNumber\":\"…\"}");
    }
}
