package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.State;
import org.hospitalhub.pacing.AnswerTime;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.service.engine.LabFixture.Answer;
import org.hospitalhub.service.engine.LabFixture.Asked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services of other shapes than those that ship: a result with its own address, answers since a cursor, XML with one element. */
class OtherShapesTest {

    private static final String HEAD = """
            service: lab
            settings: {base-url: {type: url, required: true, on-off: true}}
            doors: {api: {url: "{settings.base-url}"%s}}
            errors: [{when: any, then: park, code: LAB_UNEXPECTED}]
            operations:
            """;
    private static final String INSURED = HEAD.formatted("") + """
              lab.insured:
                steps:
                  submit:
                    request: POST /requests
                    body: {correlationId: $order.id, number: .number}
                    unsure: park
                    answer: [{when: {status: 202, header.location: "/requests/{id}"}, then: poll, remember: {id: id}}]
                  poll:
                    request: GET /requests/{memory.id}
                    pause: {least: 2s}
                    answer:
                      - {when: {status: 303, header.location: "/results/{result}"}, then: result, remember: {result: result}}
                      - {when: {status: 200, is: '.state == "PENDING"'}, then: wait}
                  result:
                    request: GET /results/{memory.result}
                    answer: [{when: {status: 200, is: '.correlationId == $order.id'}, then: done, result: {insured: .insured}}]
            """;
    private static final String SINCE = HEAD.formatted("") + """
              lab.order:
                kind: order-and-poll
                submit:
                  request: PUT /messages/{order.id}
                  body: {name: .name}
                  unsure: repeat
                  answer: [{when: {status: 201, is: .next}, then: poll, remember: {cursor: .next}}]
                poll:
                  request: GET /answers?since={memory.cursor}
                  pause: {least: 10s}
                  answer:
                    - when: {status: 200, is: 'let mine = [for (.answers) . if (.ref == $order.id)] $mine[0]'}
                      then: done
                      result: {value: 'let mine = [for (.answers) . if (.ref == $order.id)] $mine[0].value'}
                    - {when: {status: 200, is: is-array(.answers)}, then: wait, remember: {cursor: .next}}
            """;
    private static final String LATE = HEAD.formatted("") + """
              lab.send:
                kind: submission
                submit:
                  request: POST /letters
                  body: {name: .name}
                  unsure: look-up
                  answer: [{when: {status: 200, is: .id}, then: done, result: {id: .id}}]
                look-up:
                  request: GET /letters?reference={order.id}
                  pause: {least: 40s}
                  answer: [{when: {status: 200, is: .id}, then: done, result: {id: .id}}]
            """;
    private static final String FOUND = HEAD.formatted("") + """
              lab.find:
                kind: order-and-poll
                submit:
                  request: POST /letters
                  body: {name: .name}
                  unsure: look-up
                  answer: [{when: {status: 200, is: .id}, then: poll, remember: {id: .id}}]
                look-up:
                  request: GET /letters?reference={order.id}
                  pause: {least: 40s}
                  answer: [{when: {status: 200, is: .id}, then: poll, remember: {id: .id}}]
                poll:
                  request: GET /letters/{memory.id}
                  pause: {least: 10s}
                  answer: [{when: {status: 200, is: .value}, then: done, result: {value: .value}}]
            """;
    private static final String XML = HEAD.formatted(", media: application/xml") + """
              lab.ask:
                kind: ask
                step:
                  request: GET /ask
                  answer:
                    - when: {status: 200, is: .r.error}
                      then: refused
                      findings: [{each: .r.error, path: $, code: '"LAB_" + ."@code"', message: '."#text"'}]
                    - {when: {status: 200, is: .r.item}, then: done, result: {names: '[for (list(.r.item)) ."@name"]'}}
            """;

    private static final String FETCHED =
            HEAD.formatted("").replace("doors:", "limits: [{requests: 100, window: 60s}]\ndoors:") + """
              lab.order:
                steps:
                  submit:
                    request: POST /requests
                    body: {number: .number}
                    unsure: park
                    answer: [{when: {status: 200, is: .id}, then: poll, remember: {id: .id}}]
                  poll:
                    request: GET /requests/{memory.id}
                    pause: {least: 20s}
                    answer:
                      - {when: {status: 200, is: '.state == "DONE"'}, then: result}
                      - {when: {status: 200, is: '.state == "AGAIN"'}, then: submit}
                      - {when: {status: 200, is: .state}, then: wait}
                  result:
                    request: GET /results/{memory.id}
                    answer: [{when: {status: 200, is: .value}, then: done, result: {value: .value}}]
            """;

    @TempDir
    Path folder;

    private LabFixture stage;
    private String reference = "";

    @AfterEach
    void stop() {
        stage.close();
    }

    private static Answer empty(int status, String location, String retryAfter) {
        return new Answer(status, "", Map.of("Location", location, "Retry-After", retryAfter));
    }

    private Answer insured(Asked asked, List<String> polls, Instant now) {
        String line = asked.line();
        if (line.startsWith("POST")) {
            reference = LabFixture.json(asked.text()).path("correlationId").asText();
            return empty(202, "/api/requests/7", "30");
        }
        if (line.contains("/requests/")) {
            polls.add(line + " after "
                    + Duration.between(Instant.parse("2026-06-15T10:00:00Z"), now)
                            .toSeconds());
            return polls.size() == 1
                    ? Answer.json("{\"state\":\"PENDING\"}").with("Retry-After", "60")
                    : empty(303, stage.base() + "/api/results/9", "0");
        }
        return Answer.json("{\"correlationId\":\"%s\",\"insured\":true}".formatted(reference));
    }

    @Test
    void theTimeThatAnAcceptedOrderShallWaitIsKept() throws Exception {
        List<String> polls = new ArrayList<>();
        stage = new LabFixture(folder, INSURED, asked -> insured(asked, polls, stage.instant()));
        Order order = stage.end(stage.accept("lab.insured", "{\"number\":\"1\"}"));
        assertThat(order.problem()).isNull();
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(polls).containsExactly("GET /api/requests/7 after 30", "GET /api/requests/7 after 90");
    }

    private List<AnswerTime> answerTimes(String... states) throws Exception {
        List<String> left = new ArrayList<>(List.of(states));
        stage = new LabFixture(
                folder,
                FETCHED,
                asked -> Answer.json(
                        asked.line().startsWith("GET /api/requests")
                                ? "{\"state\":\"%s\"}".formatted(left.remove(0))
                                : "{\"id\":\"7\",\"value\":1}"));
        assertThat(stage.end(stage.accept("lab.order", "{\"number\":\"1\"}")).problem())
                .isNull();
        return stage.ledger().answerTimes().newest("lab.order", 10);
    }

    @Test
    void anAnswerThatAnotherStepFetchesCountsAmongTheAnswerTimes() throws Exception {
        assertThat(answerTimes("NEW", "DONE")).singleElement().satisfies(time -> {
            assertThat(time.lower()).isEqualTo(Duration.ofSeconds(30));
            assertThat(time.upper()).isEqualTo(Duration.ofSeconds(60));
        });
    }

    @Test
    void aPollAfterWhichTheOrderIsSubmittedAgainIsNoAnswer() throws Exception {
        assertThat(answerTimes("NEW", "AGAIN", "DONE")).singleElement().satisfies(time -> {
            assertThat(time.lower()).isZero();
            assertThat(time.upper()).isEqualTo(Duration.ofSeconds(30));
        });
    }

    @Test
    void ordersThatAskSinceTheSameCursorAreNotTheSameOrder() throws Exception {
        List<String> known = new ArrayList<>();
        stage = new LabFixture(folder, SINCE, asked -> {
            if (asked.line().startsWith("PUT")) {
                known.add(asked.line().replaceFirst(".*/", ""));
                return new Answer(201, "{\"next\":0}", Map.of("Content-Type", "application/json"));
            }
            StringBuilder all = new StringBuilder();
            known.forEach(ref -> all.append(all.isEmpty() ? "" : ",")
                    .append("{\"ref\":\"%s\",\"value\":\"%s\"}".formatted(ref, ref)));
            return Answer.json("{\"answers\":[%s],\"next\":%d}".formatted(all, known.size()));
        });
        Order first = stage.accept("lab.order", "{\"name\":\"Ada\"}");
        Order second = stage.accept("lab.order", "{\"name\":\"Bo\"}");
        assertThat(List.of(stage.one(), stage.one())).containsExactly(true, true);
        assertThat(stage.result(stage.end(first)).path("value").asText()).isEqualTo(first.id());
        assertThat(stage.result(stage.end(second)).path("value").asText()).isEqualTo(second.id());
    }

    @Test
    void aLookUpWaitsItsPause() throws Exception {
        List<Long> lookUps = new ArrayList<>();
        stage = new LabFixture(folder, LATE, asked -> {
            if (asked.line().startsWith("POST")) {
                return null;
            }
            lookUps.add(Duration.between(Instant.parse("2026-06-15T10:00:00Z"), stage.instant())
                    .toSeconds());
            return Answer.json("{\"id\":\"7\"}");
        });
        Order order = stage.end(stage.accept("lab.send", "{\"name\":\"Ada\"}"));
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(lookUps).containsExactly(45L);
    }

    @Test
    void thePollAfterALookUpWaitsItsOwnPause() throws Exception {
        List<Long> requests = new ArrayList<>();
        stage = new LabFixture(folder, FOUND, asked -> {
            if (asked.line().startsWith("POST")) {
                return null;
            }
            requests.add(Duration.between(Instant.parse("2026-06-15T10:00:00Z"), stage.instant())
                    .toSeconds());
            return Answer.json("{\"id\":\"7\",\"value\":1}");
        });
        Order order = stage.end(stage.accept("lab.find", "{\"name\":\"Ada\"}"));
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(requests).hasSize(2);
        assertThat(requests.get(1) - requests.get(0)).isGreaterThanOrEqualTo(10);
    }

    private Order xml(String body) throws Exception {
        stage = new LabFixture(folder, XML, asked -> new Answer(200, body, Map.of("Content-Type", "application/xml")));
        return stage.end(stage.accept("lab.ask", "{}"));
    }

    @Test
    void anErrorThatXmlHoldsOnceIsOneFinding() throws Exception {
        Order order = xml("<n:r xmlns:n='urn:n'><n:error code='17'>no such person</n:error></n:r>");
        assertThat(order.findings()).extracting(Finding::code).containsExactly("LAB_17");
    }

    @Test
    void errorsThatXmlHoldsTwiceAreTwoFindings() throws Exception {
        Order order = xml("<r><error code='17'>no such person</error><error code='18'>no such day</error></r>");
        assertThat(order.findings()).extracting(Finding::code).containsExactly("LAB_17", "LAB_18");
    }

    @Test
    void anElementThatXmlHoldsOnceIsAListOfOne() throws Exception {
        assertThat(result(xml("<r><item name='a'/></r>"))).isEqualTo("{\"names\":[\"a\"]}");
    }

    @Test
    void elementsThatXmlHoldsTwiceStayAList() throws Exception {
        assertThat(result(xml("<r><item name='a'/><item name='b'/></r>"))).isEqualTo("{\"names\":[\"a\",\"b\"]}");
    }

    private String result(Order order) {
        return stage.result(order).toString();
    }
}
