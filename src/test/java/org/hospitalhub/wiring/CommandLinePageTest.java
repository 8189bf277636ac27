package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hospitalhub.commands.Launch;
import org.hospitalhub.commands.Shell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every command of {@code docs/command-line.md} against the running hub; "# n" behind one is its exit code. */
class CommandLinePageTest {

    private static final Path PAGE = Path.of("docs/command-line.md");

    private final RunningHub hub = RunningHub.shared();
    private final List<String> started = new ArrayList<>();

    @TempDir
    private Path home;

    private record Line(List<String> words, int code) {
        static Line of(String text) {
            String[] parts = text.split("\\s+#\\s*");
            List<String> words = Stream.of(
                            parts[0].replaceAll(" > \\S+", "").strip().split("\\s+"))
                    .skip(1)
                    .toList();
            return new Line(words, parts.length > 1 ? Integer.parseInt(parts[1].strip()) : 0);
        }
    }

    /** Everything real but the starts: a hub is running already. */
    private final class Starts implements Launch {
        @Override
        public void hub(List<String> arguments) {
            started.add("hub " + arguments);
        }

        @Override
        public void sandbox(List<String> arguments) {
            started.add("sandbox " + arguments);
        }

        @Override
        public Configured configured(List<String> arguments) {
            List<String> all = new ArrayList<>(arguments);
            all.add("--hub.data-dir=" + home.resolve("data"));
            all.add("--hub.ledger.key=" + Base64.getEncoder().encodeToString(new byte[32]));
            all.add("--hub.users[0].name=one");
            all.add("--hub.users[0].password=one");
            all.add("--hub.users[0].roles=INTEGRATOR");
            all.add("--hub.n3.base-url=" + hub.sandbox.uri().resolve("n3/"));
            all.add("--hub.n3.token=" + RunningHub.TOKEN);
            all.add("--server.port=" + hub.uri("").getPort());
            return new SpringLaunch().configured(all);
        }
    }

    @Test
    void everyCommandOfThePageEndsAsThePageSays() throws IOException {
        files();
        String order = hub.order(hub.patient("Страницина", "Вера"));
        String parked = hub.order(hub.patient("Неключев", "Лев"));
        hub.ended(order);
        hub.ended(parked);
        Map<String, String> ids = Map.of("$ORDER", order, "$BATCH", batch(), "$PARKED", parked);
        List<String> wrong = new ArrayList<>();
        for (Line line : lines()) {
            Shell.Said said = shell().run(line.words().stream()
                    .map(word -> file(ids.getOrDefault(word, word)))
                    .toArray(String[]::new));
            if (said.code().orElse(0) != line.code()) {
                wrong.add(line + " ended with " + said.code() + ": " + said.err() + said.out());
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(started).containsExactly("hub [--server.port=8081]", "sandbox [--hub.sandbox.port=9090]");
    }

    @Test
    void thePageNamesEveryCommand() throws IOException {
        String help = shell().run("--help").out();
        String page = Files.readString(PAGE);
        List<String> commands = help.lines()
                .dropWhile(line -> !line.startsWith("Commands:"))
                .filter(line -> line.matches("  [a-z].*"))
                .map(line -> line.strip().split("\\s")[0])
                .toList();
        assertThat(commands).hasSizeGreaterThan(8).allSatisfy(command -> assertThat(page)
                .contains("`" + command));
    }

    private static List<Line> lines() throws IOException {
        List<Line> lines = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("$ hub "))
                .map(line -> Line.of(line.substring(2)))
                .toList();
        assertThat(lines).hasSizeGreaterThan(15);
        return lines;
    }

    private Shell shell() {
        return new Shell(new Starts())
                .with("HUB_URL", hub.uri("").toString())
                .with("HUB_USER", "admin")
                .with("HUB_PASSWORD", "admin");
    }

    private void files() throws IOException {
        Files.writeString(
                home.resolve("patient.json"), hub.patient("Примерова", "Ада").toString());
        Files.writeString(home.resolve("broken.json"), "{}");
        Files.writeString(home.resolve("patients.csv"), """
                patient.familyName,patient.firstName,patient.birthDate,patient.gender,patientPersDocs.type,\
                patientPersDocs.series,patientPersDocs.number,patientPersDocs.issueDate,patientPersDocs.issuer
                Перваков,Иван,1960-01-01,1,1,4510,123456,2012-05-10,ОВД
                Вторакова,Инна,1961-02-02,2,1,4510,123457,2012-05-11,ОВД
                """);
    }

    private String batch() {
        String file = file("patients.csv");
        return hub.read(shell().run("submit", file, "--operation=n3.snils", "-o=json")
                        .out())
                .path("id")
                .asText();
    }

    /** A file of the page lies in a folder of the test. */
    private String file(String word) {
        return word.matches("[a-z.]+\\.(csv|json)") ? home.resolve(word).toString() : word;
    }
}
