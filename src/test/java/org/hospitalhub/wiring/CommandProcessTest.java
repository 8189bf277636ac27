package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands in processes of their own: what a shell sees. */
@Tag("slow")
class CommandProcessTest {

    private final RunningHub hub = RunningHub.shared();

    @TempDir
    private Path home;

    private record Ended(int code, String out) {}

    private Ended run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + home.resolve("classes"),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "org.hospitalhub.wiring.HospitalHub"));
        command.addAll(List.of(arguments));
        ProcessBuilder process = new ProcessBuilder(command).directory(home.toFile());
        process.environment().putAll(java.util.Map.of("LC_ALL", "C", "HUB_USER", "admin", "HUB_PASSWORD", "admin"));
        process.redirectOutput(home.resolve("out").toFile())
                .redirectError(home.resolve("err").toFile());
        int code = process.start().waitFor();
        return new Ended(code, Files.readString(home.resolve("out")));
    }

    @Test
    void anAnswerIsWholeUtf8AlsoUnderAPlainLocaleAndSpringIsNotStartedForIt() throws Exception {
        String order = hub.order(hub.patient("Процессова", "Зоя"));
        hub.ended(order);
        Ended ended = run("status", order, "--url", hub.uri("").toString());
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("Выполнено");
        assertThat(Files.readString(home.resolve("classes")))
                .contains("picocli.CommandLine")
                .doesNotContain("org.springframework.boot.SpringApplication ");
    }

    @Test
    void anUnknownCommandEndsTheProcessWithTwo() throws Exception {
        assertThat(run("sbmit").code()).isEqualTo(2);
    }

    @Test
    void theDoctorSaysNothingButItsFindings() throws Exception {
        Ended ended = run("doctor", "--offline", "-o", "json", "--hub.data-dir=" + home.resolve("data"));
        assertThat(ended.code()).as("no users, no key").isEqualTo(1);
        assertThat(hub.read(ended.out()).path("checks").size()).isGreaterThan(5);
    }
}
