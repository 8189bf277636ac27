package org.hospitalhub.operations.api;

import java.time.InstantSource;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.operations.actions.PayloadFields;
import org.hospitalhub.operations.actions.WaitReasons;
import org.hospitalhub.rules.Languages;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the beans of the HTTP API. */
@Configuration
class ApiConfiguration {

    @Bean
    LongPolling waiting(Orders orders, InstantSource clock) {
        return new LongPolling(orders, clock);
    }

    @Bean
    RequestLanguages requestLanguages(Languages hospital) {
        return new RequestLanguages(hospital);
    }

    @Bean
    AuthorizedOrderJson orderViews(
            Orders orders, PayloadFields fields, Audit audit, RequestLanguages languages, WaitReasons waiting) {
        return new AuthorizedOrderJson(orders, fields, audit, languages, waiting);
    }
}
