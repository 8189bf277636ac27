package org.hospitalhub.sandbox.stub;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.hospitalhub.sandbox.stub.Definition.Step;
import org.jspecify.annotations.Nullable;

/** The active misbehaviours of a stub, in the order of their activation. */
final class MischiefBook {

    private final List<Active> active = new ArrayList<>();

    /**
     * An active misbehaviour.
     *
     * @param on a step, a method, or {@code any}
     * @param count number of calls that it still applies to; null for no end
     * @param retryAfter seconds in Retry-After, for 429 and 503
     * @param status status of the HTML page
     */
    record Active(
            Mischief mischief,
            String on,
            double probability,
            @Nullable Integer count,
            int retryAfter,
            int status) {
        boolean covers(Step step) {
            return on.equals("any") || on.equals(step.name()) || on.equalsIgnoreCase(step.method());
        }
    }

    /** A misbehaviour for one call. */
    record Strike(Mischief mischief, int retryAfter, int status) {}

    synchronized void add(Active one) {
        active.add(one);
    }

    synchronized List<Active> active() {
        return List.copyOf(active);
    }

    synchronized void clear() {
        active.clear();
    }

    synchronized Optional<Strike> strike(Step step) {
        for (int i = 0; i < active.size(); i++) {
            Active one = active.get(i);
            if (one.covers(step) && ThreadLocalRandom.current().nextDouble() < one.probability) {
                use(i, one);
                return Optional.of(new Strike(one.mischief, one.retryAfter, one.status));
            }
        }
        return Optional.empty();
    }

    private void use(int index, Active one) {
        if (one.count == null) {
            return;
        }
        if (one.count == 1) {
            active.remove(index);
        } else {
            active.set(
                    index,
                    new Active(one.mischief, one.on, one.probability, one.count - 1, one.retryAfter, one.status));
        }
    }
}
