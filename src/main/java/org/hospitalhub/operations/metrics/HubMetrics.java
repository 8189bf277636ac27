package org.hospitalhub.operations.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.hospitalhub.ledger.ExceptionTrace;
import org.hospitalhub.ledger.Numbers;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.ledger.State;
import org.hospitalhub.operations.health.ServiceReachability;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * The meters of services, operations and states for Prometheus, never with anything of a patient. One query of the ledger
 * serves all gauges of a scrape; it reads counters and first entries of indexes, so that a million orders cost no more than
 * ten.
 */
final class HubMetrics implements MeterBinder {

    private static final Logger log = LoggerFactory.getLogger(HubMetrics.class);
    private static final Duration FRESH = Duration.ofSeconds(2);

    /** A request is written down some moments after it was stamped. */
    private static final Duration WRITTEN = Duration.ofSeconds(10);

    private final Services services;
    private final Numbers numbers;
    private final Operations operations;
    private final ServiceReachability reachability;
    private final BooleanSupplier ledger;
    private final InstantSource clock;
    private final Map<String, AtomicLong> violations = new ConcurrentHashMap<>();
    private Instant watchedUntil;
    private @Nullable MultiGauge parked;
    private @Nullable Look look;

    HubMetrics(
            Services services,
            Numbers numbers,
            Operations operations,
            ServiceReachability reachability,
            BooleanSupplier ledger,
            InstantSource clock) {
        this.ledger = ledger;
        this.services = services;
        this.numbers = numbers;
        this.operations = operations;
        this.reachability = reachability;
        this.clock = clock;
        this.watchedUntil = clock.instant().minus(WRITTEN);
    }

    private record Look(
            Map<String, Services.ServiceStatus> services,
            Map<String, Map<State, Long>> orders,
            List<Numbers.Oldest> oldest,
            @Nullable Instant undeliveredSince,
            Map<String, Double> estimateErrors,
            long bytes,
            Instant at) {}

    @Override
    public void bindTo(MeterRegistry registry) {
        look().services().forEach((service, standing) -> bindService(registry, service, standing));
        operations.all().forEach(operation -> bindOperation(registry, operation.name()));
        operations.whenAdded(operation -> bindAdded(registry, operation));
        String lag = "Age of the oldest answer that has not reached its sender";
        gauge(registry, "hub.delivery.lag", lag, "seconds", look -> age(look.undeliveredSince(), look.at()));
        gauge(registry, "hub.ledger.size", "Size of the ledger on disk", "bytes", Look::bytes);
        Gauge.builder("hub.ledger.up", ledger, up -> up.getAsBoolean() ? 1 : 0)
                .description("0 while the ledger does not answer; the other metrics then keep their last values")
                .register(registry);
        parked = MultiGauge.builder("hub.parked")
                .description("Parked orders by the code of their problem")
                .register(registry);
    }

    private void bindAdded(MeterRegistry registry, Operation operation) {
        bindOperation(registry, operation.name());
        services.all(clock.instant()).stream()
                .filter(standing -> standing.service().equals(operation.service()))
                .forEach(standing -> bindService(registry, standing.service(), standing));
    }

    private void bindService(MeterRegistry registry, String service, Services.ServiceStatus standing) {
        String due = "Age of the oldest step that is due and was not tried";
        gauge(registry, "hub.oldest.due.age", due, "seconds", look -> dueAge(look, service), "service", service);
        String pause = "1 while the service is paused";
        gauge(registry, "hub.service.paused", pause, null, look -> paused(look, service), "service", service);
        String held =
                "1 while the service, or one of our identities at it, is held because it rejected our credentials";
        gauge(registry, "hub.service.held", held, null, look -> held(look, service), "service", service);
        for (Priority priority : Priority.values()) {
            gauge(
                    registry,
                    "hub.oldest.order.age",
                    "Age of the oldest order that waits for the service, since its acceptance",
                    "seconds",
                    look -> age(look, service, priority),
                    "service",
                    service,
                    "priority",
                    priority.word());
        }
        if (!service.equals("delivery")) {
            String up = "0 while the service gives no usable answer to this node";
            gauge(registry, "hub.service.up", up, null, look -> up(service), "service", service);
        }
        if (standing.budget() != null) {
            bindBudget(registry, service);
        }
    }

    private void bindBudget(MeterRegistry registry, String service) {
        String used = "Requests sent in the last minute";
        budget(registry, "hub.budget.used", used, service, Services.BudgetUse::lastMinute);
        budget(registry, "hub.budget.limit", "Requests in one window of the service", service, use -> use.limit());
        String share = "Requests in one window that this installation may use after limit answers";
        budget(registry, "hub.budget.share", share, service, Services.BudgetUse::share);
        String stopped = "1 while the service asks to wait";
        budget(registry, "hub.budget.stopped", stopped, service, use -> use.stoppedUntil() == null ? 0 : 1);
        Gauge.builder("hub.budget.violations", violationsOf(service), AtomicLong::doubleValue)
                .description("Requests since the start that exceeded the limit of their window; must stay 0")
                .tag("service", service)
                .register(registry);
    }

    private void bindOperation(MeterRegistry registry, String operation) {
        gauge(
                registry,
                "hub.estimate.error",
                "Mean error of the first estimates of the newest batches, as a fraction of their duration; NaN without any",
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
        gauge(registry, name, description, null, look -> used(look, service, number), "service", service);
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

    /** Reads values that must not be missed between two scrapes, and metrics whose labels are not known in advance. */
    @Scheduled(fixedDelayString = "PT10S")
    void watch() {
        try {
            Instant until = clock.instant().minus(WRITTEN);
            services.violations(watchedUntil, until)
                    .forEach((service, count) -> violationsOf(service).addAndGet(count));
            watchedUntil = until;
            if (parked != null) {
                parked.register(numbers.parked().stream().map(HubMetrics::row).toList(), true);
            }
        } catch (RuntimeException broken) {
            log.warn("Could not read the metrics from the ledger ({}); trying again", ExceptionTrace.of(broken));
        }
    }

    private static MultiGauge.Row<?> row(Numbers.ParkedGroup group) {
        return MultiGauge.Row.of(Tags.of("operation", group.operation(), "code", group.code()), group.count());
    }

    private AtomicLong violationsOf(String service) {
        return violations.computeIfAbsent(service, name -> new AtomicLong());
    }

    private double up(String service) {
        return reachability.silentSince(service).isPresent() ? 0 : 1;
    }

    private static double used(Look look, String service, ToDoubleFunction<Services.BudgetUse> number) {
        Services.ServiceStatus standing = look.services().get(service);
        return standing == null || standing.budget() == null ? 0 : number.applyAsDouble(standing.budget());
    }

    private static double dueAge(Look look, String service) {
        Services.ServiceStatus standing = look.services().get(service);
        return standing == null ? 0 : age(standing.oldestDue(), look.at());
    }

    private static double age(Look look, String service, Priority priority) {
        return look.oldest().stream()
                .filter(oldest -> oldest.service().equals(service) && oldest.priority() == priority)
                .mapToDouble(oldest -> age(oldest.acceptedAt(), look.at()))
                .findFirst()
                .orElse(0);
    }

    private static double age(@Nullable Instant since, Instant now) {
        return since == null ? 0 : Duration.between(since, now).toMillis() / 1000.0;
    }

    private static double held(Look look, String service) {
        Services.ServiceStatus standing = look.services().get(service);
        return standing == null || standing.holds().isEmpty() ? 0 : 1;
    }

    private static double paused(Look look, String service) {
        Services.ServiceStatus standing = look.services().get(service);
        return standing != null && standing.pause() != null ? 1 : 0;
    }

    private synchronized Look look() {
        Instant now = clock.instant();
        Look known = look;
        if (known == null || (now.isAfter(known.at().plus(FRESH)) && ledger.getAsBoolean())) {
            known = new Look(
                    services.all(now).stream()
                            .collect(Collectors.toMap(Services.ServiceStatus::service, standing -> standing)),
                    numbers.orders(),
                    numbers.oldest(),
                    numbers.undeliveredSince(),
                    numbers.estimateErrors(),
                    numbers.bytes(),
                    now);
            look = known;
        }
        return known;
    }
}
