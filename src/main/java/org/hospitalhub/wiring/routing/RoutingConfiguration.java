package org.hospitalhub.wiring.routing;

import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spi.ProcessorFactory;
import org.hospitalhub.operations.actions.RouteReloader;
import org.hospitalhub.service.ServiceRegister;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Creates the beans for route reload, throttles and the gate in front of the routes. */
@Configuration
class RoutingConfiguration {

    /** Returns the factory with which Camel creates all processors. */
    @Bean
    ProcessorFactory steadyThrottles() {
        return new MonotonicThrottleFactory(System::nanoTime);
    }

    @Bean
    RouteGate entryGate(CamelContext camel) {
        return new RouteGate(camel);
    }

    /** Returns the hub's producer template, which sends through the gate, so that routes can be replaced while none is in use. */
    @Bean
    ProducerTemplate producerTemplate(RouteGate gate) {
        return gate.template();
    }

    /** Returns the health component {@code doors}. */
    @Bean("doorsHealthIndicator")
    HealthIndicator doors(CamelContext camel) {
        return new EntryRoutesHealthIndicator(camel);
    }

    @Bean
    RouteReloader routeReload(
            CamelContext camel,
            RouteGate gate,
            Environment settings,
            ServiceRegister services,
            DefinitionReload definitions,
            @Value("${hub.routes-dir:routes}") Path folder,
            @Value("${hub.routes.reload:false}") boolean allowed) {
        return new FolderRouteReloader(camel, gate, settings, services, definitions, folder, allowed);
    }
}
