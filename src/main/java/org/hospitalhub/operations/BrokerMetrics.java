package org.hospitalhub.operations;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.hospitalhub.intake.Rejections;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** The broker in numbers and in the hub's readiness: down while messages neither come in nor go out. */
final class BrokerMetrics implements MeterBinder, HealthIndicator {

    private final BrokerState broker;
    private final Rejections rejections;

    BrokerMetrics(BrokerState broker, Rejections rejections) {
        this.broker = broker;
        this.rejections = rejections;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("hub.broker.up", broker, state -> state.trouble().isPresent() ? 0 : 1)
                .description("0 while messages neither come in nor go out")
                .register(registry);
        FunctionCounter.builder("hub.messages.rejected", rejections, Rejections::count)
                .description("Messages that went to hub.rejected since the start")
                .register(registry);
    }

    @Override
    public Health health() {
        return broker.trouble()
                .map(why -> Health.down().withDetail("why", why).build())
                .orElseGet(() -> Health.up().build());
    }
}
