package org.hospitalhub.nhif;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.hospitalhub.ledger.Acceptance;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.Step;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.tls.Identities;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the beans of NHIF: two operations and the bean of its routes. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(NhifSettings.class)
public class NhifServiceConfiguration {

    static final String SERVICE = "nhif";

    private static final Duration MARGIN = Duration.ofMillis(50);

    private static final List<String> RESULT = List.of("status", "mediaType", "body", "encoding");

    /** Asking for nomenclatures and reports. */
    @Bean
    Operation nhifQuery(NhifSettings settings, Identities identities, InstantSource clock) {
        Duration reuse = settings.catalogue().values().stream()
                .map(CatalogueEntry::reuse)
                .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) > 0 ? one : other);
        return new Operation(
                "nhif.query",
                SERVICE,
                List.of(step("query", settings, new Step.Unsure.Repeat())),
                new NhifCheck(settings, identities.names(), false, clock),
                RESULT,
                reuse,
                settings.off(),
                new NhifSubjects(),
                identities(settings));
    }

    /** Submitting a document; one that may have arrived is a person's to decide unless its catalogue entry does. */
    @Bean
    Operation nhifSubmission(NhifSettings settings, Identities identities, InstantSource clock) {
        return new Operation(
                NhifOutcomes.SUBMISSION,
                SERVICE,
                List.of(step("submit", settings, new Step.Unsure.RepeatIf(settings::repeatHarmless))),
                new NhifCheck(settings, identities.names(), true, clock),
                RESULT,
                Duration.ZERO,
                settings.off(),
                new NhifSubjects(),
                identities(settings));
    }

    /** The hospital's own limit, over all nodes. */
    @Bean
    Budget nhifBudget(NhifSettings settings) {
        return new Budget(SERVICE, settings.requestsPerMinute(), Duration.ofMinutes(1), MARGIN, 0, Duration.ZERO);
    }

    @Bean
    NhifExchange nhifExchange(
            NhifSettings settings,
            Identities identities,
            ScheduledExecutorService callTimer,
            ObjectProvider<Claims> claims,
            InstantSource clock) {
        return new NhifExchange(
                settings,
                new NhifTls(settings, identities),
                callTimer,
                work -> claims.getObject().leaves(work),
                clock);
    }

    @Bean
    CatalogueRefresh catalogueRefresh(
            NhifSettings settings, Operation nhifQuery, Acceptance acceptance, Orders orders, InstantSource clock) {
        return new CatalogueRefresh(settings, nhifQuery, acceptance, orders, clock);
    }

    /** NHIF gives rights to a certificate by service. */
    static Operation.Identities identities(NhifSettings settings) {
        return payload -> {
            NhifOrder order = NhifOrder.read(payload);
            String identity = order.identity() == null ? settings.identity() : order.identity();
            return new Operation.Identity(identity, String.join("/", order.module(), order.version(), order.service()));
        };
    }

    private static Step step(String name, NhifSettings settings, Step.Unsure unsure) {
        boolean submits = !(unsure instanceof Step.Unsure.Repeat);
        return new Step(name, SERVICE, 1, false, Duration.ZERO, unsure, settings.retryFor(), submits);
    }
}
