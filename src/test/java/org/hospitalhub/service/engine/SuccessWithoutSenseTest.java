package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.State;
import org.hospitalhub.service.definition.ServiceFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A submission that is answered with success and something that no line of its table knows: it may have been done. */
class SuccessWithoutSenseTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));
    private static final String DEFINITION = """
            service: lab
            settings: {base-url: {type: url, required: true, on-off: true}}
            limits: [{requests: 60, window: 60s}]
            doors: {api: {url: "{settings.base-url}"}}
            errors: [{when: any, then: park, code: LAB_UNEXPECTED}]
            operations:
              lab.order:
                kind: submission
                submit:
                  request: POST /orders
                  unsure: %s
                  answer: [{when: {status: 201, is: .number}, then: done, result: {number: .number}}]
                look-up:
                  request: GET /orders
                  answer:
                    - {when: {status: 200, is: .number}, then: done, result: {number: .number}}
                    - {when: {status: 404}, then: submit}
            """;

    private static Outcome answered(String unsure, String step, int status, String body) {
        ServiceFolder folder = new ServiceFolder("lab", false, Map.of("service.yaml", DEFINITION.formatted(unsure)));
        ServiceEngine engine = ServiceFixture.engine(
                ServiceFixture.of(folder, Map.of("hub.lab.base-url", "http://127.0.0.1:1"), CLOCK),
                (name, ordered, asked, times, now) -> now,
                CLOCK);
        ClaimedStep work = work(step, JsonNodeFactory.instance.objectNode());
        return engine.outcome(
                work,
                new Answer(
                        status,
                        Map.of("Content-Type", List.of("application/json")),
                        body.getBytes(StandardCharsets.UTF_8),
                        false));
    }

    /** Claims a step of an order for {@code lab.order}. */
    static ClaimedStep work(String step, ObjectNode memory) {
        return work(step, memory, "{}".getBytes(StandardCharsets.UTF_8));
    }

    static ClaimedStep work(String step, ObjectNode memory, byte[] payload) {
        Instant now = CLOCK.instant();
        Order order = new Order(
                "1",
                "lab.order",
                State.WORKING,
                "k",
                Priority.NORMAL,
                "s",
                new Address.Ask(),
                step,
                1,
                now,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                null);
        return new ClaimedStep(order, "lab", step, 1, 1, now, now, payload, memory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html><body>Maintenance</body></html>", "{\"number\":\"7\"}]x", "", "{}", "{\"number\""})
    void itIsUnsureSinceAReplayWouldSendItTwice(String body) {
        assertThat(answered("look-up", "submit", 201, body)).isInstanceOf(Outcome.Unsure.class);
        assertThat(answered("park", "submit", 200, body)).isInstanceOf(Outcome.Unsure.class);
    }

    @Test
    void aSubmissionThatMayBeRepeatedIsParkedAsTheTableSays() {
        assertThat(answered("repeat", "submit", 200, "{}")).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void aPollIsParkedAsTheTableSays() {
        assertThat(answered("look-up", "look-up", 200, "{}")).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void anAnswerThatIsNoSuccessIsParkedAsTheTableSays() {
        assertThat(answered("look-up", "submit", 302, "")).isInstanceOf(Outcome.Failed.class);
    }
}
