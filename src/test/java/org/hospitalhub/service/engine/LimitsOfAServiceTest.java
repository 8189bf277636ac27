package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.ledger.State;
import org.hospitalhub.service.engine.LabFixture.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limits of a definition: each a budget, and steps that count for some of them only. */
class LimitsOfAServiceTest {

    private static final String LAB = """
            service: lab
            settings:
              base-url: {type: url, required: true, on-off: true}
            limits:
              - {requests: 1, window: 60s, counts: [submit]}
              - {name: day, requests: 2, window: 24h, counts: [submit]}
              - {in-flight: 3}
            doors:
              api: {url: "{settings.base-url}"}
            errors:
              - {when: any, then: park, code: LAB_UNEXPECTED}
            operations:
              lab.order:
                kind: order-and-poll
                submit:
                  request: POST /orders
                  unsure: park
                  answer:
                    - {when: {status: 200}, then: poll}
                poll:
                  request: GET /state
                  pause: 10s
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
    void pollsGoOnWhenTheSubmissionsOfADayAreUsedUp() {
        List<Order> orders = List.of(
                stage.accept("lab.order", "{\"n\":1}"),
                stage.accept("lab.order", "{\"n\":2}"),
                stage.accept("lab.order", "{\"n\":3}"));
        for (int i = 0; i < 60; i++) {
            while (stage.one()) {
                // what is due
            }
            stage.advance(Duration.ofSeconds(5));
        }
        assertThat(orders)
                .extracting(order -> stage.find(order).state())
                .containsExactly(State.COMPLETED, State.COMPLETED, State.ACCEPTED);
        assertThat(stage.ledger().claims().claim("lab", "node", stage.instant()))
                .isInstanceOfSatisfying(Claims.Claim.NotYet.class, notYet -> assertThat(notYet.why())
                        .contains("lab-day"));
    }

    @Test
    void eachLimitIsShownByItsName() {
        Services.ServiceStatus status = stage.ledger().services().all(stage.instant()).stream()
                .filter(service -> service.service().equals("lab"))
                .findFirst()
                .orElseThrow();
        assertThat(status.budget()).extracting(Services.BudgetUse::name).isEqualTo("lab");
        assertThat(status.furtherBudgets())
                .extracting(Services.BudgetUse::name)
                .containsExactly("lab-day", "lab-in-flight");
    }
}
