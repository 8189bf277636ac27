package org.hospitalhub.ehealth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page about the rules is written from the code; {@code -Dhub.write=true} regenerates it. */
class RuleBookTest {

    private static final Path PAGE = Path.of("docs/contracts/ehealth-rules.md");

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # The rules of eHealth's contract requests

                Written by `RuleBookTest` from `EhealthRule`; do not edit. `mvn test -Dtest=RuleBookTest -Dhub.write=true` regenerates it.

                **Known** says when the hub can check the rule: *always* before sending; *registry* before sending when the registry's tables
                are at hand (fetched by the `check` step, or from `hub.ehealth.registry-snapshot`); *service* only by the
                service's answer. A finding's code is `EHEALTH_` and the name; its path is the path below `$.contract` of the order.

                | name | source | known | HTTP | path in the content | message |
                |---|---|---|---|---|---|
                """);
        for (EhealthRule rule : EhealthRule.values()) {
            page.append("| `%s` | %s | %s | %d | `%s` | %s |\n"
                    .formatted(
                            rule.name(),
                            rule.source(),
                            rule.checkableWhen().name().toLowerCase(java.util.Locale.ROOT),
                            rule.status(),
                            rule.path(),
                            rule.wording("…", "…").text().replace("|", "\\|")));
        }
        return page.toString();
    }

    @Test
    void thePageSaysWhatTheCodeSays() throws IOException {
        if (Boolean.getBoolean("hub.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page());
        }
        assertThat(PAGE).hasContent(page());
    }

    @Test
    void everyNumberedRuleOfTheSeedStandsInTheBook() {
        String sources = String.join(
                " ",
                java.util.Arrays.stream(EhealthRule.values())
                        .map(EhealthRule::source)
                        .toList());
        assertThat(sources)
                .contains("auth 1", "auth 2", "auth 3", "rule 1.a", "rule 2.a", "rule 2.b", "rule 2.c", "rule 2.d")
                .contains(
                        "rule 3.a.i",
                        "rule 3.a.ii",
                        "rule 3.b",
                        "rule 4.a",
                        "rule 4.b",
                        "rule 5.a",
                        "5.b",
                        "5.c",
                        "5.d")
                .contains(
                        "rule 6",
                        "rule 7.a",
                        "rule 7.b",
                        "rule 7.c",
                        "rule 7.d",
                        "rule 7.e",
                        "rule 7.f.i",
                        "rule 7.f.ii")
                .contains(
                        "rule 7.f.iii", "rule 7.g.i", "rule 7.g.ii", "rule 8", "rule 9", "rule 10", "11.a", "rule 11.b")
                .contains(
                        "rule 11.c",
                        "11.d",
                        "rule 12",
                        "rule 13.a",
                        "rule 13.b",
                        "rule 13.c",
                        "rule 13.d",
                        "rule 13.d.i")
                .contains("rule 13.e", "rule 13, note");
    }
}
