package org.hospitalhub.ledger;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** All operations of this hub, gathered from the service rooms. */
public final class Operations {

    private final List<Consumer<Operation>> listeners = new CopyOnWriteArrayList<>();
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

    /** Calls a listener for each operation that is added later, as by a reload. */
    public void whenAdded(Consumer<Operation> listener) {
        listeners.add(listener);
    }

    /** Replaces the operations of a service by others; those that are not among them are gone. */
    public synchronized void redefine(String service, Collection<Operation> now) {
        Map<String, Operation> fresh = new LinkedHashMap<>();
        now.forEach(operation -> fresh.put(operation.name(), operation));
        Map<String, Operation> all = new LinkedHashMap<>();
        byName.forEach((name, operation) -> {
            if (!operation.service().equals(service)) {
                all.put(name, operation);
            } else if (fresh.containsKey(name)) {
                all.put(name, fresh.remove(name));
            }
        });
        fresh.forEach((name, operation) -> {
            if (all.put(name, operation) != null) {
                throw new IllegalArgumentException("operation " + name + " is declared twice");
            }
        });
        byName = Collections.unmodifiableMap(all);
        fresh.values().forEach(operation -> listeners.forEach(listener -> listener.accept(operation)));
    }
}
