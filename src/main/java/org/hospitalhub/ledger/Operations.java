package org.hospitalhub.ledger;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** All operations of this hub, gathered from the service rooms. */
public final class Operations {

    private volatile Map<String, Operation> byName;

    /** Gathers operations; every name may stand once. */
    public Operations(Collection<Operation> operations) {
        Map<String, Operation> all = new LinkedHashMap<>();
        for (Operation operation : operations) {
            if (all.put(operation.name(), operation) != null) {
                throw new IllegalArgumentException("operation " + operation.name() + " is declared twice");
            }
        }
        byName = Collections.unmodifiableMap(all);
    }

    /** Finds an operation by its name. */
    public Optional<Operation> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Returns all operations in the order of their declaration. */
    public Collection<Operation> all() {
        return byName.values();
    }

    /** Takes changed operations in the places of those of their names. */
    public void replace(Collection<Operation> changed) {
        Map<String, Operation> all = new LinkedHashMap<>(byName);
        for (Operation operation : changed) {
            if (all.replace(operation.name(), operation) == null) {
                throw new IllegalArgumentException("there is no operation " + operation.name());
            }
        }
        byName = Collections.unmodifiableMap(all);
    }
}
