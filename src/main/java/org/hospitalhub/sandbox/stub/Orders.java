package org.hospitalhub.sandbox.stub;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hospitalhub.sandbox.stub.Definition.Example;
import org.hospitalhub.sandbox.stub.Definition.Operation;
import org.jspecify.annotations.Nullable;

/** The accepted submissions of clients, each with ids of its own. */
final class Orders {

    static final String ORDER_ID = "order.id";
    private static final String MEMORY = "memory.";

    private final List<Taken> taken = new ArrayList<>();

    /** An accepted submission. */
    static final class Taken {
        final Operation operation;
        final Example example;
        final Instant at;
        final @Nullable String orderId;

        /** The values that the client remembers from the answer to this submission, by name. */
        final Map<String, String> memory = new HashMap<>();

        final Map<String, Integer> served = new HashMap<>();
        int pending;

        @Nullable
        Instant asked;

        Taken(Operation operation, Example example, Instant at, @Nullable String orderId) {
            this.operation = operation;
            this.example = example;
            this.at = at;
            this.orderId = orderId;
        }

        private boolean fits(Map<String, String> known) {
            for (Map.Entry<String, String> one : known.entrySet()) {
                if (one.getKey().equals(ORDER_ID) && orderId != null && !orderId.equals(one.getValue())) {
                    return false;
                }
                boolean remembered = one.getKey().startsWith(MEMORY);
                if (remembered && !one.getValue().equals(memory.get(one.getKey().substring(MEMORY.length())))) {
                    return false;
                }
            }
            return true;
        }
    }

    Taken take(Operation operation, Example example, Instant at, @Nullable String orderId) {
        Taken order = new Taken(operation, example, at, orderId);
        taken.add(order);
        return order;
    }

    boolean knows(Operation operation, @Nullable String orderId) {
        return orderId != null
                && taken.stream()
                        .anyMatch(one -> one.operation.name().equals(operation.name()) && orderId.equals(one.orderId));
    }

    /** Returns the newest submission of the operation with the values in a call: {@code order.id}, {@code memory.…}. */
    Optional<Taken> find(Operation operation, @Nullable Example example, Map<String, String> known) {
        for (int i = taken.size() - 1; i >= 0; i--) {
            Taken one = taken.get(i);
            boolean same = one.operation.name().equals(operation.name())
                    && (example == null || one.example.name().equals(example.name()));
            if (same && one.fits(known)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    /** Returns the example's id, or one of the same shape when another submission has it. */
    String fresh(String value) {
        String fresh = value;
        for (int i = 1; isTaken(fresh); i++) {
            fresh = shaped(value, i);
        }
        return fresh;
    }

    private boolean isTaken(String value) {
        return taken.stream().anyMatch(one -> one.memory.containsValue(value));
    }

    private static String shaped(String value, int number) {
        String digits = value.replaceFirst("^.*?([0-9]*)$", "$1");
        if (digits.isEmpty()) {
            return value + number;
        }
        String tail = digits.length() > 15 ? digits.substring(digits.length() - 15) : digits;
        String next = String.format("%0" + tail.length() + "d", Long.parseLong(tail) + number);
        String begin = value.substring(0, value.length() - tail.length());
        return next.length() > tail.length() ? begin + tail + number : begin + next;
    }

    void clear() {
        taken.clear();
    }
}
