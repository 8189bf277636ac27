package org.hospitalhub.sandbox.n3;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request: the kind of order and its id, read from the path.
 *
 * @param kind kind of order; for an unknown path, the kind whose error format is used
 * @param id rest of the path after the kind; null for the address of new orders
 */
record RequestTarget(OrderKind kind, @Nullable String id, boolean known) {

    static RequestTarget of(String path) {
        String rest = path.substring(N3Simulator.ROOT.length());
        int slash = rest.indexOf('/');
        Optional<OrderKind> kind = OrderKind.of(slash < 0 ? rest : rest.substring(0, slash));
        return new RequestTarget(
                kind.orElse(OrderKind.SNILS), slash < 0 ? null : rest.substring(slash + 1), kind.isPresent());
    }

    /** Returns the path without the id of the order, for the log. */
    String shape() {
        if (!known) {
            return "unknown";
        }
        return "/" + kind.path + (id == null ? "" : "/{id}");
    }

    static Optional<UUID> uuid(String id) {
        try {
            UUID uuid = UUID.fromString(id);
            return uuid.toString().equalsIgnoreCase(id) ? Optional.of(uuid) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
