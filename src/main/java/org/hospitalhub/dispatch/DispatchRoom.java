package org.hospitalhub.dispatch;

import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.hospitalhub.ledger.Batches;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this room. */
@Configuration
@EnableConfigurationProperties(DispatchSettings.class)
class DispatchRoom {

    @Bean
    Failures failures() {
        return new Failures();
    }

    @Bean
    DispatchExchange dispatchExchange(ProducerTemplate template, Failures failures) {
        return new DispatchExchange(template, failures);
    }

    @Bean
    Dispatcher dispatcher(
            Claims claims,
            Batches batches,
            DispatchExchange routes,
            Operations operations,
            @Value("${hub.node}") String node,
            DispatchSettings settings,
            InstantSource clock) {
        List<String> lanes = Stream.concat(operations.all().stream().map(Operation::service), Stream.of("delivery"))
                .distinct()
                .toList();
        return new Dispatcher(claims, batches, routes, routes, lanes, node, settings, clock);
    }
}
