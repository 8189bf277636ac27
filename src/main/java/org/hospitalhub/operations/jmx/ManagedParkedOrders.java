package org.hospitalhub.operations.jmx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hospitalhub.ledger.Numbers;
import org.hospitalhub.operations.actions.OperatorActions;
import org.hospitalhub.rules.Languages;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedOperation;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;

/** Parked orders as JMX bean for Hawtio; replays and cancels them as the screens do. JMX needs it public. */
@Component
@ManagedResource(objectName = "org.hospitalhub:type=ParkedOrders", description = "Parked orders")
public final class ManagedParkedOrders {

    private final Numbers numbers;
    private final OperatorActions actions;
    private final Languages hospital;

    ManagedParkedOrders(Numbers numbers, OperatorActions actions, Languages hospital) {
        this.numbers = numbers;
        this.actions = actions;
        this.hospital = hospital;
    }

    /** Groups them by the code of their problem and their operation. */
    @ManagedAttribute(description = "Parked orders by code and operation, with the newest of each group")
    public List<Map<String, Object>> getGroups() {
        return numbers.parked().stream().map(this::row).toList();
    }

    private Map<String, Object> row(Numbers.ParkedGroup group) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("code", group.code());
        row.put("operation", group.operation());
        row.put("title", group.title().in(hospital));
        row.put("count", group.count());
        row.put("newest", group.newest());
        return row;
    }

    /** Retries a parked order and returns its state; recorded in the audit. */
    @ManagedOperation(description = "Retries a parked order: id, reason")
    public String replay(String order, String why) {
        return actions.replay(order, null, why, JmxCaller.acting()).state().word();
    }

    /** Cancels a parked order and returns its state; recorded in the audit. */
    @ManagedOperation(description = "Cancels an order: id, reason")
    public String cancel(String order, String why) {
        return actions.cancel(order, why, JmxCaller.acting()).state().word();
    }
}
