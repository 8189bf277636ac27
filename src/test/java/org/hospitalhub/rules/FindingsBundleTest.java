package org.hospitalhub.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every sentence of the hub about an order stands in {@code messages/findings*.properties} in four languages. Where a test
 * fails: add the key to the four files, or make the sentence in the source a {@code Wording.of("KEY", …)}.
 */
class FindingsBundleTest {

    private static final Path SOURCES = Path.of("src/main/java/org/hospitalhub");
    private static final Pattern KEY =
            Pattern.compile("(?:Wording\\.of|Problem\\.of|\\bwords|\\bsentence)\\(\\s*\"([A-Z][A-Za-z0-9_.-]*)\"");
    private static final Pattern LITERAL = Pattern.compile(
            "(?:Finding\\.(?:error|warning)|new Finding|new Problem|findings\\.(?:error|warning)|UnreadableFileException|Outcome\\.Wait"
                    + "|Outcome\\.Unsure)\\((?:[^;]*?)\"[A-Za-z][^\"]* [^\"]*\"[^;]*;");
    /** Reports to the operator at the start and on the command line. */
    private static final List<String> NOT_ABOUT_ORDERS = List.of(
            "wiring", "sandbox", "commands", "service/check", "service/definition", "service/NationalServices.java");
    /** Only joins. */
    private static final List<String> SAME_EVERYWHERE = List.of("JOINED", "PAUSE.by");

    private static Properties bundle(String language) {
        String name = "src/main/resources/messages/findings" + (language.equals("en") ? "" : "_" + language);
        try (Reader text = Files.newBufferedReader(Path.of(name + ".properties"), StandardCharsets.UTF_8)) {
            Properties all = new Properties();
            all.load(text);
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> NOT_ABOUT_ORDERS.stream().noneMatch(room -> file.startsWith(SOURCES.resolve(room))))
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ru", "uk", "bg"})
    void everySentenceIsTranslated(String language) {
        Properties english = bundle("en");
        Properties other = bundle(language);
        assertThat(other.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            if (!SAME_EVERYWHERE.contains(key)) {
                assertThat(other.getProperty(key)).as(key).isNotEqualTo(english.getProperty(key));
            }
            assertThat(arguments(other.getProperty(key))).as(key).isEqualTo(arguments(english.getProperty(key)));
        }
    }

    private static TreeSet<String> arguments(String pattern) {
        TreeSet<String> found = new TreeSet<>();
        Matcher argument = Pattern.compile("\\{(\\d)[,}]").matcher(pattern);
        while (argument.find()) {
            found.add(argument.group(1));
        }
        return found;
    }

    /** A single apostrophe would hide the arguments behind it. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "ru", "uk", "bg"})
    void everyPatternCanBeFormatted(String language) {
        Properties all = bundle(language);
        for (String key : all.stringPropertyNames()) {
            String pattern = all.getProperty(key);
            assertThat(pattern.replace("''", "")).as(key).doesNotContain("'");
            assertThat(Wording.of(key, 1, 2, 3, 4).in(Languages.of(language)))
                    .as(key)
                    .isNotBlank()
                    .doesNotContainPattern("\\{\\d");
        }
    }

    @Test
    void everyKeyOfTheSourcesIsThere() throws IOException {
        Properties english = bundle("en");
        TreeSet<String> missing = new TreeSet<>();
        TreeSet<String> found = new TreeSet<>();
        for (Path file : sources()) {
            Matcher key = KEY.matcher(Files.readString(file));
            while (key.find()) {
                found.add(key.group(1));
                if (!english.containsKey(key.group(1))) {
                    missing.add(key.group(1) + " in " + file.getFileName());
                }
            }
        }
        assertThat(found).hasSizeGreaterThan(80);
        assertThat(missing).isEmpty();
    }

    @Test
    void noFindingAndNoProblemIsWrittenAsALiteral() throws IOException {
        List<String> literals = new ArrayList<>();
        for (Path file : sources()) {
            Matcher literal = LITERAL.matcher(Files.readString(file));
            while (literal.find()) {
                literals.add(file.getFileName() + ": " + literal.group().replaceAll("\\s+", " "));
            }
        }
        assertThat(literals).isEmpty();
    }
}
