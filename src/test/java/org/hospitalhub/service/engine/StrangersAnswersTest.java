package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.service.definition.ServiceFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers from which no order may be sent (again): a proxy's page in a look-up, and one that gives no result. */
class StrangersAnswersTest {

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
                  unsure: look-up
                  answer: [{when: {status: 201}, then: done, result: {number: '%s'}}]
                look-up:
                  request: GET /orders
                  answer:
                    - {when: {status: 200}, then: done, result: {number: '%s'}}
                    - {when: {status: 200, is: not(.known)}, then: refused, code: LAB_UNKNOWN}
                    - {when: {status: 202}, then: look-up, remember: {id: number(.number)}}
                    - {when: {status: 410, says: ["unknown order"]}, then: submit}
                    - {when: {status: 404, times: 1}, then: submit}
                    - {when: {status: 404}, then: park, code: LAB_FORGOTTEN}
            """;
    private static final String FAILS = "number(.number)";
    private static final String CORRECTED = ".number";

    private static ServiceEngine engine(String result) {
        ServiceFolder folder =
                new ServiceFolder("lab", false, Map.of("service.yaml", DEFINITION.formatted(result, result)));
        return ServiceFixture.engine(
                ServiceFixture.of(folder, Map.of("hub.lab.base-url", "http://127.0.0.1:1"), CLOCK),
                (name, ordered, asked, times, now) -> now,
                CLOCK);
    }

    private static Outcome answered(String step, int status, String type, String body) {
        return engine(FAILS)
                .outcome(
                        SuccessWithoutSenseTest.work(step, JsonNodeFactory.instance.objectNode()),
                        answer(status, type, body));
    }

    private static Answer answer(int status, String type, String body) {
        return new Answer(status, Map.of("Content-Type", List.of(type)), body.getBytes(StandardCharsets.UTF_8), false);
    }

    private static String word(Outcome outcome) {
        return outcome instanceof Outcome.Next next
                ? next.step()
                : outcome instanceof Outcome.Failed failed
                        ? failed.remedy() + " " + failed.problem().code()
                        : outcome.getClass().getSimpleName();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html|<html><body>404 Not Found</body></html>",
                "application/xhtml+xml|<html xmlns=\"http://www.w3.org/1999/xhtml\"><body/></html>",
                "application/json|<!DOCTYPE html><html></html>",
                "application/xml|<Error><Code>NoSuchKey</Code></Error>",
                "text/plain|404 page not found",
                "application/json|{\"error\":\"unknown\"}]x",
                "application/json|{\"error\""
            })
    void aBodyThatIsNotTheServicesSendsNothingAgain(String answer) {
        String[] parts = answer.split("[|]", 2);
        assertThat(word(answered("look-up", 404, parts[0], parts[1]))).isEqualTo("RETRY LAB_NO_ANSWER_OF_SERVICE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "{\"error\":\"unknown\"}"})
    void anEmptyBodyAndOneInTheServicesFormatDo(String body) {
        assertThat(word(answered("look-up", 404, "application/json", body))).isEqualTo("submit");
    }

    @Test
    void aPageDoesNotRefuseAnOrderByTheFieldsThatItLacks() {
        assertThat(word(answered("look-up", 200, "text/html", "<html><body>Log in to the portal</body></html>")))
                .isEqualTo("PARK LAB_UNEXPECTED");
    }

    @Test
    void aLineThatNamesWhatATextSaysDecidesItself() {
        assertThat(word(answered("look-up", 410, "text/plain", "Unknown order")))
                .isEqualTo("submit");
    }

    @Test
    void aSubmissionWithoutResultGoesOnWithItsKeptAnswerAndIsParked() {
        Outcome.Next next = (Outcome.Next) answered("submit", 201, "application/json", "{\"number\":\"x\"}");
        ClaimedStep again = SuccessWithoutSenseTest.work(next.step(), Objects.requireNonNull(next.memory()));
        ServiceEngine engine = engine(FAILS);
        Answer kept = engine.keptAnswer(again).orElseThrow();
        assertThat(next.step()).isEqualTo("submit");
        assertThat(word(engine.outcome(again, kept))).isEqualTo("PARK LAB_NO_RESULT");
    }

    @Test
    void aCorrectedDefinitionReadsTheKeptAnswer() {
        Outcome.Next next = (Outcome.Next) answered("submit", 201, "application/json", "{\"number\":\"x\"}");
        ClaimedStep again = SuccessWithoutSenseTest.work(next.step(), Objects.requireNonNull(next.memory()));
        ServiceEngine engine = engine(CORRECTED);
        Outcome outcome = engine.outcome(again, engine.keptAnswer(again).orElseThrow());
        assertThat(((Outcome.Done) outcome).result().path("number").asText()).isEqualTo("x");
    }

    @Test
    void aQuestionWithoutResultIsParkedAndAskedAgain() {
        assertThat(word(answered("look-up", 200, "application/json", "{\"number\":\"x\"}")))
                .isEqualTo("PARK LAB_NO_RESULT");
    }

    @Test
    void anOrderIsParkedWhenWhatALaterStepNeedsCannotBeComputed() {
        assertThat(word(answered("look-up", 202, "application/json", "{\"number\":\"x\"}")))
                .isEqualTo("PARK LAB_NO_RESULT");
    }

    @Test
    void theProblemNamesTheExpressionAndNoValue() {
        Outcome.Failed failed =
                (Outcome.Failed) answered("look-up", 200, "application/json", "{\"number\":\"Iwanowa\"}");
        assertThat(failed.problem().detailWording().text()).contains(FAILS).doesNotContain("Iwanowa");
    }
}
