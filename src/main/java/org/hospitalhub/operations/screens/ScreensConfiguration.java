package org.hospitalhub.operations.screens;

import java.time.InstantSource;
import org.hospitalhub.ledger.Numbers;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Services;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the beans of the screens. */
@Configuration
class ScreensConfiguration {

    @Bean
    WaitingWords waitingWords(Services services, Operations operations, InstantSource clock) {
        return new WaitingWords(services, operations, clock);
    }

    @Bean
    Flow flow(Numbers numbers, InstantSource clock) {
        return new Flow(numbers, clock);
    }

    @Bean
    Sentences sentences() {
        return new Sentences();
    }

    @Bean
    Times times(InstantSource clock) {
        return new Times(clock);
    }
}
