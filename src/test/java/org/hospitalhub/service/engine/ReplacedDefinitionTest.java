package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.ledger.State;
import org.hospitalhub.service.engine.LabFixture.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A definition that is replaced while orders of it are open. */
class ReplacedDefinitionTest {

    private static final String LAB = """
            service: lab
            settings:
              base-url: {type: url, required: true, on-off: true}
            limits: [{requests: 1, window: 60s}]
            doors:
              api: {url: "{settings.base-url}"}
            errors:
              - {when: any, then: park, code: LAB_UNEXPECTED}
            operations:
              lab.order:
                steps:
                  first:
                    request: GET /first
                    answer:
                      - {when: {status: 200}, then: second}
                  second:
                    request: GET /second
                    answer:
                      - {when: {status: 200, is: .value}, then: done, result: {value: .value}}
            """;

    @TempDir
    Path folder;

    private LabFixture stage;

    @BeforeEach
    void start() throws Exception {
        stage = new LabFixture(folder, LAB, asked -> Answer.json("{\"value\":7}"));
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void anOpenOrderGoesOnWithTheChangedDefinition() throws Exception {
        Order order = stage.accept("lab.order", "{}");
        assertThat(stage.one()).isTrue();
        stage.replace(LAB.replace("/second", "/changed").replace("{value: .value}}", "{other: .value}}"));
        order = stage.end(order);
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(stage.result(order)).isEqualTo(LabFixture.json("{\"other\":7}"));
        assertThat(stage.seen()).containsExactly("GET /api/first", "GET /api/changed");
    }

    @Test
    void aChangedLimitHoldsFromThenOnAndKnowsTheCallsOfBefore() throws Exception {
        stage.accept("lab.order", "{}");
        stage.accept("lab.order", "{}");
        stage.accept("lab.order", "{}");
        assertThat(stage.one()).isTrue();
        assertThat(stage.one()).isFalse();
        stage.replace(LAB.replace("requests: 1,", "requests: 2, urgent-reserve: 0,"));
        // A raised limit is there after a window, as what limit answers took away is.
        stage.advance(Duration.ofSeconds(61));
        assertThat(stage.one()).isTrue();
        stage.advance(Duration.ofSeconds(31));
        assertThat(stage.one()).isTrue();
        assertThat(stage.one()).isFalse();
        assertThat(stage.ledger().services().all(stage.instant()))
                .filteredOn(service -> service.service().equals("lab"))
                .extracting(Services.ServiceStatus::budget)
                .extracting("limit")
                .containsExactly(2);
    }

    @Test
    void theDoorIsTheChangedOne() throws Exception {
        Order order = stage.accept("lab.order", "{}");
        stage.one();
        stage.replace(LAB.replace("url: \"{settings.base-url}\"", "url: \"{settings.base-url}/v2\""));
        stage.end(order);
        assertThat(stage.seen()).contains("GET /api/v2/second");
    }

    @Test
    void anOrderWhoseStepIsGoneIsParked() throws Exception {
        Order order = stage.accept("lab.order", "{}");
        stage.one();
        stage.replace(LAB.replace("then: second", "then: third").replace("second:", "third:"));
        assertThat(stage.end(order).problem()).extracting("code").isEqualTo("STEP_GONE");
    }
}
