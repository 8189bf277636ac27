package org.hospitalhub.operations.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hospitalhub.ledger.Ledger;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.ledger.jdbc.JdbcLedger;
import org.hospitalhub.operations.TestIdentityFile;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.service.NationalServices;
import org.hospitalhub.service.ServiceRegister;
import org.hospitalhub.tls.ExpiryWatch;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

/** What is shown of services that folders describe: a right one with a client certificate, and a wrong one. */
class DefinedServicesStatusTest {

    private static final String LAB = """
            service: lab
            settings:
              base-url: {type: url, required: true, on-off: true}
              identity: {type: identity, required: true}
            doors:
              api: {url: "{settings.base-url}", auth: {kind: client-certificate, identity: "{settings.identity}"}}
            errors:
              - {when: any, then: park, code: LAB_UNEXPECTED}
            operations:
              lab.ask:
                kind: ask
                step:
                  request: GET /value
                  answer:
                    - {when: {status: 200, is: .value}, then: done, result: {value: .value}}
            """;

    @TempDir
    Path folder;

    private final InstantSource clock = InstantSource.system();
    private Ledger ledger;
    private Operations operations;
    private ObjectProvider<ServiceRegister> services;
    private Identities identities;

    @BeforeEach
    void start() throws Exception {
        write("lab", LAB);
        write("wrong", LAB.replace("lab", "wrong").replace("then: done", "then: dome"));
        Map<String, String> settings =
                Map.of("hub.lab.base-url", "https://lab.example/api", "hub.lab.identity", "clinic");
        ServiceRegister register = new ServiceRegister(NationalServices.read(
                folder.resolve("services"),
                new NationalServices.Surroundings(settings::get, Set.of("clinic"), Map.of(), clock)));
        services = new StaticListableBeanFactory(Map.of("services", register)).getBeanProvider(ServiceRegister.class);
        operations = new Operations(register.operations());
        ledger = JdbcLedger.open(
                LedgerSettings.sqlite(
                        folder.resolve("ledger.db"),
                        "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8)),
                operations,
                register.budgets().stream().collect(Collectors.toMap(Budget::name, one -> one)),
                clock);
        identities = new Identities(new IdentitySettings(Map.of(
                "clinic",
                new IdentitySettings.Entry(
                        folder.resolve("clinic.p12"),
                        IdentitySettings.Type.PKCS12,
                        TestIdentityFile.PASSWORD,
                        null,
                        null))));
    }

    private void write(String service, String yaml) throws Exception {
        Path file = folder.resolve("services").resolve(service).resolve("service.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, yaml);
    }

    @AfterEach
    void stop() {
        ledger.close();
    }

    private Services.Pause pauseOfLab() {
        return ledger.services().all(clock.instant()).stream()
                .filter(service -> service.service().equals("lab"))
                .findFirst()
                .orElseThrow()
                .pause();
    }

    private void look() {
        new CertificateExpiryMonitor(
                        new ExpiryWatch(identities),
                        identities,
                        ledger.services(),
                        services,
                        new SimpleMeterRegistry(),
                        clock)
                .look();
    }

    @Test
    void aServiceWhoseCertificateHasEndedIsPausedUntilThereIsANewOne() throws Exception {
        TestIdentityFile.write(folder.resolve("clinic.p12"), Duration.ofDays(300));
        look();
        assertThat(pauseOfLab()).isNull();
        TestIdentityFile.write(folder.resolve("clinic.p12"), Duration.ofHours(-1));
        Files.setLastModifiedTime(
                folder.resolve("clinic.p12"),
                java.nio.file.attribute.FileTime.from(clock.instant().plusSeconds(5)));
        look();
        assertThat(pauseOfLab()).extracting(Services.Pause::who).isEqualTo("certificate watch");
    }

    @Test
    void aServiceWhoseFolderIsWrongIsShownOffWithItsReasons() {
        ServiceCertificates certificates = new ServiceCertificates(new ExpiryWatch(identities), List::of, clock);
        ServiceStatusReader reader =
                new HealthConfiguration().serviceStates(ledger.services(), operations, services, certificates, clock);

        assertThat(reader.find("wrong").state()).isEqualTo("off");
        assertThat(reader.find("wrong").why())
                .asString()
                .contains("wrong/service.yaml:")
                .contains("dome");
    }
}
