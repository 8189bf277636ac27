package org.hospitalhub.support;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.State;
import org.hospitalhub.rules.Finding;
import org.jspecify.annotations.Nullable;

/** Builds orders for tests; what a test does not name has a plain default. */
public final class OrderBuilder {

    private final String operation;
    private String id = "order-1";
    private State state = State.WORKING;
    private String key = "key";
    private Priority priority = Priority.NORMAL;
    private String owner = "owner";
    private Address address = new Address.Ask();
    private String step = "submit";
    private int attempts = 1;
    private Instant acceptedAt = Instant.EPOCH;
    private @Nullable Instant finishedAt;
    private List<Finding> findings = List.of();

    private OrderBuilder(String operation) {
        this.operation = operation;
    }

    /** Begins an order that is working on its first attempt of the step {@code submit}. */
    public static OrderBuilder order(String operation) {
        return new OrderBuilder(operation);
    }

    /** Sets the id. */
    public OrderBuilder id(String value) {
        id = value;
        return this;
    }

    /** Sets the state. */
    public OrderBuilder state(State value) {
        state = value;
        return this;
    }

    /** Sets the order key. */
    public OrderBuilder key(String value) {
        key = value;
        return this;
    }

    /** Sets the priority. */
    public OrderBuilder priority(Priority value) {
        priority = value;
        return this;
    }

    /** Sets the owner. */
    public OrderBuilder owner(String value) {
        owner = value;
        return this;
    }

    /** Sets where the answer goes. */
    public OrderBuilder address(Address value) {
        address = value;
        return this;
    }

    /** Sets the step. */
    public OrderBuilder step(String value) {
        step = value;
        return this;
    }

    /** Sets the number of attempts. */
    public OrderBuilder attempts(int value) {
        attempts = value;
        return this;
    }

    /** Sets when the order was accepted. */
    public OrderBuilder acceptedAt(Instant value) {
        acceptedAt = value;
        return this;
    }

    /** Sets when the order ended. */
    public OrderBuilder finishedAt(Instant value) {
        finishedAt = value;
        return this;
    }

    /** Sets the findings. */
    public OrderBuilder findings(List<Finding> value) {
        findings = value;
        return this;
    }

    /** Returns the order. */
    public Order build() {
        return new Order(
                id,
                operation,
                state,
                key,
                priority,
                owner,
                address,
                step,
                attempts,
                acceptedAt,
                null,
                null,
                finishedAt,
                null,
                findings,
                null,
                null);
    }

    /**
     * Returns the order's step as claimed now, with an empty payload and no state of earlier steps.
     *
     * @param service lane of the step
     */
    public ClaimedStep claimed(String service, Instant now) {
        return claimed(service, now, now, new byte[0], JsonNodeFactory.instance.objectNode());
    }

    /**
     * Returns the order's step as claimed now.
     *
     * @param enteredAt when the order entered the step
     * @param state what earlier steps left
     */
    public ClaimedStep claimed(String service, Instant enteredAt, Instant now, byte[] payload, ObjectNode state) {
        return new ClaimedStep(build(), service, step, attempts, 1, enteredAt, now, payload, state);
    }
}
