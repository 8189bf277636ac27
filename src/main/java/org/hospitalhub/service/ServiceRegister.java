package org.hospitalhub.service;

import java.util.List;
import java.util.Optional;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.pacing.Budget;

/** All national services of this hub that definitions describe. A reload of definitions replaces them. */
public final class ServiceRegister {

    private volatile List<NationalService> all;

    /** Keeps services, sorted by name. */
    public ServiceRegister(List<NationalService> all) {
        this.all = List.copyOf(all);
    }

    /** Returns all services, sorted by name. */
    public List<NationalService> all() {
        return all;
    }

    /** Takes a service in the place of the one of its name. */
    public void replace(NationalService changed) {
        all = all.stream()
                .map(service -> service.name().equals(changed.name()) ? changed : service)
                .toList();
    }

    /** Returns a service by its name. */
    public Optional<NationalService> find(String name) {
        return all.stream().filter(service -> service.name().equals(name)).findFirst();
    }

    /** Returns the operations of all services. */
    public List<Operation> operations() {
        return all.stream().flatMap(service -> service.operations().stream()).toList();
    }

    /** Returns the limits of all services. */
    public List<Budget> budgets() {
        return all.stream().flatMap(service -> service.budgets().stream()).toList();
    }
}
