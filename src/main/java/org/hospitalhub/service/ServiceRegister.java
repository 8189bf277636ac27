package org.hospitalhub.service;

import java.util.List;
import java.util.Optional;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.pacing.Budget;

/** All national services of this hub. A reload of definitions replaces changed ones. */
public final class ServiceRegister {

    private volatile List<NationalService> all;

    /** Creates the register of these services. */
    public ServiceRegister(List<NationalService> all) {
        this.all = List.copyOf(all);
    }

    /** Returns all services, sorted by name. */
    public List<NationalService> all() {
        return all;
    }

    /** Replaces all services by those of another register. */
    public void replace(ServiceRegister now) {
        all = now.all();
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
