package org.hospitalhub.operations;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.hospitalhub.ledger.Numbers;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.ledger.State;
import org.jspecify.annotations.Nullable;

/**
 * The hub in numbers for Prometheus. Labels are services, operations and states, never anything of a patient. One look into
 * the ledger serves all gauges of a scrape.
 */
final class HubMetrics implements MeterBinder {

    private static final Duration FRESH = Duration.ofSeconds(2);

    private final Services services;
    private final Numbers numbers;
    private final Operations operations;
    private final InstantSource clock;
    private final AtomicLong violations = new AtomicLong();
    private @Nullable Look look;

    HubMetrics(Services services, Numbers numbers, Operations operations, InstantSource clock) {
        this.services = services;
        this.numbers = numbers;
        this.operations = operations;
        this.clock = clock;
    }

    private record Look(
            Map<String, Services.Standing> services,
            Map<String, Map<State, Long>> orders,
            Map<String, Double> estimateErrors,
            long bytes,
            Instant at) {}

    @Override
    public void bindTo(MeterRegistry registry) {
        look().services().forEach((service, standing) -> bindService(registry, service, standing));
        operations.all().forEach(operation -> bindOperation(registry, operation.name()));
        gauge(
                registry,
                "hub.delivery.lag",
                "Age of the oldest answer that is due for delivery",
                "seconds",
                look -> age(look, look.services().get("delivery")));
        gauge(registry, "hub.ledger.size", "Bytes the ledger takes on its disk", "bytes", Look::bytes);
        Gauge.builder("hub.budget.violations", violations, AtomicLong::doubleValue)
                .description("Looks that found more requests in a minute than a budget allows; must stay 0")
                .register(registry);
    }

    private void bindService(MeterRegistry registry, String service, Services.Standing standing) {
        gauge(
                registry,
                "hub.oldest.due.age",
                "Age of the oldest step that is due and was not tried",
                "seconds",
                look -> age(look, look.services().get(service)),
                "service",
                service);
        gauge(
                registry,
                "hub.service.paused",
                "1 while somebody paused the service",
                null,
                look -> paused(look.services().get(service)),
                "service",
                service);
        if (standing.budget() != null) {
            budget(
                    registry,
                    "hub.budget.used",
                    "Requests that left in the last minute",
                    service,
                    use -> use.lastMinute());
            budget(
                    registry,
                    "hub.budget.limit",
                    "Requests the service allows in a minute",
                    service,
                    use -> use.limit());
            budget(
                    registry,
                    "hub.budget.share",
                    "Requests that are ours after limit answers",
                    service,
                    use -> use.share());
            budget(
                    registry,
                    "hub.budget.stopped",
                    "1 while the service's own words stop us",
                    service,
                    use -> use.stoppedUntil() == null ? 0 : 1);
        }
    }

    private void bindOperation(MeterRegistry registry, String operation) {
        gauge(
                registry,
                "hub.estimate.error",
                "Mean error of the first estimates of the newest batches, as a share of the time they took; NaN without any",
                null,
                look -> look.estimateErrors().getOrDefault(operation, Double.NaN),
                "operation",
                operation);
        for (State state : State.values()) {
            gauge(
                    registry,
                    "hub.orders",
                    "Orders in the ledger",
                    null,
                    look -> look.orders().getOrDefault(operation, Map.of()).getOrDefault(state, 0L),
                    "operation",
                    operation,
                    "state",
                    state.word());
        }
    }

    private void budget(
            MeterRegistry registry,
            String name,
            String description,
            String service,
            ToDoubleFunction<Services.BudgetUse> number) {
        gauge(
                registry,
                name,
                description,
                null,
                look -> {
                    Services.Standing standing = look.services().get(service);
                    return standing == null || standing.budget() == null ? 0 : number.applyAsDouble(standing.budget());
                },
                "service",
                service);
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            String description,
            @Nullable String unit,
            ToDoubleFunction<Look> number,
            String... labels) {
        Gauge.builder(name, this, metrics -> number.applyAsDouble(metrics.look()))
                .description(description)
                .baseUnit(unit)
                .tags(labels)
                .register(registry);
    }

    private static double age(Look look, Services.@Nullable Standing standing) {
        return standing == null || standing.oldestDue() == null
                ? 0
                : Duration.between(standing.oldestDue(), look.at()).toMillis() / 1000.0;
    }

    private static double paused(Services.@Nullable Standing standing) {
        return standing != null && standing.pause() != null ? 1 : 0;
    }

    private synchronized Look look() {
        Instant now = clock.instant();
        if (look == null || now.isAfter(look.at().plus(FRESH))) {
            look = new Look(
                    services.all(now).stream()
                            .collect(Collectors.toMap(Services.Standing::service, standing -> standing)),
                    numbers.orders(),
                    numbers.estimateErrors(),
                    numbers.bytes(),
                    now);
            look.services().values().stream()
                    .map(Services.Standing::budget)
                    .filter(use -> use != null && use.lastMinute() > use.limit())
                    .forEach(use -> violations.incrementAndGet());
        }
        return look;
    }
}
