package org.hospitalhub.operations.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Locale;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.operations.health.ServiceReachability;
import org.jspecify.annotations.Nullable;

/** Counts attempts and outcomes of this node on their way into the ledger. Labels carry nothing of a patient. */
final class MeteredClaims implements Claims {

    private final Claims ledger;
    private final Operations operations;
    private final MeterRegistry metrics;
    private final ServiceReachability reachability;

    MeteredClaims(Claims ledger, Operations operations, MeterRegistry metrics, ServiceReachability reachability) {
        this.ledger = ledger;
        this.operations = operations;
        this.metrics = metrics;
        this.reachability = reachability;
        // From zero on, so that Prometheus sees the first of them as a change.
        operations.all().forEach(this::begin);
        operations.whenAdded(this::begin);
    }

    private void begin(Operation operation) {
        attempts(operation.name());
        if (operation.steps().stream().anyMatch(step -> !step.budgets().isEmpty())) {
            requests(operation.service());
        }
    }

    private DistributionSummary attempts(String operation) {
        return DistributionSummary.builder("hub.order.attempts")
                .description("Attempts of an order until the service's final answer, including those of other nodes")
                .tag("operation", operation)
                .register(metrics);
    }

    private Counter requests(String service) {
        return Counter.builder("hub.requests")
                .description("Requests that took a permit of the service's budget")
                .tag("service", service)
                .register(metrics);
    }

    private Counter answers(ClaimedStep work, String answer) {
        return Counter.builder("hub.attempts")
                .description("Attempts of steps by outcome")
                .tags("service", work.service(), "operation", work.order().operation())
                .tags("step", work.step(), "answer", answer)
                .register(metrics);
    }

    @Override
    public Claim claim(String lane, String node, Instant now, int most) {
        return ledger.claim(lane, node, now, most);
    }

    @Override
    public boolean record(ClaimedStep work, Outcome outcome, Instant now) {
        boolean recorded = ledger.record(work, outcome, now);
        count(work, outcome);
        return recorded;
    }

    @Override
    public void leaves(ClaimedStep work) {
        ledger.leaves(work);
    }

    @Override
    public int recover(@Nullable String run, Instant now) {
        return ledger.recover(run, now);
    }

    private void count(ClaimedStep work, Outcome outcome) {
        String answer = word(outcome);
        answers(work, answer).increment();
        reachability.learn(work.service(), outcome);
        if (costsARequest(work) && !answer.equals("again")) {
            requests(work.service()).increment();
        }
        if (!work.delivers() && (answer.equals("done") || answer.equals("refused"))) {
            attempts(work.order().operation()).record(work.attempt());
        }
    }

    /** Returns whether the step costs requests of a budget; false for a step that only an older version had. */
    private boolean costsARequest(ClaimedStep work) {
        return operations.find(work.order().operation()).stream()
                .flatMap(operation -> operation.steps().stream())
                .anyMatch(step ->
                        step.name().equals(work.step()) && !step.budgets().isEmpty());
    }

    private static String word(Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            return switch (failed.remedy()) {
                case RETRY -> "failed";
                case LIMITED, LIMIT_WORDS -> "limited";
                case AGAIN -> "again";
                case PARK -> "parked";
            };
        }
        return outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
