package org.hospitalhub.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.hospitalhub.ledger.Batches;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.rules.Languages;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Spring beans of the delivery. */
@Configuration
@EnableConfigurationProperties(DeliverySettings.class)
class DeliveryConfiguration {

    @Bean
    BatchResults batchResults(
            Batches batches, Operations operations, ObjectMapper json, Languages hospital, DeliverySettings settings) {
        return new BatchResults(batches, operations, json, hospital, settings);
    }

    @Bean
    DeliveryExchange deliveryExchange(
            ObjectMapper json, Languages hospital, @Value("${hub.intake.drop-dir}") Path drop, BatchResults results) {
        return new DeliveryExchange(json, hospital, new ResultFiles(drop, results));
    }
}
