package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.State;
import org.hospitalhub.service.engine.LabFixture.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A followed order whose sender gets an update for each change. */
class StatusUpdatesTest {

    private static final Address CALLBACK = new Address.Callback("http://127.0.0.1:1/updates");
    private static final String LAB = """
            service: lab
            settings:
              base-url: {type: url, required: true, on-off: true}
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
                  tell: on-change
                  answer:
                    - {when: {status: 200, is: '.state == "ready"'}, then: done, result: {state: .state}}
                    - {when: {status: 200, is: .state}, then: wait, progress: {state: .state, message: .note}}
            """;

    @TempDir
    Path folder;

    private final Deque<String> states = new ArrayDeque<>(List.of("taken", "running", "running", "measured", "ready"));
    private final List<ObjectNode> updates = new ArrayList<>();
    private final Deque<Outcome> receivers = new ArrayDeque<>();
    private LabFixture stage;

    @BeforeEach
    void start() throws Exception {
        stage = new LabFixture(
                folder,
                LAB,
                asked -> Answer.json(
                        asked.line().startsWith("POST")
                                ? "{}"
                                : "{\"state\":\"%s\",\"note\":\"n\"}"
                                        .formatted(states.size() > 1 ? states.remove() : "ready")));
        deliver();
    }

    private void deliver() throws Exception {
        stage.camel().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:delivery-progress").process(exchange -> {
                    updates.add(exchange.getMessage().getBody(ObjectNode.class));
                    exchange.getMessage()
                            .setBody(
                                    receivers.isEmpty()
                                            ? new Outcome.Done(JsonNodeFactory.instance.objectNode())
                                            : receivers.remove());
                });
            }
        });
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    private static Outcome failed(Outcome.Remedy remedy) {
        return new Outcome.Failed(new Problem("AWAY", "The receiver is away", "x"), remedy, null, null);
    }

    @Test
    void eachChangeIsSentOnceAndTheLastOneIsTheAnswer() {
        Order order = stage.end(stage.accept("lab.order", "{}", CALLBACK));
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(updates)
                .extracting(event -> event.path("status").asText())
                .containsExactly("taken", "running", "measured");
        assertThat(stage.seen()).filteredOn(line -> line.startsWith("GET")).hasSize(5);
    }

    @Test
    void aReceiverThatIsAwayGetsTheUpdateLater() {
        receivers.add(failed(Outcome.Remedy.RETRY));
        assertThat(stage.end(stage.accept("lab.order", "{}", CALLBACK)).state()).isEqualTo(State.COMPLETED);
        assertThat(updates)
                .extracting(event -> event.path("status").asText())
                .containsExactly("taken", "taken", "running", "measured");
    }

    @Test
    void aReceiverThatDoesNotWantItKeepsNoOrderFromItsAnswer() {
        receivers.add(failed(Outcome.Remedy.PARK));
        assertThat(stage.end(stage.accept("lab.order", "{}", CALLBACK)).state()).isEqualTo(State.COMPLETED);
        assertThat(updates).hasSize(3);
    }

    @Test
    void aSenderThatFetchesTheAnswerGetsNoUpdatesButCanSeeTheChanges() {
        Order order = stage.end(stage.accept("lab.order", "{}"));
        assertThat(updates).isEmpty();
        assertThat(stage.ledger().orders().progress(order.id()))
                .extracting(event -> event.path("status").asText())
                .containsExactly("taken", "running", "measured");
    }

    @Test
    void aHubThatDiedBeforeAnUpdateSendsItAfterwards() throws Exception {
        Order order = stage.accept("lab.order", "{}", CALLBACK);
        stage.one();
        stage.advance(java.time.Duration.ofSeconds(11));
        stage.one();
        assertThat(stage.find(order).step()).isEqualTo("tell");
        stage.restart();
        deliver();
        assertThat(stage.end(order).state()).isEqualTo(State.COMPLETED);
        assertThat(updates).hasSize(3);
    }
}
