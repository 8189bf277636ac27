package org.hospitalhub.operations.screens;

import java.time.InstantSource;
import org.hospitalhub.ledger.Numbers;
import org.hospitalhub.rules.Languages;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the beans of the screens. */
@Configuration
class ScreensConfiguration {

    @Bean
    FinishedOrdersChart flow(Numbers numbers, InstantSource clock) {
        return new FinishedOrdersChart(numbers, clock);
    }

    @Bean
    MessageSource messageSource() {
        return new ScreenMessages();
    }

    @Bean
    MessageTranslator translator(Languages hospital, TimeFormatter times) {
        return new MessageTranslator(hospital, times);
    }

    @Bean
    TimeFormatter times(InstantSource clock) {
        return new TimeFormatter(clock);
    }
}
