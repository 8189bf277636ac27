package org.hospitalhub.wiring;

import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spi.ProcessorFactory;
import org.hospitalhub.operations.RouteReload;
import org.hospitalhub.service.ServiceRegister;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Routes that are taken in while the hub runs. */
@Configuration
class RouteWiring {

    /** Camel takes it as the maker of all its processors. */
    @Bean
    ProcessorFactory steadyThrottles() {
        return new SteadyThrottles(System::nanoTime);
    }

    @Bean
    EntryGate entryGate(CamelContext camel) {
        return new EntryGate(camel);
    }

    /** Every room sends through the gate, so that routes can be replaced while nothing is inside. */
    @Bean
    ProducerTemplate producerTemplate(EntryGate gate) {
        return gate.template();
    }

    /** Named {@code doors} among the health components. */
    @Bean("doorsHealthIndicator")
    HealthIndicator doors(CamelContext camel) {
        return new DoorsHealth(camel);
    }

    @Bean
    RouteReload routeReload(
            CamelContext camel,
            EntryGate gate,
            Environment settings,
            ServiceRegister services,
            @Value("${hub.routes-dir:routes}") Path folder,
            @Value("${hub.routes.reload:false}") boolean allowed) {
        return new FolderReload(camel, gate, settings, services, folder, allowed);
    }
}
