package org.hospitalhub.operations.api;

import java.time.InstantSource;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.operations.actions.PayloadFields;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the beans of the HTTP API. */
@Configuration
class ApiConfiguration {

    @Bean
    Waiting waiting(Orders orders, InstantSource clock) {
        return new Waiting(orders, clock);
    }

    @Bean
    OrderViews orderViews(Orders orders, PayloadFields fields, Audit audit) {
        return new OrderViews(orders, fields, audit);
    }
}
