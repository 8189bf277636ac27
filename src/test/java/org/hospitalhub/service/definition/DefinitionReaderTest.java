package org.hospitalhub.service.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.hospitalhub.rules.Finding;
import org.junit.jupiter.api.Test;

/** Definitions as they are read: the shipped ones, the proposal's, and broken ones with the place of each fault. */
class DefinitionReaderTest {

    private static DefinitionReader.Read read(String name, String text) {
        return DefinitionReader.read(new ServiceFolder(name, false, Map.of("service.yaml", text)));
    }

    private static String proposal() throws IOException {
        return Files.readString(Path.of("src/test/resources/service-definition/ecard.yaml"), StandardCharsets.UTF_8);
    }

    @Test
    void theProposalIsReadWithoutAFinding() throws IOException {
        DefinitionReader.Read read = read("ecard", proposal());
        assertThat(read.findings()).isEmpty();
        ServiceDefinition definition = Objects.requireNonNull(read.definition());
        assertThat(definition.doors()).containsOnlyKeys("api", "rx");
        assertThat(definition.operations().get("ecard.prescription").steps())
                .containsOnlyKeys("submit", "look-up", "poll");
        assertThat(definition
                        .operations()
                        .get("ecard.eligibility")
                        .steps()
                        .get("ask")
                        .unsure())
                .isEqualTo(new StepDefinition.Unsure.Repeat());
    }

    @Test
    void theServicesOfTheJarAreReadWithoutAFinding() throws IOException {
        assertThat(ServiceFolders.inTheJar()).isNotEmpty().allSatisfy(folder -> assertThat(
                        DefinitionReader.read(folder).findings())
                .isEmpty());
    }

    @Test
    void aLineIncludedFromTheOperationIsReadInItsPlace() throws IOException {
        ServiceFolder n3 = ServiceFolders.inTheJar().stream()
                .filter(folder -> folder.name().equals("n3"))
                .findFirst()
                .orElseThrow();
        ServiceDefinition definition =
                Objects.requireNonNull(DefinitionReader.read(n3).definition());
        assertThat(definition
                        .operations()
                        .get("n3.snils-validate")
                        .steps()
                        .get("poll")
                        .answer())
                .extracting(AnswerRule::then)
                .containsExactly("submit", "park", "submit", "refused", "done", "wait");
    }

    @Test
    void aMistypedKeyIsNamedWithItsLineAndTheOneThatIsMeant() throws IOException {
        DefinitionReader.Read read = read("ecard", proposal().replace("country: AT", "contry: AT"));
        assertThat(read.findings()).extracting(Finding::path).containsExactly("ecard/service.yaml:4");
        assertThat(read.findings().get(0).message()).contains("contry").endsWith("did you mean country?");
    }

    @Test
    void aStepThatChangesSomethingMustSayWhatIsRightWhenItIsLost() throws IOException {
        DefinitionReader.Read read = read("ecard", proposal().replaceAll("(?m)^ *unsure: look-up.*\n", ""));
        assertThat(read.findings()).extracting(Finding::message).anyMatch(message -> message.contains("unsure:"));
    }

    @Test
    void aFileThatIsNotYamlIsAFindingWithItsLine() {
        assertThat(read("x", "service: x\nsettings: [\n").findings())
                .extracting(Finding::path)
                .containsExactly("x/service.yaml:3");
    }

    @Test
    void anAliasThatRepeatsItselfWithoutEndIsAFinding() {
        StringBuilder bomb = new StringBuilder("service: x\na0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
        for (int level = 1; level < 9; level++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(level, level, ("*a" + (level - 1) + ",").repeat(10)));
        }
        assertThat(read("x", bomb.toString()).findings()).hasSize(1);
    }
}
