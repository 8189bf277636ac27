package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.State;
import org.hospitalhub.service.engine.LabFixture.Answer;
import org.hospitalhub.service.engine.LabFixture.Asked;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services that want a key in the query, another grant, pages by POST, a semicolon, or a pause in milliseconds. */
class KeysAndPagesTest {

    private static final String HEAD = """
            service: lab
            settings: {base-url: {type: url, required: true, on-off: true}, token: {type: secret, required: true}}
            limits: [{requests: 100, window: 1s, margin: 0s}]
            doors: {api: {url: "{settings.base-url}", %s}}
            errors: [{when: any, then: park, code: LAB_UNEXPECTED}]
            operations:
            """;
    private static final String KEY = "auth: {kind: query, parameters: {api_key: \"{settings.token}\", format: json}}";
    private static final String PAGES = """
              lab.find:
                kind: ask
                step:
                  request: POST /search
                  body: {name: .name, after: $next}
                  unsure: repeat
                  paged: {next: .next, join: .items}
                  answer: [{when: {status: 200, is: is-array(.items)}, then: done, result: {items: .items}}]
            """;
    private static final String LINKED = """
              lab.find:
                kind: ask
                step:
                  request: GET /items?name={name}
                  paged: {next: .next, join: .items}
                  answer: [{when: {status: 200, is: is-array(.items)}, then: done, result: {items: .items}}]
            """;
    private static final String LATER = """
              lab.find:
                kind: order-and-poll
                submit:
                  request: POST /items
                  body: '[{"имя": .name, "n": 1}]'
                  unsure: park
                  answer: [{when: {status: 202, is: .id}, then: poll, remember: {id: .id}, retry-after: .inMs / 1000}]
                poll:
                  request: GET /items/{memory.id}
                  pause: {least: 100ms}
                  answer: [{when: {status: 200, is: .value}, then: done, result: {value: .value}}]
            """;

    private static final String TEXT = """
              lab.find:
                kind: ask
                step:
                  request: GET /job
                  answer: [{when: {status: 200, is: 'contains("STATE=READY", $text)'}, then: done, result: {line: '$text[0 : 5]'}}]
            """;

    @TempDir
    Path folder;

    private final List<Asked> asked = new ArrayList<>();
    private LabFixture stage;

    @AfterEach
    void stop() {
        stage.close();
    }

    private Order play(String door, String operation, LabFixture.Server server) throws Exception {
        stage = new LabFixture(
                folder,
                HEAD.formatted(door) + operation,
                one -> {
                    synchronized (asked) {
                        asked.add(one);
                    }
                    return server.answer(one);
                },
                new Identities(new IdentitySettings(Map.of())),
                Map.of("hub.lab.token", "k&y ä"));
        return stage.end(stage.accept("lab.find", "{\"name\":\"Аня;\"}"));
    }

    private List<String> lines() {
        return asked.stream().map(Asked::line).toList();
    }

    @Test
    void aKeyInTheQueryIsAddedToEachAddress() throws Exception {
        Order order = play(
                KEY,
                LINKED,
                one -> one.line().contains("page=2")
                        ? Answer.json("{\"items\":[2]}")
                        : Answer.json("{\"items\":[1],\"next\":\"items?page=2&api_key=old\"}"));
        assertThat(order.problem()).isNull();
        assertThat(lines())
                .satisfiesExactlyInAnyOrder(
                        first -> assertThat(first)
                                .contains("name=%D0%90%D0%BD%D1%8F%3B", "api_key=k%26y%20%C3%A4", "format=json"),
                        next -> assertThat(next)
                                .contains("page=2&", "api_key=k%26y%20%C3%A4")
                                .doesNotContain("old"));
    }

    @Test
    void aKeyInTheQueryIsNotStored() throws Exception {
        Order order = play(KEY, LINKED, one -> Answer.json("{\"items\":[1],\"next\":\"items?page=2\"}"));
        assertThat(order.state()).isEqualTo(State.PARKED);
        assertThat(order.toString() + stage.find(order)).doesNotContain("k%26y", "k&y");
    }

    @Test
    void pagesByPostHaveTheCursorInTheBody() throws Exception {
        Order order = play("media: application/json", PAGES, one -> {
            String after = LabFixture.json(one.text()).path("after").asText("0");
            return after.equals("c3")
                    ? Answer.json("{\"items\":[3]}")
                    : Answer.json("{\"items\":[%s],\"next\":\"%s\"}"
                            .formatted(after.equals("c2") ? 2 : 1, after.equals("c2") ? "c3" : "c2"));
        });
        assertThat(order.problem()).isNull();
        assertThat(stage.result(order)).hasToString("{\"items\":[1,2,3]}");
        assertThat(asked).hasSize(3);
    }

    @Test
    void theSameCursorTwiceDoesNotGoRound() throws Exception {
        Order order = play("media: application/json", PAGES, one -> Answer.json("{\"items\":[1],\"next\":\"c2\"}"));
        assertThat(order.state()).isEqualTo(State.PARKED);
        assertThat(asked).hasSize(2);
    }

    @Test
    void aPauseInMillisecondsIsNotShortened() throws Exception {
        List<Instant> polls = new ArrayList<>();
        Order order = play("media: text/csv, separator: \";\"", LATER, one -> {
            if (one.line().startsWith("POST")) {
                return new Answer(202, "{\"id\":\"7\",\"inMs\":15500}", Map.of("Content-Type", "application/json"));
            }
            polls.add(stage.instant());
            return Answer.json("{\"value\":1}");
        });
        assertThat(order.problem()).isNull();
        // The test's clock goes on by 15 s.
        assertThat(Duration.between(Instant.parse("2026-06-15T10:00:00Z"), polls.get(0)))
                .isGreaterThan(Duration.ofSeconds(15));
        assertThat(asked.get(0).text()).isEqualTo("имя;n\r\n\"Аня;\";1\r\n");
    }

    @Test
    void aTextThatCanBeReadAsATableIsAlsoThereAsItIs() throws Exception {
        Order order = play(
                "media: text/csv",
                TEXT,
                one -> new Answer(200, "JOB=7\r\nSTATE=READY\r\n", Map.of("Content-Type", "text/plain")));
        assertThat(order.problem()).isNull();
        assertThat(stage.result(order)).hasToString("{\"line\":\"JOB=7\"}");
    }

    @Test
    void anotherGrantOfOAuthIsAskedFor() throws Exception {
        Order order = play(
                "auth: {kind: oauth2-client-credentials, token-url: \"{settings.base-url}/token\", client-id: hub,"
                        + " client-secret: \"{settings.token}\", parameters: {grant_type: password, username: ivan,"
                        + " password: \"{settings.token}\"}}",
                PAGES,
                one -> one.line().contains("/token")
                        ? new Answer(
                                200,
                                "access_token=a%2Bb&token_type=bearer&expires_in=60",
                                Map.of("Content-Type", "application/x-www-form-urlencoded"))
                        : Answer.json("{\"items\":[]}"));
        assertThat(order.problem()).isNull();
        assertThat(URLDecoder.decode(asked.get(0).text(), StandardCharsets.UTF_8))
                .contains("grant_type=password", "username=ivan", "password=k&y ä")
                .doesNotContain("client_credentials");
        assertThat(asked.get(1).headers()).containsEntry("authorization", "Bearer a+b");
    }
}
