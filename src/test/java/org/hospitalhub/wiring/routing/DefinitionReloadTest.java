package org.hospitalhub.wiring.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.NationalServices;
import org.hospitalhub.service.ServiceRegister;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a changed services folder is taken in while the hub runs. */
class DefinitionReloadTest {

    private static final String LAB = """
            service: %1$s
            settings:
              base-url: {type: url, required: true, on-off: true}
            doors:
              api: {url: "{settings.base-url}"}
            errors:
              - {when: any, then: park, code: LAB_UNEXPECTED}
            operations:
              %1$s.ask:
                kind: ask
                step:
                  request: GET /value
                  answer:
                    - {when: {status: 200, is: .value}, then: done, result: {value: .value}}
            """;

    @TempDir
    Path folder;

    private final List<String> taken = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();
    private Set<String> waiting = Set.of();
    private long open;
    private ServiceRegister running;
    private DefinitionReload reload;

    @BeforeEach
    void start() throws IOException {
        write("lab", LAB.formatted("lab"));
        write("bad", "service: bad\n");
        running = read();
        reload = new DefinitionReload(running, this::read, () -> waiting, new DefinitionReload.Hub() {
            @Override
            public void take(NationalService service) {
                taken.add(service.name());
            }

            @Override
            public void remove(String service) {
                removed.add(service);
            }

            @Override
            public long open(String operation) {
                return open;
            }
        });
    }

    private ServiceRegister read() {
        return new ServiceRegister(NationalServices.read(
                folder,
                new NationalServices.Surroundings(
                        Map.of("hub.lab.base-url", "http://127.0.0.1:1")::get,
                        Set.of(),
                        Map.of(),
                        InstantSource.system())));
    }

    private void write(String service, String yaml) throws IOException {
        Files.createDirectories(folder.resolve(service));
        Files.writeString(folder.resolve(service).resolve("service.yaml"), yaml);
    }

    private static String definition(ServiceRegister services) {
        return services.find("lab")
                .map(NationalService::program)
                .map(program -> String.valueOf(program.definition().folder().text("service.yaml")))
                .orElse("");
    }

    @Test
    void aChangedDefinitionTakesThePlaceOfTheRunningOne() throws IOException {
        write("lab", LAB.formatted("lab").replace("/value", "/other"));
        DefinitionReload.Change change = reload.look();
        assertThat(change.files()).containsExactly("services/lab/service.yaml");
        assertThat(change.findings()).isEmpty();
        reload.take(change);
        assertThat(taken).containsExactly("lab");
        assertThat(definition(running)).contains("/other");
        assertThat(reload.look().files()).isEmpty();
    }

    @Test
    void aChangedSettingOfAServiceOfTheStartIsSaidToWait() {
        waiting = Set.of("hub.lab.base-url");
        assertThat(reload.look().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.path()).isEqualTo("hub.lab.base-url");
            assertThat(finding.refuses()).isFalse();
        });
    }

    @Test
    void aSettingOfAnAddedServiceDoesNotWait() throws IOException {
        write("added", LAB.formatted("added"));
        waiting = Set.of("hub.added.base-url");
        assertThat(reload.look().findings()).extracting(Finding::path).doesNotContain("hub.added.base-url");
    }

    @Test
    void aWrongDefinitionLeavesTheRunningOneAndSaysWhy() throws IOException {
        write("lab", LAB.formatted("lab").replace("then: done", "then: dome"));
        DefinitionReload.Change change = reload.look();
        assertThat(change.findings())
                .filteredOn(Finding::refuses)
                .extracting(Finding::path)
                .first()
                .asString()
                .startsWith("lab/service.yaml:");
        reload.take(change);
        assertThat(taken).isEmpty();
        assertThat(definition(running)).doesNotContain("dome");
    }

    @Test
    void anUnreadableDefinitionLeavesTheRunningOne() throws IOException {
        write("lab", "service: [");
        assertThat(reload.look().findings()).anyMatch(Finding::refuses);
        assertThat(reload.look().services().find("lab").orElseThrow().runs()).isTrue();
    }

    private void remove(String service) throws IOException {
        Files.delete(folder.resolve(service).resolve("service.yaml"));
        Files.delete(folder.resolve(service));
    }

    private static List<String> refusing(DefinitionReload.Change change) {
        return change.findings().stream()
                .filter(Finding::refuses)
                .map(Finding::message)
                .toList();
    }

    @Test
    void anotherOperationIsTakenIn() throws IOException {
        write("lab", LAB.formatted("lab").replace("lab.ask", "lab.tell"));
        reload.take(reload.look());
        assertThat(running.operations())
                .extracting(Operation::name)
                .contains("lab.tell")
                .doesNotContain("lab.ask");
    }

    @Test
    void anOperationWithOpenOrdersIsNotRemoved() throws IOException {
        open = 2;
        write("lab", LAB.formatted("lab").replace("lab.ask", "lab.tell"));
        assertThat(refusing(reload.look()))
                .singleElement()
                .asString()
                .contains("lab.ask is gone, but 2 of its orders are open");
    }

    @Test
    void aNewServiceIsTakenIn() throws IOException {
        write("new-one", LAB.formatted("new-one"));
        DefinitionReload.Change change = reload.look();
        assertThat(change.files()).containsExactly("services/new-one");
        reload.take(change);
        assertThat(taken).containsExactly("new-one");
        assertThat(running.find("new-one")).isPresent();
    }

    @Test
    void aNewServiceThatIsOffIsTakenInAndTheAnswerSaysWhy() throws IOException {
        write("new-one", LAB.formatted("new-one"));
        assertThat(reload.look().findings())
                .singleElement()
                .extracting(Finding::message)
                .asString()
                .contains("hub.new-one.base-url");
    }

    @Test
    void aNewServiceThatIsWrongStaysOffWithItsReasonsAndHoldsNothingUp() throws IOException {
        write("new-one", "service: new-one\n");
        write("lab", LAB.formatted("lab").replace("/value", "/other"));
        DefinitionReload.Change change = reload.look();
        assertThat(refusing(change)).isEmpty();
        reload.take(change);
        assertThat(definition(running)).contains("/other");
        assertThat(running.find("new-one").orElseThrow().findings()).isNotEmpty();
        assertThat(reload.look().files()).isEmpty();
    }

    @Test
    void aServiceThatWasWrongAtTheStartRunsWhenItIsRight() throws IOException {
        write("bad", LAB.formatted("bad"));
        reload.take(reload.look());
        assertThat(running.find("bad").orElseThrow().runs()).isTrue();
    }

    @Test
    void aServiceWhoseFolderIsGoneIsRemoved() throws IOException {
        remove("lab");
        reload.take(reload.look());
        assertThat(removed).containsExactly("lab");
        assertThat(running.find("lab")).isEmpty();
    }

    @Test
    void aServiceWithOpenOrdersIsNotRemoved() throws IOException {
        open = 1;
        remove("lab");
        DefinitionReload.Change change = reload.look();
        assertThat(refusing(change)).singleElement().asString().contains("Put it back");
        assertThat(change.services().find("lab")).isPresent();
    }

    @Test
    void anOrderThatWasAcceptedMeanwhileKeepsItsService() throws IOException {
        remove("lab");
        DefinitionReload.Change change = reload.look();
        open = 1;
        assertThatThrownBy(() -> reload.take(change)).isInstanceOf(DefinitionReload.NotTakenException.class);
        assertThat(running.find("lab")).isPresent();
        assertThat(removed).isEmpty();
    }

    @Test
    void nothingHasChangedWhereNoFileHas() {
        assertThat(reload.look().files()).isEmpty();
        assertThat(reload.look().changed()).isEmpty();
    }
}
