package org.hospitalhub.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.hospitalhub.ledger.Batches;
import org.hospitalhub.ledger.Operations;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Spring beans of the delivery. */
@Configuration
@EnableConfigurationProperties(DeliverySettings.class)
class DeliveryConfiguration {

    @Bean
    BatchResults batchResults(Batches batches, Operations operations, ObjectMapper json, DeliverySettings settings) {
        return new BatchResults(batches, operations, json, settings.guardFormulas());
    }

    @Bean
    DeliveryExchange deliveryExchange(
            ObjectMapper json, @Value("${hub.intake.drop-dir}") Path drop, BatchResults results) {
        return new DeliveryExchange(json, new ResultFiles(drop, results));
    }
}
