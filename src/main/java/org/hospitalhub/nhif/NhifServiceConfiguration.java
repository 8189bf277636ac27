package org.hospitalhub.nhif;

import java.time.InstantSource;
import org.hospitalhub.ledger.Acceptance;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.service.ServiceBeans;
import org.hospitalhub.tls.Identities;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the beans that {@code services/nhif/service.yaml} names, and the schedule of the catalogue. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(Catalogue.class)
public class NhifServiceConfiguration {

    static final String QUERY = "nhif.query";

    @Bean
    ServiceBeans nhifBeans(Catalogue catalogue, Identities identities, InstantSource clock) {
        return NhifService.beans(catalogue, identities.names(), clock);
    }

    @Bean
    CatalogueRefresh catalogueRefresh(
            Catalogue catalogue, Operations operations, Acceptance acceptance, Orders orders, InstantSource clock) {
        return new CatalogueRefresh(catalogue, operations, acceptance, orders, clock);
    }
}
