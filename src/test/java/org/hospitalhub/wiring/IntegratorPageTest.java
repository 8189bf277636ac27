package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Runs the commands of {@code docs/integrator.md} one after the other in a shell, beside the running hub. Only addresses and the
 * broker's user are those of the test, and the libraries of the Java client are not copied but taken from the class path.
 */
class IntegratorPageTest {

    private static final Path PAGE = Path.of("docs/integrator.md");
    private static final Pattern BLOCK = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);

    private final RunningHub hub = RunningHub.shared();

    @Test
    void everyCommandOfThePageDoesWhatItSays() throws Exception {
        assumeTrue(found("bash") && found("curl"), "bash or curl is missing: the integrators' page is not tried");
        String said = run();
        assertThat(said).containsPattern("\"snils\" ?: ?\"\\d{11}\"").contains("$.patient.birthDate");
        // The answer of the dropped file: the first row runs, the second says what is wrong with it.
        assertThat(said).containsPattern("(?m)^1;Рябинина.*completed").containsPattern("(?m)^2;Осинов.*refused");
        // The last word is the Java client's answer over JMS.
        assertThat(said.strip().lines().reduce((first, second) -> second))
                .hasValueSatisfying(last -> assertThat(last).contains("\"state\":\"completed\""));
    }

    private String run() throws Exception {
        Path out = hub.home.resolve("integrator-page.out");
        Path script = Files.writeString(hub.home.resolve("integrator-page.sh"), "set -e -o pipefail\n" + commands());
        ProcessBuilder shell = new ProcessBuilder("bash", script.toString())
                .directory(hub.home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        shell.environment().put("LC_ALL", "C.UTF-8");
        Process running = shell.start();
        boolean ended = running.waitFor(10, TimeUnit.MINUTES);
        String said = Files.readString(out, StandardCharsets.UTF_8);
        running.destroyForcibly();
        assertThat(ended).as("ended within ten minutes, after: %s", said).isTrue();
        assertThat(running.exitValue()).as(said).isZero();
        return said;
    }

    private String commands() throws IOException {
        List<String> blocks = BLOCK.matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).hasSizeGreaterThan(3);
        return blocks.stream()
                .flatMap(String::lines)
                .filter(line -> !line.startsWith("$ mvn "))
                .map(line -> line.startsWith("$ ") ? line.substring(2) : line)
                .map(this::here)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private String here(String line) {
        return line.replace("http://127.0.0.1:8080", hub.uri("").toString())
                .replace("tcp://127.0.0.1:61616 jms", "tcp://127.0.0.1:" + hub.jmsPort + " his")
                .replace("HUB_JMS_PASSWORD=jms", "HUB_JMS_PASSWORD=" + RunningHub.JMS_PASSWORD)
                .replace("target/jms-client/*", System.getProperty("java.class.path"))
                .replace("docs/clients/", PAGE.toAbsolutePath().resolveSibling("clients") + "/")
                .replace(" java ", " " + Path.of(System.getProperty("java.home"), "bin", "java") + " ");
    }

    private static boolean found(String program) {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
