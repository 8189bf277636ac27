package org.hospitalhub.operations;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.hospitalhub.dispatch.Dispatcher;
import org.hospitalhub.intake.FailedFiles;
import org.hospitalhub.intake.RejectedMessages;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.Numbers;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.Retention;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.tls.ExpiryWatch;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.ConfigurableEnvironment;

/** The beans of this room. */
@Configuration
class OperationsRoom {

    @Bean
    FailedFileMetrics failedFileMetrics(FailedFiles files, Operations operations) {
        return new FailedFileMetrics(files, operations);
    }

    @Bean
    Waiting waiting(Orders orders, InstantSource clock) {
        return new Waiting(orders, clock);
    }

    @Bean
    Desk desk(
            Orders orders,
            Services services,
            Operations operations,
            Audit audit,
            ObjectMapper json,
            InstantSource clock) {
        return new Desk(orders, services, new Corrections(operations, json), audit, clock);
    }

    @Bean
    ServiceCertificates serviceCertificates(
            ExpiryWatch watch,
            @Value("${hub.nhif.identity:}") String nhifIdentity,
            Operations operations,
            InstantSource clock) {
        boolean ehealth = operations.all().stream()
                .anyMatch(operation -> operation.service().equals("ehealth") && operation.off() == null);
        return new ServiceCertificates(watch, nhifIdentity, ehealth, clock);
    }

    @Bean
    ServiceStates serviceStates(
            Services services, Operations operations, ServiceCertificates certificates, InstantSource clock) {
        return new ServiceStates(services, operations, certificates, clock);
    }

    @Bean
    WaitingWords waitingWords(Services services, Operations operations, InstantSource clock) {
        return new WaitingWords(services, operations, clock);
    }

    @Bean
    PayloadFields payloadFields(ObjectMapper json) {
        return new PayloadFields(json);
    }

    @Bean
    OrderViews orderViews(Orders orders, PayloadFields fields, Audit audit) {
        return new OrderViews(orders, fields, audit);
    }

    @Bean
    ArrivedAnswers arrivedAnswers(ObjectMapper json) {
        return new ArrivedAnswers(json);
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

    /** What everybody is given for the ledger's audit. */
    @Bean
    @Primary
    CalledAudit calledAudit(@Qualifier("audit") Audit ledger) {
        return new CalledAudit(ledger);
    }

    @Bean
    StartRecord startRecord(Audit audit, ConfigurableEnvironment environment, CamelContext camel) {
        return new StartRecord(audit, environment, camel);
    }

    @Bean
    Reach reach(InstantSource clock) {
        return new Reach(clock);
    }

    /** What the dispatcher is given for the ledger's claims. */
    @Bean
    @Primary
    Claims countedClaims(
            @Qualifier("claims") Claims ledger, Operations operations, MeterRegistry metrics, Reach reach) {
        return new CountedClaims(ledger, operations, metrics, reach);
    }

    @Bean
    HubMetrics hubMetrics(
            Services services,
            Numbers numbers,
            Operations operations,
            Reach reach,
            LedgerHealth ledger,
            InstantSource clock) {
        return new HubMetrics(services, numbers, operations, reach, ledger::up, clock);
    }

    @Bean
    AuditHeads auditHeads(Audit audit, @Value("${hub.audit.syslog:}") String syslog) {
        return new AuditHeads(audit, syslog);
    }

    /** Named {@code broker} among the health components; where nobody tells of a broker it is up. */
    @Bean("brokerHealthIndicator")
    BrokerMetrics brokerMetrics(ObjectProvider<BrokerState> broker, RejectedMessages rejectedMessages) {
        return new BrokerMetrics(broker.getIfAvailable(() -> Optional::empty), rejectedMessages);
    }

    @Bean
    MeterBinder stuckWorkers(Dispatcher dispatcher, Services services, InstantSource clock) {
        return registry -> services.all(clock.instant()).forEach(standing -> Gauge.builder(
                        "hub.workers.stuck", dispatcher, all -> all.stuckWorkers(standing.service()))
                .description("Workers of this node that have been trying a step for longer than any may take")
                .tag("service", standing.service())
                .register(registry));
    }

    @Bean
    DataAge dataAge(Retention retention, InstantSource clock) {
        return new DataAge(retention, clock);
    }

    @Bean
    AuditEvents auditEvents(ObjectMapper json, @Value("${hub.node:hub}") String node) {
        return new AuditEvents(json, node);
    }

    @Bean
    ServicesHealth servicesHealthIndicator(
            ServiceStates states, Reach reach, Dispatcher dispatcher, LedgerHealth ledger, InstantSource clock) {
        return new ServicesHealth(states, reach, dispatcher::stuckWorkers, ledger::up, clock);
    }

    /** Named {@code ledger} among the health components: down when the ledger cannot be read. */
    @Bean("ledgerHealthIndicator")
    LedgerHealth ledgerHealth(Numbers numbers) {
        return new LedgerHealth(numbers::bytes, Duration.ofSeconds(3), System::nanoTime);
    }
}
