package org.hospitalhub.operations.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The alarms that Prometheus raises, and what the runbook says of them. */
class AlarmsTest {

    static final Path FOLDER = Path.of("config/prometheus");
    static final Path RULES = FOLDER.resolve("hospital-hub.rules.yml");
    private static final String RUNBOOK = "docs/operations.md: ";

    /** Every rule, recorded numbers too. */
    static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        for (JsonNode group : new YAMLMapper().readTree(RULES.toFile()).path("groups")) {
            group.path("rules").forEach(rules::add);
        }
        return rules;
    }

    private static List<String> alarms() throws IOException {
        return rules().stream()
                .filter(rule -> rule.has("alert"))
                .map(rule -> rule.path("alert").asText())
                .toList();
    }

    /** First cells of the table under "Alarms". */
    private static List<String> inTheRunbook() throws IOException {
        String text = Files.readString(Path.of("docs/operations.md"));
        String section = text.substring(text.indexOf("\n## Alarms\n"));
        return section.substring(0, section.indexOf("\n## ", 1))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .toList();
    }

    @Test
    void everyAlarmStandsInTheRunbookAndTheRunbookInventsNone() throws IOException {
        assertThat(inTheRunbook()).containsExactlyElementsOf(alarms());
    }

    @Test
    void everyAlarmNamesItsLineOfTheRunbook() throws IOException {
        assertThat(rules().stream().filter(rule -> rule.has("alert"))).allSatisfy(rule -> assertThat(
                        rule.path("annotations").path("runbook").asText())
                .isEqualTo(RUNBOOK + rule.path("alert").asText()));
    }

    @Test
    void everyAlarmIsPlayed() throws IOException {
        List<String> played = new YAMLMapper()
                .readTree(FOLDER.resolve("hospital-hub.tests.yml").toFile()).findValues("alert_rule_test").stream()
                        .flatMap(tests -> Stream.iterate(0, i -> i < tests.size(), i -> i + 1)
                                .map(tests::get))
                        .filter(test -> test.path("exp_alerts").size() > 0)
                        .map(test -> test.path("alertname").asText())
                        .toList();
        assertThat(played).containsAll(alarms());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check rules hospital-hub.rules.yml",
                "test rules hospital-hub.tests.yml",
                "check config --syntax-only prometheus.yml"
            })
    void promtoolIsContent(String command) throws Exception {
        assumeTrue(promtool("--version") == 0, "promtool is not installed (Debian package prometheus)");
        assertThat(promtool(command)).isZero();
    }

    private static int promtool(String command) throws InterruptedException {
        List<String> words = new ArrayList<>(List.of("promtool"));
        words.addAll(List.of(command.split(" ")));
        try {
            Process process = new ProcessBuilder(words)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                System.out.println(said);
            }
            return code;
        } catch (IOException absent) {
            return -1;
        }
    }
}
