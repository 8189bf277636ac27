package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of docs/security.md that says of every part that ships until when it is supported and which advisories it has. */
class SupportReviewTest {

    private static final Path SBOM = Path.of("target/classes/META-INF/sbom/application.cdx.json");
    private static final Path PAGE = Path.of("docs/security.md");
    private static final int OLDEST_REVIEW_DAYS = 60;

    private record Row(List<String> groups, List<String> versions) {}

    /** Rows whose first cell holds nothing but group ids. */
    private static List<Row> rows() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.matches("\\| `[a-z][\\w.-]*`(, `[a-z][\\w.-]*`)* \\|.*"))
                .map(line -> line.split(" *\\| *"))
                .filter(cells -> cells.length == 6)
                .map(cells -> new Row(List.of(cells[1].replace("`", "").split(", *")), List.of(cells[2].split(", *"))))
                .toList();
    }

    private static Iterable<JsonNode> parts() throws IOException {
        assumeThat(SBOM).as("the SBOM, which Maven makes").exists();
        return new ObjectMapper().readTree(SBOM.toFile()).path("components");
    }

    @Test
    void everyPartThatShipsIsReviewedInItsVersion() throws IOException {
        List<Row> rows = rows();
        Set<String> missing = new TreeSet<>();
        for (JsonNode part : parts()) {
            String group = part.path("group").asText();
            String version = part.path("version").asText();
            if (rows.stream()
                    .noneMatch(row ->
                            row.groups().contains(group) && row.versions().contains(version))) {
                missing.add(group + ":" + part.path("name").asText() + ":" + version);
            }
        }
        assertThat(missing)
                .as("Read the advisories of these parts, then change the table \"Every part, by family\" in %s", PAGE)
                .isEmpty();
    }

    @Test
    void theTableNamesNothingThatDoesNotShip() throws IOException {
        Set<String> shipped = new TreeSet<>();
        parts().forEach(part -> shipped.add(part.path("group").asText()));
        assertThat(rows()).isNotEmpty();
        assertThat(rows().stream().flatMap(row -> row.groups().stream()))
                .allSatisfy(group -> assertThat(shipped).contains(group));
    }

    @Test
    void theReviewIsNotOlderThanTheReleaseAllows() throws IOException {
        LocalDate reviewed = date(Files.readString(PAGE), "Reviewed on (\\d{4}-\\d\\d-\\d\\d)");
        LocalDate released =
                date(Files.readString(Path.of("pom.xml")), "<project.build.outputTimestamp>(\\d{4}-\\d\\d-\\d\\d)");
        assertThat(ChronoUnit.DAYS.between(reviewed, released))
                .as("days from the review to the release")
                .isLessThanOrEqualTo(OLDEST_REVIEW_DAYS);
    }

    private static LocalDate date(String text, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as(pattern).isTrue();
        return LocalDate.parse(found.group(1));
    }
}
