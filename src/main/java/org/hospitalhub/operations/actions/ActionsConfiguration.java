package org.hospitalhub.operations.actions;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.InstantSource;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.Services;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the beans behind what an operator does. */
@Configuration
class ActionsConfiguration {

    @Bean
    OperatorActions operatorActions(
            Orders orders,
            Services services,
            Operations operations,
            Audit audit,
            ObjectMapper json,
            InstantSource clock) {
        return new OperatorActions(orders, services, new CorrectedPayloadCheck(operations, json), audit, clock);
    }

    @Bean
    WaitReasons waitReasons(Services services, Operations operations, InstantSource clock) {
        return new WaitReasons(services, operations, clock);
    }

    @Bean
    PayloadFields payloadFields(ObjectMapper json) {
        return new PayloadFields(json);
    }

    @Bean
    ManualResultParser arrivedAnswers(ObjectMapper json) {
        return new ManualResultParser(json);
    }
}
