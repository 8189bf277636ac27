package org.hospitalhub.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hospitalhub.rules.Finding;
import org.jspecify.annotations.Nullable;

/** An order as a test gives it, changed in one place at a time. */
public record Given(NewOrder order) {

    private Given with(
            String operation,
            Priority priority,
            byte[] payload,
            List<Finding> findings,
            @Nullable ObjectNode reuseKey,
            Address address) {
        return new Given(new NewOrder(
                operation, order.key(), priority, order.owner(), payload, findings, reuseKey, address, order.source()));
    }

    public Given withOperation(String operation) {
        return with(operation, order.priority(), order.payload(), order.findings(), order.reuseKey(), order.address());
    }

    public Given withPriority(Priority priority) {
        return with(order.operation(), priority, order.payload(), order.findings(), order.reuseKey(), order.address());
    }

    public Given withPayload(String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        return with(order.operation(), order.priority(), bytes, order.findings(), order.reuseKey(), order.address());
    }

    public Given withFindings(Finding... findings) {
        return with(
                order.operation(),
                order.priority(),
                order.payload(),
                List.of(findings),
                order.reuseKey(),
                order.address());
    }

    public Given withOwner(String owner) {
        return new Given(new NewOrder(
                order.operation(),
                order.key(),
                order.priority(),
                owner,
                order.payload(),
                order.findings(),
                order.reuseKey(),
                order.address(),
                order.source()));
    }

    public Given withReuseKey(String text) {
        ObjectNode reuseKey = JsonNodeFactory.instance.objectNode().put("q", text);
        return with(order.operation(), order.priority(), order.payload(), order.findings(), reuseKey, order.address());
    }

    public Given withAddress(Address address) {
        return with(order.operation(), order.priority(), order.payload(), order.findings(), order.reuseKey(), address);
    }
}
