package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.State;
import org.hospitalhub.service.engine.LabFixture.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mailbox that shows ids only, so that an order has to open the messages of others (docs/service-recipes.md). */
class CommonMailboxTest {

    private static final String LAB = """
            service: lab
            settings: {base-url: {type: url, required: true, on-off: true}}
            doors: {api: {url: "{settings.base-url}"}}
            errors: [{when: any, then: park, code: LAB_UNEXPECTED}]
            operations:
              lab.question:
                kind: steps
                steps:
                  send: {request: POST /outbox, body: {ref: $order.id}, unsure: park, answer: [{when: {status: 202}, then: list}]}
                  list:
                    request: GET /inbox
                    pause: {least: 1m}
                    answer:
                      - when: {status: 200, is: 'is-array(.) and size([for (.) . if (not(contains(., $memory.seen)))]) > 0'}
                        then: fetch
                        after: {first: 1s, until: 7d}
                        remember:
                          queue: '[for (.) . if (not(contains(., $memory.seen)))]'
                          next: 'let new = [for (.) . if (not(contains(., $memory.seen)))] $new[0]'
                      - {when: {status: 200, is: is-array(.)}, then: wait}
                  fetch:
                    request: GET /inbox/{memory.next}
                    answer:
                      - {when: {status: 200, is: '.ref == $order.id'}, then: done, result: {value: .value}}
                      - when: {status: [200, 404, 410], is: '$memory.queue[1]'}
                        then: fetch
                        after: {first: 1s, until: 7d}
                        remember: {seen: 'fallback($memory.seen, []) + [$memory.next]', queue: '$memory.queue[1 : ]', next: '$memory.queue[1]'}
                      - {when: {status: [200, 404, 410]}, then: list, after: {first: 1s, until: 7d}, remember: {seen: 'fallback($memory.seen, []) + [$memory.next]'}}
            """;
    private static final int MESSAGES = 70;

    @TempDir
    private Path folder;

    @Test
    void anOrderFindsItsMessageBehindSeventyOthers() throws Exception {
        AtomicReference<String> ref = new AtomicReference<>();
        String ids = IntStream.rangeClosed(1, MESSAGES + 1)
                .mapToObj(id -> "\"m" + id + "\"")
                .collect(Collectors.joining(",", "[", "]"));
        try (LabFixture lab = new LabFixture(folder, LAB, asked -> {
            if (asked.line().startsWith("POST")) {
                ref.set(LabFixture.json(asked.text()).path("ref").asText());
                return new Answer(202, "", Map.of());
            }
            boolean last = asked.line().endsWith("/m" + (MESSAGES + 1));
            return Answer.json(
                    asked.line().endsWith("/inbox")
                            ? ids
                            : "{\"ref\":\"" + (last ? ref.get() : "another") + "\",\"value\":5}");
        })) {
            Order order = lab.accept("lab.question", "{}");
            for (int step = 0; step < 3 * MESSAGES && !lab.find(order).state().ended(); step++) {
                lab.one();
                lab.advance(Duration.ofSeconds(1));
            }
            assertThat(lab.find(order).state()).isEqualTo(State.COMPLETED);
        }
    }
}
