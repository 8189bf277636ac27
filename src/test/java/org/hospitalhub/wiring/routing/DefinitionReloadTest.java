package org.hospitalhub.wiring.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private ServiceRegister running;
    private DefinitionReload reload;

    @BeforeEach
    void start() throws IOException {
        write("lab", LAB.formatted("lab"));
        write("bad", "service: bad\n");
        running = read();
        reload = new DefinitionReload(running, this::read, service -> taken.add(service.name()));
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

    @Test
    void anotherOperationIsTakenInAtTheNextStart() throws IOException {
        write("lab", LAB.formatted("lab").replace("lab.ask", "lab.tell"));
        assertThat(reload.look().findings())
                .filteredOn(Finding::refuses)
                .extracting(Finding::message)
                .first()
                .asString()
                .contains("Restart the hub");
    }

    @Test
    void servicesThatComeOrGoOrAreRightNowWaitForAStartAndHoldNothingUp() throws IOException {
        write("new-one", LAB.formatted("new-one"));
        write("bad", LAB.formatted("bad"));
        write("lab", LAB.formatted("lab").replace("/value", "/other"));
        DefinitionReload.Change change = reload.look();
        assertThat(change.findings()).noneMatch(Finding::refuses);
        assertThat(change.findings())
                .extracting(Finding::path)
                .containsExactlyInAnyOrder("services/new-one", "services/bad");
        assertThat(change.changed()).extracting(NationalService::name).containsExactly("lab");
    }

    @Test
    void nothingHasChangedWhereNoFileHas() {
        assertThat(reload.look().files()).isEmpty();
        assertThat(reload.look().changed()).isEmpty();
    }
}
