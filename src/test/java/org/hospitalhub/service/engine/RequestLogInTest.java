package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.State;
import org.hospitalhub.service.engine.LabFixture.Answer;
import org.hospitalhub.service.engine.LabFixture.Asked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Log-ins that depend on each request, and the id of each request. */
class RequestLogInTest {

    private static final String LAB = """
            service: lab
            settings:
              base-url: {type: url, required: true, on-off: true}
              user: {type: text, default: hub}
              token: {type: secret, required: true}
            limits: [{requests: 10, window: 60s}]
            doors:
              api: {url: "{settings.base-url}", %s}
            errors:
              - {when: {status: 503}, then: unsure}
              - {when: any, then: park, code: LAB_UNEXPECTED}
            operations:
              lab.order:
                kind: steps
                steps:
                  send:
                    request: POST /orders?system=http://lab
                    headers: {X-Id: "{order.message-id}"}
                    body: %s
                    unsure: repeat
                    answer:
                      - {when: {status: 200}, then: ask}
                  ask:
                    request: POST /answers
                    headers: {X-Id: "{order.message-id}"}
                    body: %s
                    unsure: repeat
                    pause: {least: 2s}
                    answer:
                      - {when: {status: 200, says: ["ready"]}, then: done, result: {ok: true}}
                      - {when: {status: 200}, then: wait}
            """;
    private static final String JSON_BODY = "{name: .name}";
    private static final String ENVELOPE =
            "{s:Envelope: {\"@xmlns:s\": {text: \"http://schemas.xmlsoap.org/soap/envelope/\"}, s:Body: {name: .name}}}";
    private static final Answer CHALLENGE = new Answer(
            401, "", Map.of("WWW-Authenticate", "Digest realm=\"lab\", qop=\"auth\", algorithm=SHA-256, nonce=\"n1\""));

    @TempDir
    Path folder;

    private final List<Asked> asked = new ArrayList<>();
    private LabFixture stage;

    @AfterEach
    void stop() {
        stage.close();
    }

    private Order play(String door, String body, LabFixture.Server server) throws Exception {
        stage = new LabFixture(folder, LAB.formatted(door, body, body), one -> {
            synchronized (asked) {
                asked.add(one);
            }
            return server.answer(one);
        });
        return stage.end(stage.accept("lab.order", "{\"name\":\"Ada\"}"));
    }

    private static Answer ready(Asked one) {
        return Answer.json(one.line().contains("/answers") ? "{\"state\":\"ready\"}" : "{}");
    }

    private List<String> headers(String name) {
        return asked.stream()
                .map(one -> String.valueOf(one.headers().get(name)))
                .toList();
    }

    @Test
    void aDigestChallengeIsAnsweredOnceAndUsedAgain() throws Exception {
        Order order = play(
                "auth: {kind: digest, user: \"{settings.user}\", password: \"{settings.token}\"}",
                JSON_BODY,
                one -> one.headers().containsKey("authorization") ? ready(one) : CHALLENGE);
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(headers("authorization"))
                .satisfiesExactly(
                        none -> assertThat(none).isEqualTo("null"),
                        first -> assertThat(first)
                                .startsWith("Digest username=\"hub\"")
                                .contains("uri=\"/api/orders?system=http://lab\"", "nc=00000001"),
                        next -> assertThat(next).contains("nonce=\"n1\"", "nc=00000002"));
    }

    @Test
    void theRequestForADigestChallengeTakesAPermit() throws Exception {
        play(
                "auth: {kind: digest, user: \"{settings.user}\", password: \"{settings.token}\"}",
                JSON_BODY,
                one -> one.headers().containsKey("authorization") ? ready(one) : CHALLENGE);
        assertThat(stage.used()).isEqualTo(stage.seen().size());
    }

    @Test
    void aWrongPasswordParksTheOrderAfterTheSecondAnswer() throws Exception {
        Order order = play(
                "auth: {kind: digest, user: \"{settings.user}\", password: \"{settings.token}\"}",
                JSON_BODY,
                one -> CHALLENGE);
        assertThat(order.state()).isEqualTo(State.PARKED);
        assertThat(stage.seen()).hasSize(2);
    }

    @Test
    void aRequestIsSignedAsItIsSent() throws Exception {
        Order order = play(
                "auth: {kind: hmac, secret: \"{settings.token}\", sign: [\"{method}\", \"{target}\", \"{time}\", \"{body}\"],"
                        + " headers: {X-Date: \"{time}\", Authorization: \"HMAC {settings.user}:{signature}\"}}",
                JSON_BODY,
                RequestLogInTest::ready);
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        Asked first = asked.get(0);
        String text = first.line().replace(' ', '\n') + "\n" + first.headers().get("x-date") + "\n" + first.text();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signature = Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        assertThat(first.headers()).containsEntry("authorization", "HMAC hub:" + signature);
    }

    @Test
    void anEnvelopeIsSentWithAUserNameToken() throws Exception {
        Order order = play(
                "media: application/xml, content-type: text/xml, auth: {kind: username-token, user: \"{settings.user}\","
                        + " password: \"{settings.token}\"}",
                ENVELOPE,
                RequestLogInTest::ready);
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(asked.get(0).text())
                .contains("<wsse:Username>hub</wsse:Username>", "#PasswordDigest", "<name>Ada</name>")
                .doesNotContain("secret");
        assertThat(headers("content-type")).containsOnly("text/xml");
    }

    @Test
    void aBodyThatCannotHoldAUserNameTokenIsNotSent() throws Exception {
        Order order = play(
                "media: application/xml, auth: {kind: username-token, user: \"{settings.user}\", password: \"{settings.token}\"}",
                "{order: {name: .name}}",
                RequestLogInTest::ready);
        assertThat(order.state()).isEqualTo(State.PARKED);
        assertThat(String.valueOf(Objects.requireNonNull(order.problem()).detail()))
                .contains("SOAP envelope");
        assertThat(stage.seen()).isEmpty();
    }

    @Test
    void aRepeatHasTheSameMessageIdAndEachPollAnother() throws Exception {
        play("auth: none", JSON_BODY, one -> {
            int before = stage.seen().size();
            return before == 1 ? new Answer(503, "", Map.of()) : before == 3 ? Answer.json("{}") : ready(one);
        });
        List<String> ids = headers("x-id");
        assertThat(ids).hasSize(4);
        assertThat(ids.get(1)).isEqualTo(ids.get(0));
        assertThat(List.of(ids.get(1), ids.get(2), ids.get(3))).doesNotHaveDuplicates();
    }
}
