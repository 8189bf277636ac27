package org.hospitalhub.operations.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Reports services that fail, without taking the hub out of service: orders are accepted and kept while a service is away.
 * Only a ledger that cannot be read makes the hub unready.
 */
public final class ServicesHealthIndicator implements HealthIndicator {

    private static final Duration LATE = Duration.ofMinutes(5);

    /** One lost answer says nothing yet. */
    private static final Duration SILENT = Duration.ofMinutes(1);

    private final ServiceStatusReader states;
    private final ServiceReachability reachability;
    private final ToIntFunction<String> stuck;
    private final BooleanSupplier ledger;
    private final InstantSource clock;

    public ServicesHealthIndicator(
            ServiceStatusReader states,
            ServiceReachability reachability,
            ToIntFunction<String> stuck,
            BooleanSupplier ledger,
            InstantSource clock) {
        this.stuck = stuck;
        this.states = states;
        this.reachability = reachability;
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public Health health() {
        if (!ledger.getAsBoolean()) {
            return Health.unknown()
                    .withDetail("why", "the ledger does not answer")
                    .build();
        }
        Map<String, String> words = new LinkedHashMap<>();
        states.all().forEach(service -> words.put(service.name(), word(service)));
        return Health.up().withDetails(words).build();
    }

    private String word(ServiceStatusReader.ServiceStatus service) {
        if (!service.state().equals("on")) {
            return service.state();
        }
        if (stuck.applyAsInt(service.name()) > 0) {
            return "stuck";
        }
        if (service.budget() != null && service.budget().stoppedUntil() != null) {
            return "stopped by the service";
        }
        Instant now = clock.instant();
        if (reachability
                .silentSince(service.name())
                .filter(since -> now.isAfter(since.plus(SILENT)))
                .isPresent()) {
            return "down";
        }
        boolean late =
                service.oldestDue() != null && service.oldestDue().plus(LATE).isBefore(now);
        return late ? "behind" : "up";
    }
}
