package org.hospitalhub.service.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.service.definition.ServiceFolder;
import org.hospitalhub.service.definition.ServiceFolders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A definition that is right, and what is found when one piece of it is wrong. */
class DefinitionCheckTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));
    private static final String RIGHT = read("src/test/resources/service-folders/lab/service.yaml");
    private static final String SCHEMA = read("src/test/resources/service-folders/lab/sample.schema.json");

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    private static List<String> found(Map<String, String> files) {
        return DefinitionCheck.check(new ServiceFolder("lab", false, files), CLOCK).stream()
                .map(DefinitionCheckTest::line)
                .toList();
    }

    private static String line(Finding finding) {
        return (finding.refuses() ? "" : "warning ") + finding.path() + " " + finding.message();
    }

    private static Map<String, String> files(String definition) {
        return new HashMap<>(Map.of("service.yaml", definition, "sample.schema.json", SCHEMA));
    }

    @Test
    void aRightDefinitionHasNoFindings() {
        assertThat(found(files(RIGHT))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void theDefinitionsInTheJarHaveNoFindings(Path folder) {
        assertThat(DefinitionCheck.check(ServiceFolders.folder(folder), CLOCK))
                .extracting(DefinitionCheckTest::line)
                .isEmpty();
    }

    static List<Path> shipped() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("services"))) {
            return folders.filter(Files::isDirectory).sorted().toList();
        }
    }

    /**
     * One mistake: a piece of the right definition, what stands there instead, and what is found.
     *
     * @param here whether the finding names this line, and not the one that no longer fits
     */
    record Mistake(String piece, String instead, String message, boolean here) {
        @Override
        public String toString() {
            return piece.strip() + " -> " + instead.strip();
        }
    }

    static Stream<Mistake> mistakes() throws IOException {
        String table = read("src/test/resources/service-folders/lab/mistakes.txt");
        return Stream.of(table.split("\n----\n")).map(mistake -> {
            String[] parts = mistake.replaceAll("^\n|\n$", "").split("\n=> |\n!! ");
            return new Mistake(parts[0], parts[1], parts[2].replaceFirst("^~", ""), !parts[2].startsWith("~"));
        });
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsFoundWithItsLineAndWhatToDo(Mistake mistake) {
        assertThat(RIGHT).contains(mistake.piece());
        String wrong = RIGHT.replace(mistake.piece(), mistake.instead());
        int line = Math.toIntExact(RIGHT.substring(0, RIGHT.indexOf(mistake.piece()) + 1)
                        .chars()
                        .filter(one -> one == '\n')
                        .count())
                + 1;
        List<String> found = found(files(wrong));
        assertThat(found).anySatisfy(finding -> assertThat(finding).contains(mistake.message()));
        String hit = found.stream()
                .filter(finding -> finding.contains(mistake.message()))
                .findFirst()
                .orElseThrow();
        int reported = Integer.parseInt(hit.replaceFirst("^(?:warning )?lab/[a-z.]+:([0-9]+) (?s:.*)", "$1"));
        assertThat(mistake.here() ? reported : line).as(hit).isBetween(Math.max(1, line - 1), line + 2);
    }

    @Test
    void everythingIsFoundAtOnce() {
        String wrong = RIGHT.replace("unsure: look-up", "unsure: lok-up")
                .replace("then: poll", "then: pol")
                .replace("window: 60s", "window: soon");
        assertThat(found(files(wrong))).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void anUnknownLogInIsTheOnlyFinding() {
        assertThat(found(files(RIGHT.replace("kind: oauth2-client-credentials", "kind: oauth3"))))
                .noneMatch(finding -> finding.contains("Nothing uses"));
    }

    @Test
    void aMissingDoorIsSaidOnce() {
        String two = RIGHT.replace("doors:\n", "doors:\n  other: {url: \"{settings.base-url}\"}\n")
                .replace("      door: api\n", "");
        assertThat(found(files(two)).stream().filter(finding -> finding.contains("submit names no door")))
                .hasSize(1);
        assertThat(found(files(two)).stream().filter(finding -> finding.contains("door")))
                .allMatch(finding -> finding.contains("names no door"));
    }

    @Test
    void aMistakeInASchemaIsFoundInItsFileAndLine() {
        Map<String, String> files = files(RIGHT);
        files.put("sample.schema.json", SCHEMA.replace("\"pattern\": \"^[0-9]{10}$\"", "\"patern\": \"^[0-9]{10}$\""));
        assertThat(found(files))
                .containsExactly("lab/sample.schema.json:9 There is no word patern in a schema: did you mean pattern?");
    }

    @Test
    void aSchemaThatLeavesItsFolderIsRefused() {
        Map<String, String> files = files(RIGHT);
        files.put("sample.schema.json", SCHEMA.replace("#/$defs/number", "https://example.org/number.json"));
        assertThat(found(files)).singleElement().asString().contains("leaves the service's folder");
    }

    @Test
    void aRouteOfNoStepIsFound() {
        Map<String, String> files = files(RIGHT);
        files.put("routes/lab-sumbit.camel.yaml", "- route: {}");
        assertThat(found(files))
                .containsExactly("lab/routes/lab-sumbit.camel.yaml:1 The route replaces no step: name it"
                        + " lab-<step>.camel.yaml: did you mean routes/lab-submit.camel.yaml?");
    }

    @Test
    void aFileThatIsNoYamlSaysWhere() {
        assertThat(found(files("service: lab\ndoors: {api: [}\n")))
                .singleElement()
                .asString()
                .contains("lab/service.yaml:2", "This is not YAML");
    }
}
