package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.State;
import org.hospitalhub.service.engine.LabFixture.Answer;
import org.hospitalhub.service.engine.LabFixture.Asked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A step whose own route is built from the blocks {@code hub-call} and {@code hub-outcome}. */
class OwnRouteTest {

    private static final String LAB = """
            service: lab
            settings:
              base-url: {type: url, required: true, on-off: true}
              user: {type: text, default: hub}
              token: {type: secret, required: true}
            limits: [{requests: 100, window: 60s}]
            doors:
              api: {url: "{settings.base-url}", content-type: application/vnd.lab+json, auth: {kind: bearer, token: "{settings.token}"}}
              files: {url: "{settings.base-url}/files"}
              closed: {url: "{settings.base-url}/closed", auth: {kind: digest, user: "{settings.user}", password: "{settings.token}"}}
            errors:
              - {when: {status: 503}, then: retry}
              - {when: any, then: park, code: LAB_UNEXPECTED}
            operations:
              lab.order:
                kind: ask
                step:
                  door: api
                  request: POST /orders
                  body: {patient: .patient}
                  unsure: %s
                  requests: %d
                  answer:
                    - {when: {status: 200, is: .value}, then: done, result: {value: .value}}
            """;

    @TempDir
    Path folder;

    private final List<String> bodies = new ArrayList<>();
    private LabFixture stage;

    @AfterEach
    void stop() {
        stage.close();
    }

    private Order play(int requests, String steps, Function<Asked, Answer> server) throws Exception {
        return play("park", requests, steps, server);
    }

    private Order play(String unsure, int requests, String steps, Function<Asked, Answer> server) throws Exception {
        stage = new LabFixture(folder, LAB.formatted(unsure, requests), asked -> {
            bodies.add(asked.text());
            return server.apply(asked);
        });
        stage.camel().getRouteController().stopRoute("lab-ask");
        stage.camel().removeRoute("lab-ask");
        String yaml = """
                - route:
                    id: lab-ask
                    description: The laboratory's own way
                    routeConfigurationId: failure-step
                    from:
                      uri: direct:lab-ask
                      steps:
                """ + steps.indent(8);
        PluginHelper.getRoutesLoader(stage.camel()).loadRoutes(ResourceHelper.fromString("lab-ask.yaml", yaml));
        return stage.end(stage.accept("lab.order", "{\"patient\":\"7\"}"));
    }

    @Test
    void theStepsOwnRequestGoesThroughItsDoorAndTheTableSaysWhatTheAnswerMeans() throws Exception {
        Order order = play(
                1,
                """
                - to: hub-call:api
                - to: hub-outcome:answered
                """,
                asked -> Answer.json(
                        "{\"value\":\"%s\"}".formatted(asked.headers().get("authorization"))));
        assertThat(stage.result(order)).isEqualTo(LabFixture.json("{\"value\":\"Bearer secret\"}"));
        assertThat(bodies).containsExactly("{\"patient\":\"7\"}");
    }

    @Test
    void aBodyThatTheRouteMakesIsSent() throws Exception {
        Order order = play(1, """
                - setBody: {constant: '{"made":"by the route"}'}
                - to: hub-call:api
                - to: hub-outcome:done
                """, asked -> Answer.json("{\"number\":12}"));
        assertThat(bodies).containsExactly("{\"made\":\"by the route\"}");
        assertThat(stage.result(order)).isEqualTo(LabFixture.json("{\"number\":12}"));
    }

    @Test
    void aBodyThatTheRouteMakesHasTheContentTypeOfTheDefinition() throws Exception {
        List<String> types = new ArrayList<>();
        play(1, """
                - setBody: {constant: '{"made":"by the route"}'}
                - to: hub-call:api
                - to: hub-outcome:done
                """, asked -> {
            types.add(asked.headers().get("content-type"));
            return Answer.json("{\"value\":1}");
        });
        assertThat(types).containsExactly("application/vnd.lab+json");
    }

    /** The example of docs/services.md. */
    @Test
    void theBodyOfTheDefinitionCanBePutIntoAFrame() throws Exception {
        Order order = play(1, """
                - bean: {ref: serviceExchange, method: validate}
                - setBody: {simple: "BEGIN;${exchangeProperty.HubCall.body};END"}
                - to: hub-call:api
                - to: hub-outcome:answered
                """, asked -> Answer.json("{\"value\":1}"));
        assertThat(bodies).containsExactly("BEGIN;{\"patient\":\"7\"};END");
        assertThat(order.state()).isEqualTo(State.COMPLETED);
    }

    @Test
    void severalCallsGoThroughSeveralDoorsWithAPermitForEach() throws Exception {
        Order order =
                play(2, """
                - setHeader: {name: CamelHttpMethod, constant: GET}
                - setHeader: {name: CamelHttpPath, constant: /form}
                - to: hub-call:files
                - setHeader: {name: CamelHttpMethod, constant: POST}
                - setHeader: {name: CamelHttpPath, constant: /orders}
                - to: hub-call:api
                - to: hub-outcome:answered
                """, asked -> Answer.json("{\"value\":\"" + asked.line().charAt(0) + "\"}"));
        assertThat(stage.seen()).containsExactly("GET /api/files/form", "POST /api/orders");
        assertThat(bodies.get(1)).isEqualTo("{\"value\":\"G\"}");
        assertThat(stage.result(order)).isEqualTo(LabFixture.json("{\"value\":\"P\"}"));
        assertThat(stage.used()).isEqualTo(2);
    }

    /** The example of docs/services.md: without Java. */
    @Test
    void whatOneCallAnsweredIsSentWithTheOrderInTheNext() throws Exception {
        Order order = play(
                2,
                """
                - setHeader: {name: CamelHttpPath, constant: /form}
                - to: {id: form, description: Fetches the form, uri: "hub-call:api"}
                - setVariable: {name: form, simple: "${bodyAs(String)}"}
                - removeHeaders: {pattern: "*"}
                - setBody: {simple: '{"form": ${variable.form}, "order": ${exchangeProperty.HubWork.payload}}'}
                - to: {id: call, description: Sends the order, uri: "hub-call:api"}
                - to: {id: outcome, description: What the answer means, uri: "hub-outcome:answered"}
                """,
                asked -> asked.line().endsWith("/form") ? Answer.json("{\"number\":5}") : Answer.json("{\"value\":1}"));
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(bodies).containsExactly("", "{\"form\": {\"number\":5}, \"order\": {\"patient\":\"7\"}}");
    }

    private static Answer closed(Asked asked) {
        return asked.line().contains("/closed") && !asked.headers().containsKey("authorization")
                ? new Answer(
                        401,
                        "",
                        Map.of(
                                "WWW-Authenticate",
                                "Digest realm=\"lab\", qop=\"auth\", algorithm=SHA-256, nonce=\"n1\""))
                : Answer.json("{\"value\":1}");
    }

    @Test
    void theAnswerToAChallengeWaitsForAPermit() throws Exception {
        Order order = play(1, """
                - setHeader: {name: CamelHttpPath, constant: /form}
                - to: hub-call:closed
                - to: hub-outcome:answered
                """, OwnRouteTest::closed);
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(stage.used()).isEqualTo(stage.seen().size()).isEqualTo(2);
    }

    @Test
    void aChallengeAfterAnotherCallDoesNotSendThatAgain() throws Exception {
        Order order = play(2, """
                - to: hub-call:api
                - setHeader: {name: CamelHttpPath, constant: /form}
                - to: hub-call:closed
                - to: hub-outcome:answered
                """, OwnRouteTest::closed);
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(stage.seen()).containsExactly("POST /api/orders", "GET /api/closed/form", "GET /api/closed/form");
    }

    @Test
    void aCallWithoutAPermitIsNotSent() throws Exception {
        Order order = play(1, """
                - to: hub-call:api
                - to: hub-call:api
                - to: hub-outcome:answered
                """, asked -> Answer.json("{\"value\":1}"));
        assertThat(order.problem()).extracting("code").isEqualTo("ROUTE_CALLS");
        assertThat(stage.seen()).hasSize(1);
    }

    @Test
    void aRequestThatMayHaveBeenSentIsUnsure() throws Exception {
        Order order = play(1, "- to: hub-call:api\n- to: hub-outcome:answered\n", asked -> null);
        assertThat(order.problem()).extracting("code").isEqualTo("UNSURE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.net.ConnectException", "java.lang.IllegalStateException"})
    void aRouteThatFailsAfterItsRequestWasAnsweredDoesNotSendItAgain(String failure) throws Exception {
        Order order = play(1, """
                - to: hub-call:api
                - throwException: {exceptionType: %s, message: later}
                """.formatted(failure), asked -> Answer.json("{\"value\":1}"));
        assertThat(order.problem()).extracting("code").isEqualTo("UNSURE");
        assertThat(stage.seen()).hasSize(1);
    }

    @Test
    void aRequestThatWasNotSentIsTriedAgain() throws Exception {
        int[] calls = {0};
        Order order = play(
                "repeat",
                1,
                "- to: hub-call:api\n- to: hub-outcome:answered\n",
                asked -> calls[0]++ == 0 ? new Answer(503, "", Map.of()) : Answer.json("{\"value\":1}"));
        assertThat(order.state()).isEqualTo(State.COMPLETED);
    }

    @Test
    void aDoorThatTheServiceHasNotParksTheOrder() throws Exception {
        Order order = play(1, "- to: hub-call:elsewhere\n- to: hub-outcome:answered\n", asked -> Answer.json("{}"));
        assertThat(order.state()).isEqualTo(State.PARKED);
        assertThat(stage.seen()).isEmpty();
    }

    @Test
    void aPathOutsideOfTheDoorIsNotSent() throws Exception {
        Order order = play(1, """
                - setHeader: {name: CamelHttpPath, constant: /../admin}
                - to: hub-call:api
                - to: hub-outcome:answered
                """, asked -> Answer.json("{}"));
        assertThat(order.state()).isEqualTo(State.PARKED);
        assertThat(stage.seen()).isEmpty();
    }
}
