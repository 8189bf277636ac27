package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hospitalhub.wiring.Pages.Block;
import org.hospitalhub.wiring.Pages.Command;
import org.hospitalhub.wiring.Pages.Way;
import org.junit.jupiter.api.Test;

/**
 * Every command on a page is run: {@code hub …} by {@link HubPagesTest}, what a shell may do beside the running hub
 * by {@link ShellPagesTest}, what takes long or needs Docker by {@code deploy/check-docs.sh}; else the table says why not.
 */
class PagesTest {

    private static final Set<String> KINDS = Set.of("console", "java", "json", "mermaid", "text", "yaml");
    private static final Pattern TESTS = Pattern.compile("-Dtest='?([\\w,.*]+)");
    private static final Pattern PROFILE = Pattern.compile("-P(\\w+)");
    private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z]+(?:[A-Z][A-Za-z0-9]*)+)(?:\\.\\w+)?`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");
    private static final List<Path> SOURCES =
            List.of(Path.of("src/test/java"), Path.of("src/containers/java"), Path.of("src/browser/java"));

    @Test
    void everyCommandOfAConsoleIsRunOrExcusedWithAReason() throws IOException {
        List<Command> nobodys = new ArrayList<>();
        for (Command command : Pages.commands()) {
            if (command.way() == Way.UNKNOWN) {
                nobodys.add(command);
            }
        }
        assertThat(nobodys)
                .as("follow them in %s, or say in %s why they are not run", Pages.SCRIPT, Pages.TABLE)
                .isEmpty();
    }

    @Test
    void everyCommandOfTheScriptAndTheTableIsOnAPage() throws IOException {
        List<Command> all = new ArrayList<>(Pages.commands());
        all.addAll(Pages.mentions());
        List<String> rows = new ArrayList<>(Pages.followed());
        rows.addAll(Pages.notRun());
        assertThat(rows).hasSizeGreaterThan(20).allSatisfy(row -> assertThat(all)
                .anyMatch(command -> command.matches(row)));
    }

    @Test
    void everyCommandNamedInTheTextIsTheBeginningOfOneThatIsRun() throws IOException {
        List<Command> run = Pages.commands();
        List<String> excused = Pages.notRun();
        assertThat(Pages.mentions())
                .hasSizeGreaterThan(20)
                .filteredOn(mention -> !TESTS.matcher(mention.text()).find())
                .filteredOn(mention -> excused.stream().noneMatch(mention::matches))
                .allSatisfy(mention -> assertThat(run).anyMatch(command -> command.beginsWith(mention.bare())));
    }

    @Test
    void aBlockSaysWhatItIsAndHidesNoCommand() throws IOException {
        for (Path page : Pages.all()) {
            for (Block block : Pages.blocks(page)) {
                assertThat(KINDS).as("%s: %s", page, block.lines()).contains(block.kind());
                if (!block.kind().equals("console")) {
                    assertThat(block.lines()).as(page.toString()).noneMatch(line -> Pages.isCommand(line.strip()));
                }
            }
        }
    }

    @Test
    void everyTestInAMavenCommandExistsAndWouldRun() throws IOException {
        List<Command> all = new ArrayList<>(Pages.commands());
        all.addAll(Pages.mentions());
        String pom = Files.readString(Path.of("pom.xml"));
        int looked = 0;
        for (Command maven : all.stream()
                .filter(command -> command.text().startsWith("mvn "))
                .toList()) {
            Matcher profile = PROFILE.matcher(maven.text());
            if (profile.find()) {
                assertThat(pom).as(maven.text()).contains("<id>" + profile.group(1) + "</id>");
            }
            Matcher tests = TESTS.matcher(maven.text());
            if (tests.find()) {
                for (String test : tests.group(1).split(",")) {
                    String source = source(test);
                    assertThat(source).as("%s of %s", test, maven).isNotEmpty();
                    assertThat(!source.contains("@Tag(\"slow\")")
                                    || maven.text().contains("-Dhub.test.excluded="))
                            .as("%s is slow and would be left out", maven)
                            .isTrue();
                    looked++;
                }
            }
        }
        assertThat(looked).isGreaterThan(8);
    }

    @Test
    void everyClassThatAPageNamesIsInTheSources() throws IOException {
        String sources = sources();
        // The contracts quote types of the services.
        for (Path page : Pages.all().stream()
                .filter(page -> !page.startsWith("docs/contracts"))
                .toList()) {
            assertThat(CLASS.matcher(Files.readString(page)).results().map(name -> name.group(1)))
                    .as(page.toString())
                    .allMatch(sources::contains);
        }
    }

    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        List<Path> roots = new ArrayList<>(SOURCES);
        roots.addAll(List.of(Path.of("src/main"), Path.of("config"), Path.of("services")));
        for (Path root : roots) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(PagesTest::isText).toList()) {
                    all.append(file.getFileName()).append(Files.readString(file));
                }
            }
        }
        return all.toString();
    }

    private static boolean isText(Path file) {
        return file.toString().matches(".*\\.(java|yaml|yml|properties|html)");
    }

    @Test
    void everyLinkToAFileLeadsSomewhere() throws IOException {
        for (Path page : Pages.all()) {
            assertThat(LINK.matcher(Files.readString(page)).results().map(link -> link.group(1)))
                    .as(page.toString())
                    .allMatch(link -> Files.exists(page.resolveSibling(link)));
        }
    }

    private static String source(String test) throws IOException {
        for (Path root : SOURCES) {
            try (Stream<Path> files = Files.walk(root)) {
                Path found = files.filter(file -> file.endsWith(test + ".java"))
                        .findFirst()
                        .orElse(null);
                if (found != null) {
                    return Files.readString(found);
                }
            }
        }
        return "";
    }
}
