package org.hospitalhub.service;

import java.util.List;
import java.util.Optional;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.pacing.Budget;

/**
 * All national services of this hub that definitions describe.
 *
 * @param all sorted by name
 */
public record ServiceRegister(List<NationalService> all) {

    /** Keeps a copy. */
    public ServiceRegister {
        all = List.copyOf(all);
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
