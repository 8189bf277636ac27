package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.hospitalhub.ledger.Order;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why an order waits names the service's status, if the definition knows this word. */
class AwaitedStatusTest {

    private static final String YAML = """
            service: lab
            title: {en: Laboratory}
            settings: {base-url: {type: url, required: true, on-off: true}}
            doors: {api: {url: "{settings.base-url}"}}
            errors:
              - {when: any, then: park}
            operations:
              lab.test:
                kind: order-and-poll
                submit: {request: POST /orders, body: payload, unsure: repeat, answer: [{when: {status: 201}, then: poll, remember: {id: .id}}]}
                poll:
                  request: GET /orders/{memory.id}
                  pause: {least: 10s}
                  answer:
                    - {when: {status: 200, is: '.state == "DONE"'}, then: done, result: {state: .state}}
                    - {when: {status: 200, is: '%s'}, then: wait%s}
            """;
    private static final String NOT_SAID = "the answer is not there yet";

    @TempDir
    Path folder;

    private String why(String is, String more, String state) throws Exception {
        try (LabFixture lab = new LabFixture(
                folder,
                YAML.formatted(is, more),
                asked -> asked.line().startsWith("POST")
                        ? new LabFixture.Answer(
                                201, "{\"id\":\"7\"}", java.util.Map.of("Content-Type", "application/json"))
                        : LabFixture.Answer.json("{\"state\":\"" + state + "\"}"))) {
            Order order = lab.accept("lab.test", "{\"n\":1}");
            lab.one();
            lab.advance(java.time.Duration.ofSeconds(10));
            lab.one();
            return String.valueOf(lab.find(order).why());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ".state == \"IN_PROGRESS\" | IN_PROGRESS",
                ".state == \"NEW\" or .state == \"IN_PROGRESS\" | IN_PROGRESS",
                "contains(.state, [\"NEW\", \"IN_PROGRESS\"]) | NEW"
            })
    void aStatusThatTheConditionComparesIsNamed(String is, String state) throws Exception {
        assertThat(why(is, "", state)).isEqualTo("the service answered " + state + "; it is asked again");
    }

    @ParameterizedTest
    @CsvSource({"NEW", "Ivan Ivanov", "DONE!"})
    void aStatusThatTheDefinitionDoesNotContainIsNotNamed(String state) throws Exception {
        assertThat(why(".state", "", state)).isEqualTo(NOT_SAID);
    }

    @ParameterizedTest
    @CsvSource({"NEW, the service answered NEW; it is asked again", "Ivan Ivanov, the answer is not there yet"})
    void aStatusOfTheProgressIsNamedIfTheDefinitionContainsIt(String state, String why) throws Exception {
        assertThat(why(".state", ", progress: {state: \"if (.state == \\\"NEW\\\") .state else null\"}", state))
                .isEqualTo(why);
    }
}
