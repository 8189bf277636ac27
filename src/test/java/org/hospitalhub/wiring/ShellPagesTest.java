package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hospitalhub.wiring.Pages.Command;
import org.hospitalhub.wiring.Pages.Way;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the shell commands of the pages, one page after the other, beside the running hub. Only addresses, the
 * broker's user and the folders of the clone are those of the test.
 */
class ShellPagesTest {

    private static final Path INTEGRATOR = Path.of("docs/integrator.md");

    private final RunningHub hub = RunningHub.shared();

    static List<Path> otherPages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (Path page : Pages.all()) {
            if (!page.equals(INTEGRATOR) && !commands(page).isEmpty()) {
                pages.add(page);
            }
        }
        return pages;
    }

    @BeforeEach
    void aShellIsThere() {
        assumeTrue(found("bash") && found("curl") && found("openssl"), "bash, curl or openssl is missing");
    }

    @ParameterizedTest
    @MethodSource("otherPages")
    void everyCommandOfThePageSucceeds(Path page) throws Exception {
        assertThat(run(page)).doesNotContain("\"findings\":[{");
    }

    @Test
    void everyCommandOfTheIntegratorsPageDoesWhatItSays() throws Exception {
        String said = run(INTEGRATOR);
        assertThat(said).containsPattern("\"snils\" ?: ?\"\\d{11}\"").contains("$.patient.birthDate");
        // The answer of the dropped file: the first row runs, the second says what is wrong with it.
        assertThat(said).containsPattern("(?m)^1;Рябинина.*completed").containsPattern("(?m)^2;Осинов.*refused");
        // The last word is the Java client's answer over JMS.
        assertThat(said.strip().lines().reduce((first, second) -> second))
                .hasValueSatisfying(last -> assertThat(last).contains("\"state\":\"completed\""));
    }

    private static List<Command> commands(Path page) throws IOException {
        List<Command> commands = new ArrayList<>();
        for (Command command : Pages.commands(page)) {
            if (command.way() == Way.SHELL) {
                commands.add(command);
            }
        }
        return commands;
    }

    private String run(Path page) throws Exception {
        Path out = hub.home.resolve("page.out");
        String commands = commands(page).stream().map(this::here).collect(Collectors.joining("\n"));
        Path script = Files.writeString(hub.home.resolve("page.sh"), "set -e -o pipefail\n" + commands + "\n");
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

    private String here(Command command) {
        return command.text()
                .replaceAll("http://127.0.0.1:8090/", hub.sandbox.uri().toString())
                .replaceAll(
                        "(?:http://)?(?:127.0.0.1|localhost):8080", hub.uri("").toString())
                .replace("tcp://127.0.0.1:61616 jms", "tcp://127.0.0.1:" + hub.jmsPort + " his")
                .replace("HUB_JMS_PASSWORD=jms", "HUB_JMS_PASSWORD=" + RunningHub.JMS_PASSWORD)
                .replace("target/jms-client/*", System.getProperty("java.class.path"))
                .replace(" docs/", " " + Path.of("docs").toAbsolutePath() + "/")
                .replace(" src/", " " + Path.of("src").toAbsolutePath() + "/")
                .replace(" java ", " " + Path.of(System.getProperty("java.home"), "bin", "java") + " ");
    }

    private static boolean found(String program) {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
