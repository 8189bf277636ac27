package org.hospitalhub.operations;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.ledger.State;
import org.jspecify.annotations.Nullable;

/** Says why an order waits and until when. */
final class WaitingWords {

    private final Services services;
    private final Operations operations;
    private final InstantSource clock;

    WaitingWords(Services services, Operations operations, InstantSource clock) {
        this.services = services;
        this.operations = operations;
        this.clock = clock;
    }

    /**
     * Why an order waits.
     *
     * @param word {@code paused}, {@code stopped}, {@code later}, {@code other} or {@code budget}; a key of the messages
     * @param why in the words of who paused or stopped it; null when the word says all
     * @param until when it goes on, null when nobody knows
     */
    record Words(
            String word, @Nullable String why, @Nullable Instant until) {}

    /** How the services stand now; ask once for a page. */
    List<Services.Standing> standings() {
        return services.all(clock.instant());
    }

    /** Null when the order does not wait. */
    @Nullable
    Words of(Order order, List<Services.Standing> standings) {
        if (order.state() != State.ACCEPTED && order.state() != State.WAITING) {
            return null;
        }
        String service =
                operations.find(order.operation()).map(Operation::service).orElse("");
        Services.Standing standing = standings.stream()
                .filter(candidate -> candidate.service().equals(service))
                .findFirst()
                .orElse(null);
        Instant due = order.dueAt();
        if (standing != null && standing.pause() != null) {
            return new Words("paused", standing.pause().why(), null);
        }
        Services.Pause operation =
                standing == null ? null : standing.pausedOperations().get(order.operation());
        if (operation != null) {
            return new Words("paused", operation.why(), null);
        }
        if (standing != null && standing.budget() != null && standing.budget().stoppedUntil() != null) {
            return new Words(
                    "stopped", standing.budget().why(), standing.budget().stoppedUntil());
        }
        if (due == null) {
            return new Words("other", order.why(), null);
        }
        return due.isAfter(clock.instant())
                ? new Words("later", order.why(), due)
                : new Words("budget", order.why(), null);
    }
}
