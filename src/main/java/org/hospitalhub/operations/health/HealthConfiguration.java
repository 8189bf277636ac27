package org.hospitalhub.operations.health;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.hospitalhub.dispatch.Dispatcher;
import org.hospitalhub.intake.RejectedMessages;
import org.hospitalhub.ledger.Numbers;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.service.ServiceRegister;
import org.hospitalhub.tls.ExpiryWatch;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the beans that report the state of services, ledger and broker. */
@Configuration
class HealthConfiguration {

    @Bean
    ServiceCertificates serviceCertificates(
            ExpiryWatch watch, ObjectProvider<ServiceRegister> described, InstantSource clock) {
        return new ServiceCertificates(
                watch,
                () -> described.stream()
                        .flatMap(register -> register.all().stream())
                        .toList(),
                clock);
    }

    @Bean
    ServiceStatusReader serviceStates(
            Services services,
            Operations operations,
            ObjectProvider<ServiceRegister> defined,
            ServiceCertificates certificates,
            InstantSource clock) {
        return new ServiceStatusReader(services, operations, () -> broken(defined), certificates, clock);
    }

    /** Returns the services whose definition cannot be run, with the reason. */
    private static Map<String, Wording> broken(ObjectProvider<ServiceRegister> defined) {
        Map<String, Wording> broken = new TreeMap<>();
        defined.ifAvailable(register -> register.all().stream()
                .filter(service -> !service.findings().isEmpty())
                .forEach(service ->
                        broken.put(service.name(), Objects.requireNonNullElse(service.off(), Wording.verbatim("")))));
        return broken;
    }

    @Bean
    ServiceReachability reachability(InstantSource clock) {
        return new ServiceReachability(clock);
    }

    /** Named {@code broker} among the health components; without a broker it is up. */
    @Bean("brokerHealthIndicator")
    BrokerHealthIndicator brokerMetrics(ObjectProvider<BrokerStatus> broker, RejectedMessages rejectedMessages) {
        return new BrokerHealthIndicator(broker.getIfAvailable(() -> Optional::empty), rejectedMessages);
    }

    @Bean
    ServicesHealthIndicator servicesHealthIndicator(
            ServiceStatusReader states,
            ServiceReachability reachability,
            Dispatcher dispatcher,
            LedgerHealthIndicator ledger,
            InstantSource clock) {
        return new ServicesHealthIndicator(states, reachability, dispatcher::stuckWorkers, ledger::up, clock);
    }

    /** Named {@code ledger} among the health components: down when the ledger cannot be read or written. */
    @Bean("ledgerHealthIndicator")
    LedgerHealthIndicator ledgerHealth(Numbers numbers) {
        LongSupplier bytes = () -> {
            numbers.verifyWritable();
            return numbers.bytes();
        };
        return new LedgerHealthIndicator(bytes, Duration.ofSeconds(3), System::nanoTime);
    }
}
