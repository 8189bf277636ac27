package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.hospitalhub.commands.Shell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person at a terminal sees: the real command behind a real, narrow terminal, and the completion of bash. */
class TerminalTest {

    private static final int COLUMNS = 40;

    private final RunningHub hub = RunningHub.shared();

    @TempDir
    private Path home;

    private static void assumeThere(String... command) {
        try {
            assumeTrue(new ProcessBuilder(command).start().waitFor() == 0, command[0] + " does not work");
        } catch (IOException | InterruptedException absent) {
            assumeTrue(false, command[0] + " is not installed");
        }
    }

    @Test
    void thePasswordIsAskedForUnseenAndANarrowTerminalKeepsOneLineOfProgress() throws Exception {
        assumeThere("script", "--version");
        String patients = """
                patient.familyName,patient.firstName,patient.birthDate,patient.gender,patientPersDocs.type,\
                patientPersDocs.series,patientPersDocs.number,patientPersDocs.issueDate,patientPersDocs.issuer
                Узкова,Инна,1961-02-02,2,1,4510,223457,2012-05-11,ОВД
                """;
        Files.writeString(home.resolve("narrow.csv"), patients);
        Path screen = home.resolve("screen");
        Process terminal = terminal(screen, "submit", "narrow.csv", "--operation=n3.snils", "--watch", "--user=admin");
        Awaitility.await().atMost(Duration.ofMinutes(5)).until(() -> Files.readString(screen)
                .contains("Password of admin: "));
        try (OutputStream keyboard = terminal.getOutputStream()) {
            keyboard.write("admin\n".getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
            assertThat(terminal.waitFor(5, TimeUnit.MINUTES)).isTrue();
        }
        String seen = Files.readString(screen);
        assertThat(terminal.exitValue()).as(seen).isZero();
        List<String> rows = new Screen(COLUMNS).show(seen).rows();
        assertThat(rows.get(0)).as("no echo of what was typed").isEqualTo("Password of admin:");
        assertThat(seen.split("budget", -1)).as("the line changed").hasSizeGreaterThan(2);
        assertThat(rows)
                .filteredOn(row -> row.startsWith("["))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("[########################] 100 %  1");
        assertThat(String.join("", rows)).as("wraps again behind it").contains("1 of 1 orders ended");
    }

    private Process terminal(Path screen, String... words) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path start = Files.writeString(
                home.resolve("start.sh"),
                "stty cols " + COLUMNS + "\nexec '" + java + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '"
                        + System.getProperty("java.class.path") + "' org.hospitalhub.wiring.HospitalHub "
                        + String.join(" ", words) + "\n");
        ProcessBuilder process = new ProcessBuilder("script", "-q", "-e", "-c", "bash " + start, "/dev/null")
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(screen.toFile());
        process.environment().keySet().removeIf(name -> name.startsWith("HUB_") || name.equals("NO_COLOR"));
        process.environment().put("HUB_URL", hub.uri("").toString());
        process.environment().put("TERM", "xterm");
        return process.start();
    }

    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        assumeThere("bash", "--version");
        Shell.Said script = new Shell().run("generate-completion");
        Files.writeString(home.resolve("hub.completion"), script.out());
        assertThat(completed("hub", "sub")).containsExactly("submit");
        assertThat(completed("hub", "submit", "--op")).containsExactly("--operation");
        assertThat(completed("hub", "batch", "--")).contains("--watch", "--result", "--output", "--url", "--trust");
        assertThat(completed("hub", "status", "--output", "j")).containsExactly("json");
    }

    /** What bash offers for the last word. */
    private List<String> completed(String... words) throws Exception {
        String typed =
                "source hub.completion; COMP_WORDS=(" + String.join(" ", words) + "); COMP_CWORD=" + (words.length - 1)
                        + "; $(complete -p hub | sed 's/.*-F \\([^ ]*\\).*/\\1/') hub; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Process bash = new ProcessBuilder("bash", "--norc", "-c", typed)
                .directory(home.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        bash.waitFor();
        return said.lines().map(String::strip).toList();
    }
}
