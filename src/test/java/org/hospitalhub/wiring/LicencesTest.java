package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What ships may be shipped, and {@code docs/licences.md} (in the jar: {@code META-INF/licences.md}) lists it. To write
 * it again: {@code mvn test -Dtest=LicencesTest -Dhub.write=true}.
 */
class LicencesTest {

    private static final Path SBOM = Path.of("target/classes/META-INF/sbom/application.cdx.json");
    private static final Path PAGE = Path.of("docs/licences.md");

    /** Permissive ones, and those whose duties end at the library's own files. Who wants another one asks a lawyer first. */
    private static final Set<String> WELCOME = Set.of(
            "Apache-2.0",
            "MIT",
            "0BSD",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "CC0-1.0",
            "EPL-1.0",
            "EPL-2.0",
            "Unicode-3.0",
            "Bouncy Castle Licence",
            // The three clauses of BSD, under the name of the language.
            "Go License");

    private record Part(String name, String version, List<String> licences) {
        String row() {
            return "| " + name + " | " + version + " | " + String.join(" or ", licences) + " |";
        }
    }

    @Test
    void everyPartHasALicenceThatIsWelcome() throws IOException {
        assertThat(parts())
                .isNotEmpty()
                .allSatisfy(part -> assertThat(part.licences()).as(part.name()).anyMatch(WELCOME::contains));
    }

    @Test
    void thePageListsAllLibrariesInTheJar() throws IOException {
        StringBuilder page = new StringBuilder("""
                # What ships, and under which licence

                Made from the SBOM by `LicencesTest`. Of several licences the hub uses the part under the first that suits: Apache, MIT,
                BSD, CC0 or EPL. The hub itself is under the Apache License 2.0.

                | part | version | licence |
                |---|---|---|
                """);
        parts().forEach(part -> page.append(part.row()).append('\n'));
        if (Boolean.getBoolean("hub.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .as("dependencies changed; regenerate it with -Dhub.write=true")
                .hasContent(page.toString());
    }

    private static List<Part> parts() throws IOException {
        Assumptions.assumeTrue(Files.exists(SBOM), "no SBOM: Maven makes it");
        List<Part> parts = new ArrayList<>();
        for (JsonNode component : new ObjectMapper().readTree(SBOM.toFile()).path("components")) {
            List<String> licences = new ArrayList<>();
            for (JsonNode licence : component.path("licenses")) {
                JsonNode known = licence.path("license");
                licences.add(known.path("id")
                        .asText(known.path("name")
                                .asText(licence.path("expression").asText("none"))));
            }
            parts.add(new Part(
                    component.path("group").asText() + ":"
                            + component.path("name").asText(),
                    component.path("version").asText(),
                    licences));
        }
        parts.sort(Comparator.comparing(Part::name));
        return parts;
    }
}
