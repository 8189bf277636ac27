package org.hospitalhub.operations.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.InstantSource;
import org.hospitalhub.dispatch.Dispatcher;
import org.hospitalhub.intake.FailedFiles;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.Numbers;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Retention;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.operations.health.LedgerHealthIndicator;
import org.hospitalhub.operations.health.ServiceReachability;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Makes the meters for Prometheus. */
@Configuration
class MetricsConfiguration {

    @Bean
    FailedFileMetrics failedFileMetrics(FailedFiles files, Operations operations) {
        return new FailedFileMetrics(files, operations);
    }

    /** Returns the claims, instrumented for the metrics. */
    @Bean
    @Primary
    Claims countedClaims(
            @Qualifier("claims") Claims ledger,
            Operations operations,
            MeterRegistry metrics,
            ServiceReachability reachability) {
        return new MeteredClaims(ledger, operations, metrics, reachability);
    }

    @Bean
    HubMetrics hubMetrics(
            Services services,
            Numbers numbers,
            Operations operations,
            ServiceReachability reachability,
            LedgerHealthIndicator ledger,
            InstantSource clock) {
        return new HubMetrics(services, numbers, operations, reachability, ledger::up, clock);
    }

    @Bean
    MeterBinder stuckWorkers(Dispatcher dispatcher, Services services, InstantSource clock) {
        return registry -> services.all(clock.instant()).forEach(standing -> Gauge.builder(
                        "hub.workers.stuck", dispatcher, all -> all.stuckWorkers(standing.service()))
                .description("Workers of this node that have exceeded the time limit of a step")
                .tag("service", standing.service())
                .register(registry));
    }

    @Bean
    DataAgeMetrics dataAge(Retention retention, InstantSource clock) {
        return new DataAgeMetrics(retention, clock);
    }
}
