package org.hospitalhub.ledger;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** All operations of this hub, gathered from the service rooms. */
public final class Operations {

    private final Map<String, Operation> byName = new LinkedHashMap<>();

    /** Gathers operations; every name may stand once. */
    public Operations(Collection<Operation> operations) {
        for (Operation operation : operations) {
            if (byName.put(operation.name(), operation) != null) {
                throw new IllegalArgumentException("operation " + operation.name() + " is declared twice");
            }
        }
    }

    /** Finds an operation by its name. */
    public Optional<Operation> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Returns all operations in the order of their declaration. */
    public Collection<Operation> all() {
        return byName.values();
    }
}
