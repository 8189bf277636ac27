package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every source that a comment, a rule or a page cites is in the repository, at the place that it names. */
class CitationsTest {

    private static final Path CONTRACTS = Path.of("docs/contracts");
    private static final String SECTIONS =
            "(§[0-9]+(?:\\.[0-9]+)*(?: step [0-9]+'?)?(?:(?:, | to | and |; )§[0-9]+(?:\\.[0-9]+)*)*)";
    private static final Pattern SECTION = Pattern.compile("§([0-9]+(?:\\.[0-9]+)*)(?: (step [0-9]+'?))?");
    private static final Pattern NOTE = Pattern.compile("docs/contracts/(n3|nhif)\\.md ([AB][0-9])(?:\\.([0-9]+))?");
    private static final Pattern PAGE = Pattern.compile("(?<![\\w/.])docs/[\\w/-]+\\.md");
    private static final Pattern EHEALTH_RULE = Pattern.compile(
            "eHealth description, ((?:rules?|auth) [0-9]+(?:\\.[a-z]+)*(?:(?:, | to )[0-9]+(?:\\.[a-z]+)*)*)");
    private static final Pattern RULE_NUMBER = Pattern.compile("[0-9]+(?:\\.[a-z]+)*");

    /** Sources that no reader of the repository has. */
    private static final Pattern ELSEWHERE =
            Pattern.compile("\\b(?:N3|NHIF|eHealth|[Tt]he) seed\\b|\\bspecs §|\\bspecs/|\\bdesign §|\\bshared/specs");

    private record Cited(Path file, String text) {}

    @Test
    void noCitationLeadsOutOfTheRepository() throws IOException {
        List<String> outside = new ArrayList<>();
        for (Cited file : everything()) {
            found(ELSEWHERE, file.text).forEach(found -> outside.add(file.file + ": " + found.group()));
        }
        assertThat(outside).isEmpty();
    }

    @Test
    void theDescriptionOfN3HasWhatIsCited() throws IOException {
        assertThat(missing("N3 description", "n3.md")).isEmpty();
    }

    @Test
    void theDescriptionOfNhifHasWhatIsCited() throws IOException {
        assertThat(missing("NHIF description", "nhif.md")).isEmpty();
    }

    @Test
    void theContractOfEhealthHasWhatIsCited() throws IOException {
        assertThat(missing("eHealth contract", "ehealth.md")).isEmpty();
    }

    @Test
    void theRulesOfEhealthsDescriptionAreThere() throws IOException {
        String page = Files.readString(CONTRACTS.resolve("ehealth.md"));
        List<String> missing = new ArrayList<>();
        int looked = 0;
        for (Cited file : everything()) {
            for (MatchResult found : found(EHEALTH_RULE, file.text)) {
                for (MatchResult number : found(RULE_NUMBER, found.group(1))) {
                    String where = found.group(1).startsWith("auth")
                            ? "auth "
                            : number.group().contains(".") ? "" : "rule ";
                    looked++;
                    if (!page.contains(where + number.group())) {
                        missing.add(file.file + ": " + found.group());
                    }
                }
            }
        }
        assertThat(looked).isPositive();
        assertThat(missing).isEmpty();
    }

    @Test
    void theNotesOnTheContractsAreThere() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Cited file : everything()) {
            for (MatchResult found : found(NOTE, file.text)) {
                String page = Files.readString(CONTRACTS.resolve(found.group(1) + ".md"));
                int at = page.indexOf("\n## " + found.group(2) + " ");
                String section = at < 0 ? "" : page.substring(at, Math.max(at, next(page, at)));
                boolean there = found.group(3) == null || section.contains("\n" + found.group(3) + ". ");
                if (section.isEmpty() || !there) {
                    missing.add(file.file + ": " + found.group());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void thePagesThatAreNamedAreThere() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Cited file : everything()) {
            for (MatchResult found : found(PAGE, file.text)) {
                if (!Files.exists(Path.of(found.group()))) {
                    missing.add(file.file + ": " + found.group());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    private static int next(String page, int at) {
        int next = page.indexOf("\n## ", at + 4);
        return next < 0 ? page.length() : next;
    }

    private static List<String> missing(String name, String page) throws IOException {
        String text = Files.readString(CONTRACTS.resolve(page));
        List<String> missing = new ArrayList<>();
        int looked = 0;
        for (Cited file : everything()) {
            for (MatchResult found : found(Pattern.compile(name + "[\\s*]+" + SECTIONS), file.text)) {
                for (MatchResult section : found(SECTION, found.group(1))) {
                    looked++;
                    boolean heading = Pattern.compile("(?m)^#+ §" + Pattern.quote(section.group(1)) + " ")
                            .matcher(text)
                            .find();
                    boolean step = section.group(2) == null
                            || text.contains(section.group(2) + " ")
                            || text.contains(section.group(2) + ",");
                    if (!heading || !step) {
                        missing.add(file.file + ": " + found.group());
                    }
                }
            }
        }
        assertThat(looked).as("citations of %s", name).isPositive();
        return missing;
    }

    private static List<MatchResult> found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.results().toList();
    }

    private static List<Cited> everything() throws IOException {
        List<Cited> all = new ArrayList<>();
        for (String root : List.of(
                "src/main", "src/test", "routes", "config", "services", "docs", "README.md", "CONTRIBUTING.md")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                for (Path file : files.filter(CitationsTest::speaks).toList()) {
                    all.add(new Cited(file, Files.readString(file)));
                }
            }
        }
        return all;
    }

    private static boolean speaks(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return Files.isRegularFile(file)
                && !name.equals("citationstest.java")
                && Stream.of(".java", ".yaml", ".md", ".sql", ".json").anyMatch(name::endsWith);
    }
}
