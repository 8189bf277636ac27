package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.State;
import org.hospitalhub.service.engine.LabFixture.Answer;
import org.hospitalhub.service.engine.LabFixture.Asked;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services with a log-in by name and password, whose sessions are known by a header, a cookie or a field. */
class SessionLogInTest {

    private static final String LAB = """
            service: lab
            settings:
              base-url: {type: url, required: true, on-off: true}
              auth-url: {type: url, default: "{settings.base-url}"}
              token: {type: secret, required: true}
            limits: [{requests: 20, window: 60s}]
            doors:
              api: {url: "{settings.base-url}", auth: %s}
            errors:
              - {when: {status: 503}, then: retry}
              - {when: any, then: park, code: LAB_UNEXPECTED}
            operations:
              lab.order:
                kind: ask
                step:
                  request: POST /orders
                  body: {name: .name}
                  unsure: park
                  answer: [{when: {status: 200, is: .number}, then: done, result: {number: .number}}]
            """;
    private static final String PARAMETERS = "parameters: {user: \"Бо & co\", password: \"{settings.token}\"}";

    @TempDir
    Path folder;

    private final AtomicInteger logIns = new AtomicInteger();
    private final AtomicInteger worked = new AtomicInteger();
    private LabFixture stage;

    @AfterEach
    void stop() {
        stage.close();
    }

    private Order play(String auth, LabFixture.Server server) throws Exception {
        stage = new LabFixture(folder, LAB.formatted(auth), server);
        return stage.end(stage.accept("lab.order", "{\"name\":\"Ada\"}"));
    }

    private Answer worked() {
        worked.incrementAndGet();
        return Answer.json("{\"number\":7}");
    }

    /** Answers a log-in with the next session, or a call with 401 when it does not have the newest one. */
    private Answer answered(Asked asked, String header, String session, Answer logIn) {
        if (asked.line().endsWith("/login")) {
            return logIn;
        }
        return session.equals(asked.headers().get(header)) ? worked() : new Answer(401, "", Map.of());
    }

    @Test
    void theTokenOfAHeaderIsSentInAHeader() throws Exception {
        Order order = play(
                "{kind: session, request: POST /login, " + PARAMETERS
                        + ", find: '$headers.\"x-session\"', header: \"X-Session: {token}\"}",
                asked -> {
                    if (asked.line().endsWith("/login")) {
                        assertThat(asked.text()).isEqualTo("user=%D0%91%D0%BE+%26+co&password=secret");
                    }
                    return answered(asked, "x-session", "s1", new Answer(200, "OK", Map.of("X-Session", "s1")));
                });
        assertThat(order.problem()).isNull();
        assertThat(order.state()).isEqualTo(State.COMPLETED);
    }

    @Test
    void theCookieOfARedirectIsSentAsACookie() throws Exception {
        Order order = play(
                "{kind: session, request: POST /login, " + PARAMETERS
                        + ", find: $cookies.JSESSIONID, header: \"Cookie: JSESSIONID={token}\"}",
                asked -> answered(
                        asked,
                        "cookie",
                        "JSESSIONID=s1",
                        new Answer(
                                302,
                                "",
                                Map.of("Location", "/home", "Set-Cookie", "JSESSIONID=s1; Path=/; HttpOnly"))));
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(stage.seen()).containsExactly("POST /api/login", "POST /api/orders");
    }

    @Test
    void aLogInInJsonIsWrittenAroundItsParameters() throws Exception {
        Order order = play(
                "{kind: session, request: POST /login, media: application/json, inside: auth, " + PARAMETERS
                        + ", find: .data.token, expires: .data.seconds}",
                asked -> {
                    if (asked.line().endsWith("/login")) {
                        assertThat(asked.text()).isEqualTo("{\"auth\":{\"user\":\"Бо & co\",\"password\":\"secret\"}}");
                    }
                    return answered(
                            asked,
                            "authorization",
                            "Bearer s1",
                            Answer.json("{\"data\":{\"token\":\"s1\",\"seconds\":600}}"));
                });
        assertThat(order.state()).isEqualTo(State.COMPLETED);
    }

    @Test
    void bracesInASecretAreItsCharacters() throws Exception {
        List<String> sent = new ArrayList<>();
        String auth = "{kind: session, request: POST /login, media: application/json,"
                + " body: {password: {text: \"{settings.token}\"}}, find: .token}";
        stage = new LabFixture(
                folder,
                LAB.formatted(auth),
                asked -> {
                    sent.add(asked.text());
                    return asked.line().endsWith("/login") ? Answer.json("{\"token\":\"s1\"}") : worked();
                },
                new Identities(new IdentitySettings(Map.of())),
                Map.of("hub.lab.token", "a{order.id}b{settings.base-url}"));
        stage.end(stage.accept("lab.order", "{\"name\":\"Ada\"}"));
        assertThat(sent.get(0)).isEqualTo("{\"password\":\"a{order.id}b{settings.base-url}\"}");
    }

    @Test
    void aLogInThatCannotBeWrittenIsNotSent() throws Exception {
        Order order = play(
                "{kind: session, request: POST /login, media: application/json,"
                        + " body: {zone: 'number(\"north\")', password: {text: \"{settings.token}\"}}, find: .token}",
                asked -> worked());
        assertThat(stage.seen()).isEmpty();
        assertThat(order.problem().detail().toString()).contains("body.zone");
    }

    private LabFixture.Server ending(Answer end) {
        return asked -> {
            if (asked.line().endsWith("/login")) {
                return Answer.json("{\"token\":\"s" + logIns.incrementAndGet() + "\"}");
            }
            boolean first = asked.headers().get("authorization").equals("Bearer s1");
            return first ? end : worked();
        };
    }

    @Test
    void anEndedSessionIsBegunAgainAfter401() throws Exception {
        Order order = play(
                "{kind: session, request: POST /login, " + PARAMETERS + ", find: .token}",
                ending(new Answer(401, "", Map.of())));
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(worked).hasValue(1);
    }

    @Test
    void aPageThatWantsALogInMeansThatTheSessionHasEnded() throws Exception {
        Order order = play(
                "{kind: session, request: POST /login, " + PARAMETERS
                        + ", find: .token, ended: {status: 200, says: \"please log in\"}}",
                ending(new Answer(200, "<html><h1>Please log in</h1></html>", Map.of("Content-Type", "text/html"))));
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(stage.seen())
                .containsExactly("POST /api/login", "POST /api/orders", "POST /api/login", "POST /api/orders");
    }

    @Test
    void aSessionThatAlwaysEndsIsBegunOnceMoreOnly() throws Exception {
        Order order = play(
                "{kind: session, request: POST /login, " + PARAMETERS + ", find: .token, ended: {status: [302]}}",
                asked -> asked.line().endsWith("/login")
                        ? Answer.json("{\"token\":\"s\"}")
                        : new Answer(302, "", Map.of("Location", "/login")));
        assertThat(order.state()).isEqualTo(State.PARKED);
        assertThat(stage.seen()).hasSize(4);
    }

    @Test
    void aWrongPasswordIsNeverAnUnsureOrder() throws Exception {
        Order order = play(
                "{kind: session, request: POST /login, " + PARAMETERS + ", find: .token}",
                asked -> new Answer(403, "", Map.of()));
        assertThat(order.state()).isEqualTo(State.PARKED);
        assertThat(order.problem().code()).isNotEqualTo("UNSURE");
        assertThat(stage.seen()).allMatch("POST /api/login"::equals);
    }

    @Test
    void aLogInMayBeAtAnotherAddressThanTheService() throws Exception {
        Order order = play(
                "{kind: session, request: \"POST {settings.auth-url}/v1/login\", " + PARAMETERS + ", find: .token}"
                        + ", headers: {X-Door: lab}",
                asked -> answered(asked, "authorization", "Bearer s1", Answer.json("{\"token\":\"s1\"}")));
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(stage.seen()).containsExactly("POST /api/v1/login", "POST /api/orders");
    }

    @Test
    void theRepeatWithANewSessionTakesAPermitOfItsOwn() throws Exception {
        Order order = play(
                "{kind: session, request: POST /login, " + PARAMETERS
                        + ", find: .token, header: \"X-Session: {token}\"}",
                asked -> asked.line().endsWith("/login")
                        ? Answer.json("{\"token\":\"s" + logIns.incrementAndGet() + "\"}")
                        : answered(asked, "x-session", "s2", Answer.json("{}")));
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(stage.seen())
                .containsExactly("POST /api/login", "POST /api/orders", "POST /api/login", "POST /api/orders");
        assertThat(stage.used()).isEqualTo(2);
    }

    @Test
    void aSessionThatIsNeverAcceptedEndsAfterTheSecondAnswer() throws Exception {
        Order order = play(
                "{kind: session, request: POST /login, " + PARAMETERS
                        + ", find: .token, header: \"X-Session: {token}\"}",
                asked -> asked.line().endsWith("/login")
                        ? Answer.json("{\"token\":\"s" + logIns.incrementAndGet() + "\"}")
                        : new Answer(401, "", Map.of()));
        assertThat(order.state()).isEqualTo(State.PARKED);
        assertThat(stage.seen().stream().filter(line -> line.endsWith("/orders")))
                .hasSize(2);
    }
}
