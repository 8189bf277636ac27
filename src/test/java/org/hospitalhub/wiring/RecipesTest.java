package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.service.check.DefinitionCheck;
import org.hospitalhub.service.definition.ServiceFolder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the recipes show is a definition that the check accepts, once what stands around it is added. */
class RecipesTest {

    private static final Path PAGE = Path.of("docs/service-recipes.md");

    /** Pieces of definitions that stand in sentences. */
    private static final Pattern PIECE =
            Pattern.compile("`((?:\\{when:|is: |headers: |paged: |sign: \\{|body: |auth: |read: ).*?)`");

    static List<String> blocks() throws IOException {
        List<String> blocks = new ArrayList<>();
        for (Pages.Block block : Pages.blocks(PAGE)) {
            if (block.kind().equals("yaml")) {
                blocks.add(String.join("\n", block.lines()));
            }
        }
        return blocks;
    }

    static List<String> pieces() throws IOException {
        return PIECE.matcher(Files.readString(PAGE))
                .results()
                .map(found -> found.group(1))
                .map(RecipesTest::rule)
                .distinct()
                .toList();
    }

    private static String rule(String piece) {
        if (piece.startsWith("is: ")) {
            return "answer: [{when: {status: 200, " + piece + "}, then: done, result: answer}]";
        }
        return piece.startsWith("{when:") ? "answer: [" + piece + "]" : piece;
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void aBlockIsAccepted(String block) {
        assertAccepted(block);
    }

    @ParameterizedTest
    @MethodSource("pieces")
    void aPieceInASentenceIsAccepted(String piece) {
        assertAccepted(piece);
    }

    private static void assertAccepted(String part) {
        for (String definition : Recipe.completed(part)) {
            ServiceFolder folder = new ServiceFolder("vax", false, Map.of("service.yaml", definition));
            assertThat(DefinitionCheck.check(folder, () -> Instant.EPOCH))
                    .as(definition)
                    .filteredOn(Finding::refuses)
                    .extracting(finding -> finding.path() + " " + finding.message())
                    .isEmpty();
        }
    }
}
