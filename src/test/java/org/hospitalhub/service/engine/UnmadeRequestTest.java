package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.StepEndedException;
import org.hospitalhub.service.definition.ServiceFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of which an expression cannot be evaluated: nothing thinner may be sent in their place. */
class UnmadeRequestTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));
    private static final String DEFINITION = """
            service: lab
            settings: {base-url: {type: url, required: true, on-off: true}, signer: {type: identity}}
            limits: [{requests: 60, window: 60s}]
            doors: {api: {url: "{settings.base-url}"}}
            errors: [{when: any, then: park, code: LAB_UNEXPECTED}]
            operations:
              lab.order:
                kind: submission
            %s
                submit:
                  request: POST /orders{?day}
                  unsure: park
            %s
                  answer: [{when: {status: 201}, then: done, result: {number: .number}}]
            """;
    private static final String DOSE = "      body: {patient: .patient, order: {dose: number(.dose)}}";

    private static ServiceEngine engine(String operation, String step) {
        ServiceFolder folder =
                new ServiceFolder("lab", false, Map.of("service.yaml", DEFINITION.formatted(operation, step)));
        return ServiceFixture.engine(
                ServiceFixture.of(folder, Map.of("hub.lab.base-url", "http://127.0.0.1:1"), CLOCK),
                (name, ordered, asked, times, now) -> now,
                CLOCK);
    }

    private static ClaimedStep work(String payload) {
        return SuccessWithoutSenseTest.work(
                "submit", JsonNodeFactory.instance.objectNode(), payload.getBytes(StandardCharsets.UTF_8));
    }

    private static Outcome.Failed ended(String operation, String step, String payload) {
        ServiceEngine engine = engine(operation, step);
        StepEndedException ended = catchThrowableOfType(StepEndedException.class, () -> {
            engine.request(work(payload));
            engine.toSign(work(payload));
        });
        assertThat(ended).as("something would be sent").isNotNull();
        return (Outcome.Failed) ended.outcome();
    }

    private static String body(String step, String payload) {
        return new String(
                Objects.requireNonNull(engine("", step).request(work(payload)).body()), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DOSE,
                "      body: {doses: [{text: one}, 'number(.dose)']}",
                "      body: '{\"dose\": number(.dose)}'",
                "      sign: {identity: .patient, scheme: raw, into: signed, of: {dose: number(.dose)}}",
                "      body: {dose: number(.dose)}\n      sign: {identity: .patient, scheme: raw, into: signed}"
            })
    void anExpressionThatFailsParksTheOrder(String step) {
        Outcome.Failed failed = ended("", step, "{\"patient\":\"1\",\"dose\":\"Iwanowa\"}");
        assertThat(failed.remedy() + " " + failed.problem().code()).isEqualTo("PARK LAB_NO_REQUEST");
    }

    @Test
    void theProblemNamesTheFieldAndTheExpressionAndNoValue() {
        assertThat(ended("", DOSE, "{\"dose\":\"Iwanowa\"}")
                        .problem()
                        .detailWording()
                        .text())
                .contains("body.order.dose", "number(.dose)")
                .doesNotContain("Iwanowa");
    }

    @Test
    void aValueOfTheOperationThatFailsParksTheOrderWhoseAddressWouldLackIt() {
        Outcome.Failed failed =
                ended("    values: {day: 'number(.dose)'}", "      body: payload", "{\"dose\":\"Iwanowa\"}");
        assertThat(failed.problem().detailWording().text()).contains("values.day", "number(.dose)");
    }

    @Test
    void anAbsentValueLeavesItsFieldOut() {
        assertThat(body(DOSE, "{\"patient\":\"1\"}")).isEqualTo("{\"patient\":\"1\",\"order\":{}}");
    }

    @Test
    void aTextWithAnAbsentValueLeavesItsFieldOut() {
        assertThat(body("      body: {patient: .patient, note: {text: 'for {dose}'}}", "{\"patient\":\"1\"}"))
                .isEqualTo("{\"patient\":\"1\"}");
    }
}
