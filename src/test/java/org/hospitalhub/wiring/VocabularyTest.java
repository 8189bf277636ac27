package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Code, tests, configuration and pages use plain words, and Javadoc begins in Java's manner. */
class VocabularyTest {

    /** Words that a reader would have to look up, with the plain ones. */
    private static final Map<String, String> PLAIN = Map.ofEntries(
            Map.entry("givers?", "sender"),
            Map.entry("deeds?", "action"),
            Map.entry("anew", "again"),
            Map.entry("mend(?:s|ed)?", "correct, fix"),
            Map.entry("thank(?:s|ed)?", "acknowledge"),
            Map.entry("told", "reported, shown, sent, configured"),
            Map.entry("who(?:m)?ever", "any, every"),
            Map.entry("settle[ds]?", "complete, decide"),
            Map.entry("judge(?:[ds]|ment)?", "check, decide"),
            Map.entry("papers", "payload, data"),
            Map.entry("verdicts?", "result"),
            Map.entry("believe[ds]?", "accept, trust"),
            Map.entry("aside", "pause, move"),
            Map.entry("whence|thereof|lest|hitherto", "from where, of it, so that not, until now"));

    /** Names that others rely on: settings, tables, labels, stored keys, published texts. */
    private static final List<String> FIXED = List.of(
            "keep-papers",
            "intake.settle",
            "\"settle\"",
            "settle=0s",
            "settle: 2s",
            "settings.settle()",
            "Duration settle",
            "@param settle",
            "data=\"papers\"",
            "{@code papers}",
            "`papers`",
            "\"papers\"",
            "papers set ",
            "into papers",
            "from papers",
            "join papers",
            "The order was sent anew until its time was over",
            "LAST_UPDATE = \"told\"");

    private static final Pattern WORDS = Pattern.compile(PLAIN.keySet().stream()
            .map(word -> "(?<![A-Za-z])(?:" + word + ")(?![a-z])|(?:" + capital(word) + ")(?![a-z])")
            .collect(Collectors.joining("|")));

    private static final Pattern JAVADOC =
            Pattern.compile("/\\*\\*[\\s*]*(?:Tells|Says|What|Whatever|Who|Whose|Whom|Where|Whether|As)\\b[^\\n]*");

    private static final List<Path> TREES = Stream.of("src", "routes", "services", "config", "docs", "deploy")
            .map(Path::of)
            .toList();
    private static final List<Path> PAGES = Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
            .map(Path::of)
            .toList();

    @Test
    void noFileUsesAWordThatAReaderWouldHaveToLookUp() throws IOException {
        Map<String, String> found = new TreeMap<>();
        for (Path file : files()) {
            String text = Files.readString(file);
            for (String fixed : FIXED) {
                text = text.replace(fixed, "");
            }
            List<String> words = WORDS.matcher(text)
                    .results()
                    .map(MatchResult::group)
                    .distinct()
                    .map(word -> word + " (" + plain(word) + ")")
                    .toList();
            if (!words.isEmpty()) {
                found.put(file.toString(), String.join(", ", words));
            }
        }
        assertThat(found)
                .as("Use the word in brackets, or add a name that others rely on to FIXED in VocabularyTest")
                .isEmpty();
    }

    @Test
    void javadocBeginsWithAVerbInTheThirdPersonOrANoun() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files()) {
            if (file.startsWith("src/main/java")) {
                JAVADOC.matcher(Files.readString(file))
                        .results()
                        .forEach(begin -> found.add(file + ": " + begin.group().replaceAll("[\\s*/]+", " ")));
            }
        }
        assertThat(found)
                .as("Begin a method with \"Returns …\" or another verb, a type or field with a noun phrase")
                .isEmpty();
    }

    private static String plain(String word) {
        return PLAIN.entrySet().stream()
                .filter(entry -> word.toLowerCase(Locale.ROOT).matches(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("another word");
    }

    /** Returns the pattern with capitals at the beginning of each of its words, as within a name in camel case. */
    private static String capital(String words) {
        return Stream.of(words.split("\\|(?![^(]*\\))"))
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining("|"));
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>(PAGES);
        for (Path tree : TREES) {
            try (Stream<Path> all = Files.walk(tree)) {
                all.filter(VocabularyTest::isRead).forEach(files::add);
            }
        }
        return files;
    }

    /** Returns whether a file is the hub's own text: contracts quote the services, and resources of tests are input. */
    private static boolean isRead(Path file) {
        String name = file.toString();
        return Files.isRegularFile(file)
                && Stream.of(".java", ".md", ".yaml", ".sh").anyMatch(name::endsWith)
                && Stream.of("docs/contracts", "src/test/resources").noneMatch(name::startsWith)
                && !name.endsWith("VocabularyTest.java");
    }
}
