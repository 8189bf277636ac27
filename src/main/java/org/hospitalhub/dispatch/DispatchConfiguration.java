package org.hospitalhub.dispatch;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.hospitalhub.calls.LargeData;
import org.hospitalhub.ledger.Batches;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Outcome;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Spring beans of the dispatch. */
@Configuration
@EnableConfigurationProperties(DispatchSettings.class)
class DispatchConfiguration {

    @Bean
    FailureClassifier failureClassifier() {
        return new FailureClassifier();
    }

    @Bean
    DispatchExchange dispatchExchange(
            ProducerTemplate template,
            FailureClassifier failureClassifier,
            ObjectProvider<BiFunction<Exchange, Throwable, Optional<Outcome>>> serviceFailures) {
        return new DispatchExchange(
                template, failureClassifier, serviceFailures.getIfAvailable(() -> (pass, thrown) -> Optional.empty()));
    }

    @Bean
    Dispatcher dispatcher(
            Claims claims,
            Batches batches,
            DispatchExchange routes,
            Operations operations,
            @Value("${hub.node}") String node,
            DispatchSettings settings,
            InstantSource clock,
            @Value("${hospital-hub.temporary:}") String temporary) {
        List<String> lanes = Stream.concat(operations.all().stream().map(Operation::service), Stream.of("delivery"))
                .distinct()
                .toList();
        LargeData large =
                new LargeData(Runtime.getRuntime().maxMemory(), temporary.isEmpty() ? null : Path.of(temporary));
        Dispatcher dispatcher =
                new Dispatcher(claims, batches, routes, routes::writeFile, lanes, node, settings, clock, large);
        operations.whenAdded(operation -> dispatcher.add(operation.service()));
        return dispatcher;
    }
}
