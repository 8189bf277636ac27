package org.hospitalhub.operations.health;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.hospitalhub.intake.RejectedMessages;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Reports the JMS broker as health component and as meters: down while messages neither come in nor go out. */
final class BrokerHealthIndicator implements MeterBinder, HealthIndicator {

    private final BrokerStatus broker;
    private final RejectedMessages rejectedMessages;

    BrokerHealthIndicator(BrokerStatus broker, RejectedMessages rejectedMessages) {
        this.broker = broker;
        this.rejectedMessages = rejectedMessages;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("hub.broker.up", broker, state -> state.problem().isPresent() ? 0 : 1)
                .description("0 while messages can neither be received nor sent")
                .register(registry);
        FunctionCounter.builder("hub.messages.rejected", rejectedMessages, RejectedMessages::count)
                .description("Messages that went to hub.rejected since the start")
                .register(registry);
    }

    @Override
    public Health health() {
        return broker.problem()
                .map(why -> Health.down().withDetail("why", why).build())
                .orElseGet(() -> Health.up().build());
    }
}
