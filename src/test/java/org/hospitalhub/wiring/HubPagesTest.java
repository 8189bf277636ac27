package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hospitalhub.commands.Shell;
import org.hospitalhub.commands.console.HubLauncher;
import org.hospitalhub.wiring.Pages.Command;
import org.hospitalhub.wiring.Pages.Way;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every {@code hub …} line of the pages against the running hub; "# n" behind one is its exit code. The commands that keep a
 * ledger are given that of the running hub.
 */
class HubPagesTest {

    private static final Path COMMAND_LINE = Path.of("docs/command-line.md");

    /** Files and folders of the pages lie in the folder of the test. */
    private static final Pattern PLACE =
            Pattern.compile("(--[a-z.-]+=)?((?:backups/|practice)\\w*|[a-z.]+\\.(?:csv|json|txt))");

    private final RunningHub hub = RunningHub.shared();
    private final List<String> started = new ArrayList<>();

    @TempDir
    private Path home;

    private record Line(List<String> words, int code) {
        static Line of(String text) {
            String[] parts = text.split("\\s+#\\s*", 2);
            List<String> words = Stream.of(
                            parts[0].replaceAll(" > \\S+", "").strip().split("\\s+"))
                    .skip(1)
                    .toList();
            return new Line(words, parts.length > 1 && parts[1].matches("\\d.*") ? parts[1].charAt(0) - '0' : 0);
        }
    }

    /** Everything real but the starts: a hub is running already. */
    private final class Starts implements HubLauncher {
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
            if (arguments.stream().noneMatch(argument -> argument.startsWith("--hub.data-dir="))) {
                all.add("--hub.data-dir=" + hub.data());
            }
            all.add("--hub.ledger.key=" + Base64.getEncoder().encodeToString(new byte[32]));
            all.add("--hub.users[0].name=one");
            all.add("--hub.users[0].password=one");
            all.add("--hub.users[0].roles=INTEGRATOR");
            all.add("--hub.n3.base-url=" + hub.sandbox.uri().resolve("n3/"));
            all.add("--hub.n3.token=" + RunningHub.TOKEN);
            all.add("--server.port=" + hub.uri("").getPort());
            return new SpringHubLauncher().configured(all);
        }
    }

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (Path page : Pages.all()) {
            if (!lines(page).isEmpty()) {
                pages.add(page);
            }
        }
        return pages;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandOfThePageEndsAsThePageSays(Path page) throws IOException {
        Map<String, String> ids = given(page);
        List<String> wrong = new ArrayList<>();
        for (Line line : lines(page)) {
            Shell.Said said = shell().run(line.words().stream()
                    .map(word -> place(ids.getOrDefault(word, word)))
                    .toArray(String[]::new));
            if (said.code().orElse(0) != line.code()) {
                wrong.add(line + " ended with " + said.code() + ": " + said.err() + said.out());
            }
        }
        assertThat(wrong).isEmpty();
        if (page.equals(COMMAND_LINE)) {
            assertThat(started)
                    .containsExactly(
                            "hub [--server.port=8081]",
                            "hub [--spring.profiles.active=demo]",
                            "sandbox [--hub.sandbox.port=9090]");
        }
    }

    @Test
    void thePageNamesEveryCommand() throws IOException {
        String help = shell().run("--help").out();
        String page = Files.readString(COMMAND_LINE);
        List<String> commands = help.lines()
                .dropWhile(line -> !line.startsWith("Commands:"))
                .filter(line -> line.matches("  [a-z].*"))
                .map(line -> line.strip().split("\\s")[0])
                .toList();
        assertThat(commands).hasSizeGreaterThan(8).allSatisfy(command -> assertThat(page)
                .contains("`" + command));
    }

    private static List<Line> lines(Path page) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (Command command : Pages.commands(page)) {
            if (command.way() == Way.HUB) {
                lines.add(Line.of(command.text()));
            }
        }
        return lines;
    }

    private Shell shell() {
        return new Shell(new Starts())
                .with("HUB_URL", hub.uri("").toString())
                .with("HUB_USER", "admin")
                .with("HUB_PASSWORD", "admin");
    }

    /** The files of the page, and what its $NAMES stand for. */
    private Map<String, String> given(Path page) throws IOException {
        files(page);
        if (!page.equals(COMMAND_LINE)) {
            return Map.of("$HEAD", shell().run("verify-audit").out().replaceAll("(?s).*\nhead (\\S+).*", "$1"));
        }
        String order = hub.order(hub.patient("Страницина", "Вера"));
        String parked = hub.order(hub.patient("Неключев", "Лев"));
        hub.ended(order);
        hub.ended(parked);
        return Map.of("$ORDER", order, "$BATCH", batch(), "$PARKED", parked);
    }

    private void files(Path page) throws IOException {
        Files.writeString(
                home.resolve("patient.json"), hub.patient("Примерова", "Ада").toString());
        Files.writeString(home.resolve("broken.json"), "{}");
        Files.writeString(home.resolve("password.txt"), "a long password of the night shift\n");
        // The file of the README has a row that breaks rules.
        String last = page.equals(Path.of("README.md")) ? "Третьякова,,,,,,,,\n" : "";
        Files.writeString(home.resolve("patients.csv"), """
                patient.familyName,patient.firstName,patient.birthDate,patient.gender,patientPersDocs.type,\
                patientPersDocs.series,patientPersDocs.number,patientPersDocs.issueDate,patientPersDocs.issuer
                Перваков,Иван,1960-01-01,1,1,4510,123456,2012-05-10,ОВД
                Вторакова,Инна,1961-02-02,2,1,4510,123457,2012-05-11,ОВД
                """ + last);
    }

    private String batch() {
        return hub.read(shell().run("submit", place("patients.csv"), "--operation=n3.snils", "-o=json")
                        .out())
                .path("id")
                .asText();
    }

    private String place(String word) {
        Matcher place = PLACE.matcher(word);
        if (!place.matches()) {
            return word;
        }
        return (place.group(1) == null ? "" : place.group(1)) + home.resolve(place.group(2));
    }
}
