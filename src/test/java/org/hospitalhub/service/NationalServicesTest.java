package org.hospitalhub.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.hospitalhub.commands.Shell;
import org.hospitalhub.rules.Finding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services out of folders, right and wrong ones. */
class NationalServicesTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void twoServices() throws IOException {
        for (String name : new String[] {"lab", "ward"}) {
            new Shell().run("service", "new", name, "--kind", "order-and-poll", "--dir", folder.toString());
        }
        Path file = folder.resolve("lab/service.yaml");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("then: poll, remember: {id: id}", "then: pol, remember: {id: id}")
                        .replace("number: .number, date", "number: '.number +', date"));
    }

    private NationalService service(String name) {
        return new ServiceRegister(NationalServices.read(
                        folder,
                        new NationalServices.Surroundings(setting -> null, Set.of(), Map.of(), InstantSource.system())))
                .find(name)
                .orElseThrow();
    }

    @Test
    void aWrongFolderKeepsItsServiceOffWithAllFindings() {
        NationalService lab = service("lab");
        assertThat(lab.runs()).isFalse();
        assertThat(lab.findings())
                .extracting(Finding::path)
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(path -> path.matches("lab/service\\.yaml:[0-9]+"));
    }

    @Test
    void whyAServiceIsOffNamesTheFirstFindingAndHowManyMoreThereAre() {
        assertThat(service("lab").off())
                .asString()
                .contains("lab/service.yaml:")
                .contains("more");
    }

    @Test
    void aWrongFolderKeepsNoOtherServiceOff() {
        assertThat(service("ward").runs()).isTrue();
        assertThat(service("n3").runs()).isTrue();
    }
}
