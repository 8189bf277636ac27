package org.hospitalhub.ehealth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.rules.Finding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * One row for each rule and its boundaries: what the hub says before sending, and that the service says the same of the same
 * content.
 */
class EhealthRulesTest {

    @TempDir
    static Path folder;

    private static EhealthFixture fixture;
    private static JsonNode shipped;

    @BeforeAll
    static void open() throws Exception {
        fixture = new EhealthFixture(folder);
        shipped = fixture.control("GET", "registry", "");
        fetchRegistry();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    /** Lets the hub learn the registry as it does in its check steps. */
    private static void fetchRegistry() throws Exception {
        for (String changes :
                List.of("$.legal_entity='clinic'", "$.legal_entity='pharmacy'", "$.legal_entity='primary-care'")) {
            Order order =
                    fixture.acceptAnyway(EhealthOperation.CAPITATION, Changes.order(fixture, "capitation", changes));
            fixture.step();
            if (!fixture.find(order).state().ended()) {
                fixture.ledger.orders().cancel(order.id(), "test", fixture.instant());
            }
        }
    }

    @ParameterizedTest(name = "{0}: {1} {2} {3}")
    @CsvFileSource(resources = "/ehealth-rules.csv", delimiter = '|', numLinesToSkip = 1)
    void theHubSaysItBeforeSending(String name, String kind, String changes, String rule, String path, String service)
            throws Exception {
        List<Finding> findings = fixture.checkedTwice(
                EhealthOperation.valueOf(kind.toUpperCase(Locale.ROOT)), Changes.order(fixture, kind, changes));
        List<String> codes = findings.stream().map(Finding::code).toList();
        if (rule == null) {
            assertThat(findings).isEmpty();
        } else {
            assertThat(codes).contains(rule.matches("[A-Z]+_?.*") && isRule(rule) ? "EHEALTH_" + rule : rule);
            assertThat(findings.stream()
                            .filter(finding -> finding.code().endsWith(rule))
                            .map(Finding::path))
                    .contains(path);
        }
    }

    private static boolean isRule(String name) {
        for (EhealthRule rule : EhealthRule.values()) {
            if (rule.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** Sends the same content past the hub's own checks; the service ends at its first failing step. */
    @ParameterizedTest(name = "{0}: {1} {2} {3}")
    @CsvFileSource(resources = "/ehealth-rules.csv", delimiter = '|', numLinesToSkip = 1)
    void theServiceSaysTheSame(String name, String kind, String changes, String rule, String path, String service)
            throws Exception {
        org.junit.jupiter.api.Assumptions.assumeFalse("hub only".equals(service), "known to the hub alone");
        EhealthOperation operation = EhealthOperation.valueOf(kind.toUpperCase(Locale.ROOT));
        ObjectNode payload = Changes.order(fixture, kind, changes);
        List<Finding> hub = fixture.checkedTwice(operation, payload);
        fixture.control("POST", "registry", shipped.toString());
        List<String> answer = Unchecked.send(fixture, operation, payload);
        if (rule == null) {
            assertThat(answer).isEmpty();
        } else {
            assertThat(answer).isNotEmpty();
            assertThat(hub.stream().map(Finding::message).toList()).containsAll(answer);
        }
    }
}
