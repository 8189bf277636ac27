package org.hospitalhub.operations.jmx;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.hospitalhub.ledger.Services.BudgetUse;
import org.hospitalhub.operations.actions.OperatorActions;
import org.hospitalhub.operations.health.ServiceStatusReader;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedOperation;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;

/** Services and their budgets as JMX bean for Hawtio; pauses and resumes them as the screens do. JMX needs it public. */
@Component
@ManagedResource(objectName = "org.hospitalhub:type=Services", description = "Services, their budgets and certificates")
public final class ManagedServices {

    private final ServiceStatusReader states;
    private final OperatorActions actions;
    private final Languages hospital;

    ManagedServices(ServiceStatusReader states, OperatorActions actions, Languages hospital) {
        this.states = states;
        this.actions = actions;
        this.hospital = hospital;
    }

    /** Returns, for each service, whether it is on, off or paused and why, and its orders by state. */
    @ManagedAttribute(description = "Each service: on, off or paused and why, its orders by state")
    public Map<String, Object> getStates() {
        Map<String, Object> all = new TreeMap<>();
        for (ServiceStatusReader.ServiceStatus service : states.all()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("state", service.state());
            one.put("why", text(service.why()));
            one.put("orders", service.orders());
            one.put("oldestDue", text(service.oldestDue()));
            all.put(service.name(), one);
        }
        return all;
    }

    /** Returns how each budget is used. */
    @ManagedAttribute(description = "Requests in the last minute, limit, our share, stopped until when and why")
    public Map<String, Object> getBudgets() {
        Map<String, Object> all = new TreeMap<>();
        for (ServiceStatusReader.ServiceStatus service : states.all()) {
            BudgetUse budget = service.budget();
            if (budget != null) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("lastMinute", budget.lastMinute());
                one.put("limit", budget.limit());
                one.put("share", budget.share());
                one.put("stoppedUntil", text(budget.stoppedUntil()));
                one.put("why", text(budget.why()));
                all.put(service.name(), one);
            }
        }
        return all;
    }

    /** Keeps the steps of a service from being tried until it is resumed; stands in the audit. */
    @ManagedOperation(description = "Pauses a service: name, reason")
    public void pause(String service, String why) {
        states.find(service);
        actions.pause(service, why, JmxCaller.acting());
    }

    /** Resumes a paused service; stands in the audit. */
    @ManagedOperation(description = "Resumes a paused service")
    public void resume(String service) {
        states.find(service);
        actions.resume(service, JmxCaller.acting());
    }

    private @Nullable String text(@Nullable Wording why) {
        return why == null ? null : why.in(hospital);
    }

    private static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }
}
