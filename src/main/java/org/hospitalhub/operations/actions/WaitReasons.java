package org.hospitalhub.operations.actions;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.ledger.State;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Explains why an order waits, and until when. */
public final class WaitReasons {

    private static final String DELIVERY = "delivery";
    private static final Map<String, String> SENTENCES =
            Map.of("budget", "WHY.budget", "turn", "WHY.turn", "stopped", "WHY.stopped");

    private final Services services;
    private final Operations operations;
    private final InstantSource clock;

    /** Creates the explanations of one hub. */
    public WaitReasons(Services services, Operations operations, InstantSource clock) {
        this.services = services;
        this.operations = operations;
        this.clock = clock;
    }

    /**
     * Why an order waits.
     *
     * @param word {@code off}, {@code paused}, {@code held}, {@code stopped}, {@code later}, {@code delivery}, {@code other},
     *     {@code budget} or {@code turn}; a key of the messages
     * @param why in the words of who paused or stopped it, or of the last try; null when the word says all
     * @param until when it continues, null if unknown
     * @param limit requests of the budget's window, 0 without one
     */
    public record Words(
            String word, @Nullable Wording why, @Nullable Instant until, int limit) {

        /** Returns the reason as a sentence, null when nothing is known but the time. */
        public @Nullable Wording sentence() {
            String key = SENTENCES.get(word);
            return why == null && key != null ? Wording.of(key, limit) : why;
        }
    }

    /** Returns the present state of the services; called once for a page. */
    public List<Services.ServiceStatus> standings() {
        return services.all(clock.instant());
    }

    /** Returns why an order waits, null when it does not. An ended order waits as long as its answer is not delivered. */
    public @Nullable Words of(Order order, List<Services.ServiceStatus> standings) {
        boolean answered = order.state().ended() && order.dueAt() != null;
        if (order.state() != State.ACCEPTED && order.state() != State.WAITING && !answered) {
            return null;
        }
        Optional<Operation> operation = operations.find(order.operation());
        String lane = answered ? DELIVERY : operation.map(Operation::service).orElse("");
        Wording off = operation.map(Operation::off).orElse(null);
        if (off != null && !answered) {
            return new Words("off", off, null, 0);
        }
        Words held = standings.stream()
                .filter(standing -> standing.service().equals(lane))
                .findFirst()
                .map(WaitReasons::held)
                .orElse(null);
        if (held != null) {
            return held;
        }
        Words operationHeld = answered ? null : pausedOperation(order, lane, standings);
        Words identityHeld = answered || operationHeld != null ? operationHeld : heldIdentity(order, lane, standings);
        return identityHeld != null ? identityHeld : byItself(order, answered, budget(lane, standings));
    }

    private static @Nullable Words pausedOperation(Order order, String lane, List<Services.ServiceStatus> standings) {
        return standings.stream()
                .filter(standing -> standing.service().equals(lane))
                .map(standing -> standing.pausedOperations().get(order.operation()))
                .filter(Objects::nonNull)
                .findFirst()
                .map(pause -> new Words("paused", pause.why(), null, 0))
                .orElse(null);
    }

    /** Returns what holds all orders of a service. */
    private static @Nullable Words held(Services.ServiceStatus standing) {
        Services.BudgetUse budget = standing.budget();
        if (standing.pause() != null) {
            return new Words("paused", standing.pause().why(), null, 0);
        }
        Optional<Services.Hold> whole =
                standing.holds().stream().filter(hold -> hold.scope().isEmpty()).findFirst();
        if (whole.isPresent()) {
            return held(whole.get());
        }
        return budget != null && budget.stoppedUntil() != null
                ? new Words("stopped", budget.why(), budget.stoppedUntil(), 0)
                : null;
    }

    private static Words held(Services.Hold hold) {
        return new Words("held", hold.words(), hold.next().equals(Instant.EPOCH) ? null : hold.next(), 0);
    }

    /** Which identity an order is sent with stands in its payload; one that is due while an identity is held is likely its. */
    private @Nullable Words heldIdentity(Order order, String lane, List<Services.ServiceStatus> standings) {
        Instant due = order.dueAt();
        if (due == null || due.isAfter(clock.instant())) {
            return null;
        }
        return standings.stream()
                .filter(standing -> standing.service().equals(lane))
                .flatMap(standing -> standing.holds().stream())
                .findFirst()
                .map(WaitReasons::held)
                .orElse(null);
    }

    private Words byItself(Order order, boolean answered, Services.@Nullable BudgetUse budget) {
        Instant due = order.dueAt();
        if (due == null) {
            return new Words("other", order.whyWording(), null, 0);
        }
        if (answered) {
            return new Words(DELIVERY, order.whyWording(), due, 0);
        }
        if (due.isAfter(clock.instant())) {
            return new Words("later", order.whyWording(), due, 0);
        }
        return budget != null && budget.inUse() >= budget.share()
                ? new Words("budget", null, null, budget.share())
                : new Words("turn", null, null, 0);
    }

    private static Services.@Nullable BudgetUse budget(String lane, List<Services.ServiceStatus> standings) {
        return standings.stream()
                .filter(standing -> standing.service().equals(lane))
                .map(Services.ServiceStatus::budget)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
