package org.hospitalhub.sandbox.stub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stubs of definitions of other kinds: log-ins, media, free steps, mischief. */
class StubKindsTest {

    private static final String ASK = """
            service: ask
            settings: {base-url: {type: url}, user: {type: text}, password: {type: secret}}
            doors: {api: {url: "{settings.base-url}/v2", auth: %s, etag: true}}
            operations:
              ask.one:
                kind: ask
                step: {door: api, request: "GET /people/{person.number}{?day}", answer: [{when: any, then: done}]}
                examples:
                  - {name: known, payload: {person: {number: "1 2"}, day: 2026-11-01}, answer: {status: 200, body: {name: Ada, zip: "01067"}}, ends: completed}
            """;
    private static final String KNOWN = "/stub/ask/v2/people/1%202?day=2026-11-01";

    @TempDir
    private Path folder;

    private StubFixture stub;

    @BeforeEach
    void start() {
        stub = new StubFixture(folder);
    }

    @AfterEach
    void close() {
        stub.close();
    }

    @Test
    void variablesAreDecodedAndDatesAndLeadingZerosStayTexts() throws Exception {
        stub.with("ask", ASK.formatted("{kind: none}"));

        assertThat(stub.get(KNOWN).body()).isEqualTo("{\"name\":\"Ada\",\"zip\":\"01067\"}");
    }

    @Test
    void anotherMethodIsNotAllowedAndAnotherAddressUnknown() throws Exception {
        stub.with("ask", ASK.formatted("{kind: none}"));

        assertThat(stub.call("POST", KNOWN, "{}").statusCode()).isEqualTo(405);
        assertThat(stub.get("/stub/ask/v2/animals/1").statusCode()).isEqualTo(404);
        assertThat(stub.get("/stub/nobody/x").body()).contains("No definition");
    }

    @Test
    void basicWantsUserAndPassword() throws Exception {
        stub.with("ask", ASK.formatted("{kind: basic, user: \"{settings.user}\", password: \"{settings.password}\"}"));
        String right = Base64.getEncoder().encodeToString("stub-user:stub-password".getBytes(StandardCharsets.UTF_8));
        String wrong = Base64.getEncoder().encodeToString("stub-user:x".getBytes(StandardCharsets.UTF_8));

        assertThat(stub.get(KNOWN, "Authorization", "Basic " + right).statusCode())
                .isEqualTo(200);
        assertThat(stub.get(KNOWN, "Authorization", "Basic " + wrong).statusCode())
                .isEqualTo(401);
    }

    @Test
    void aHeaderOfTheLogInIsCompared() throws Exception {
        stub.with("ask", ASK.formatted("{kind: header, X-Key: \"Key {settings.password}\"}"));

        assertThat(stub.get(KNOWN, "X-Key", "Key stub-password").statusCode()).isEqualTo(200);
        assertThat(stub.get(KNOWN, "X-Key", "stub-password").statusCode()).isEqualTo(401);
    }

    @Test
    void aDoorWithETagsAnswers304ForTheOneItGave() throws Exception {
        stub.with("ask", ASK.formatted("{kind: none}"));
        String tag = stub.get(KNOWN).headers().firstValue("ETag").orElseThrow();

        assertThat(stub.get(KNOWN, "If-None-Match", tag).statusCode()).isEqualTo(304);
    }

    @Test
    void refreshTokensRotateAndAnOldOneIsRefused() throws Exception {
        stub.with(
                "ask",
                ASK.formatted("{kind: oauth2-refresh, token-url: \"{settings.base-url}/t\", client-id: me,"
                        + " client-secret: mine, refresh-token: first, style: body}"));
        String first = "grant_type=refresh_token&client_id=me&client_secret=mine&refresh_token=first";
        HttpResponse<String> answer = stub.call("POST", "/stub/ask/t", first);
        String next = StubFixture.tree(answer).path("refresh_token").asText();
        String token = StubFixture.tree(answer).path("access_token").asText();

        assertThat(stub.get(KNOWN, "Authorization", "Bearer " + token).statusCode())
                .isEqualTo(200);
        assertThat(stub.call("POST", "/stub/ask/t", first).body()).contains("invalid_grant");
        assertThat(stub.call("POST", "/stub/ask/t", first.replace("=first", "=" + next))
                        .statusCode())
                .isEqualTo(200);
    }

    private static final String PASSWORD = "grant_type=password&client_id=me&username=stub-user&password=stub-password";

    /** The answer to a request for a token of a definition that names another grant, of a client without a secret. */
    private HttpResponse<String> token(String form, String... headers) throws Exception {
        stub.with(
                "ask",
                ASK.formatted("{kind: oauth2-client-credentials, token-url: x, client-id: me, parameters: {grant_type:"
                        + " password, username: \"{settings.user}\", password: \"{settings.password}\"}}"));
        return stub.call("POST", "/stub/ask/oauth/token", form, headers);
    }

    @Test
    void theGrantOfTheDefinitionGivesAToken() throws Exception {
        String given = StubFixture.tree(token(PASSWORD)).path("access_token").asText();
        assertThat(stub.get(KNOWN, "Authorization", "Bearer " + given).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "grant_type=password,grant_type=client_credentials,unsupported_grant_type",
        "stub-password,another,invalid_grant",
        "&password=stub-password,'',invalid_grant",
        "client_id=me,client_id=you,invalid_client",
        "client_id=me,client_id=me&client_secret=x,invalid_client"
    })
    void anotherGrantUserOrClientGetsNone(String right, String wrong, String error) throws Exception {
        assertThat(token(PASSWORD.replace(right, wrong)).body()).contains(error);
    }

    @Test
    void aPublicClientThatShowsASecretInTheHeaderGetsNone() throws Exception {
        assertThat(token(PASSWORD, "Authorization", "Basic bWU6eA==").body()).contains("invalid_client");
    }

    @Test
    void tokensOfAnotherDialectAreGivenWhereTheDefinitionFindsThem() throws Exception {
        stub.with(
                "ask",
                ASK.formatted("{kind: oauth2-refresh, token-url: x, client-id: me, client-secret: mine,"
                        + " refresh-token: first, style: json, inside: token, find: .data.value, expires: .data.expires_at,"
                        + " refresh: .data.details.refresh_token}"));
        HttpResponse<String> answer = stub.call("POST", "/stub/ask/oauth/tokens", """
                {"token":{"grant_type":"refresh_token","client_id":"me","client_secret":"mine","refresh_token":"first"}}""");

        assertThat(StubFixture.tree(answer).at("/data/value").asText()).hasSize(32);
        assertThat(StubFixture.tree(answer).at("/data/expires_at").asLong())
                .isEqualTo(Instant.parse("2026-11-30T09:05:00Z").getEpochSecond());
        assertThat(StubFixture.tree(answer).at("/data/details/refresh_token").asText())
                .hasSize(32);
    }

    @Test
    void aLogInGivesTheCookieThatCallsNeed() throws Exception {
        stub.with(
                "ask",
                ASK.formatted("{kind: session, request: POST /login,"
                        + " parameters: {user: \"{settings.user}\", password: \"{settings.password}\"},"
                        + " find: $cookies.SESSION, header: \"Cookie: SESSION={token}\"}"));
        HttpResponse<String> begun = stub.call("POST", "/stub/ask/v2/login", "user=stub-user&password=stub-password");
        String cookie = begun.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];

        assertThat(stub.get(KNOWN, "Cookie", cookie).statusCode()).isEqualTo(200);
        assertThat(stub.get(KNOWN, "Cookie", "SESSION=x").statusCode()).isEqualTo(401);
        assertThat(stub.call("POST", "/stub/ask/v2/login", "user=stub-user&password=x")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aRawSignatureOfTheChallengeGetsAToken() throws Exception {
        stub.with(
                "ask",
                ASK.formatted("{kind: challenge-sign-token, challenge: {request: GET /challenge, find: .nonce},"
                        + " sign: {scheme: raw}, token: {request: POST /token, find: .token, expires: .seconds}}"));
        String nonce = StubFixture.tree(stub.get("/stub/ask/v2/challenge"))
                .path("nonce")
                .asText();
        String token = StubFixture.tree(stub.call("POST", "/stub/ask/v2/token", "{\"signed\":\"" + nonce + "\"}"))
                .path("token")
                .asText();

        assertThat(stub.get(KNOWN, "Authorization", "Bearer " + token).statusCode())
                .isEqualTo(200);
        assertThat(stub.call("POST", "/stub/ask/v2/token", "{\"signed\":\"" + nonce + "\"}")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aDefinitionThatWasChangedIsReadAgain() throws Exception {
        stub.with("ask", ASK.formatted("{kind: none}"));
        stub.get(KNOWN);
        stub.with("ask", ASK.formatted("{kind: none}").replace("Ada", "Eva"));
        Files.setLastModifiedTime(
                folder.resolve("ask/service.yaml"), FileTime.from(Instant.parse("2030-01-01T00:00:00Z")));

        assertThat(stub.get(KNOWN).body()).contains("Eva");
    }

    @Test
    void aDefinitionThatCannotBeReadSaysWhyAndHarmsNoOther() throws Exception {
        stub.with("broken", "service: broken\ndoors: {api: {url: x}\n");

        assertThat(stub.get("/stub/broken/x").body()).contains("services/broken/service.yaml cannot be played");
        assertThat(stub.get("/sandbox/stub/ecard/log").statusCode()).isEqualTo(200);
    }

    @Test
    void freeStepsKeepWhatTheClientRemembers() throws Exception {
        stub.with("steps", """
                service: steps
                doors: {api: {url: "http://127.0.0.1/", media: application/x-www-form-urlencoded}}
                operations:
                  steps.one:
                    kind: steps
                    steps:
                      open: {door: api, request: POST /sessions, body: {who: .who}, answer: [{when: {status: 201}, then: close, remember: {session: .session}}]}
                      close: {door: api, request: POST /close, body: {session: $memory.session, sum: 'digits(.sum, 3)'}, answer: [{when: any, then: done}]}
                    examples:
                      - {name: one, payload: {who: Ada, sum: 1-2-3}, answers: {open: {status: 201, body: {session: S-09}}, close: {status: 200, body: "state=closed"}}, ends: completed}
                """);

        assertThat(stub.call("POST", "/stub/steps/close", "session=S-09&sum=123")
                        .statusCode())
                .isEqualTo(404);
        assertThat(stub.call("POST", "/stub/steps/sessions", "who=Ada").body()).isEqualTo("session=S-09");
        assertThat(stub.call("POST", "/stub/steps/sessions", "who=Ada").body()).isEqualTo("session=S-10");
        assertThat(stub.call("POST", "/stub/steps/close", "session=S-09&sum=123")
                        .body())
                .isEqualTo("state=closed");
        assertThat(stub.call("POST", "/stub/steps/close", "session=S-99&sum=123")
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "429, 429",
        "503, 503",
        "500, 500",
        "401, 401",
        "html-page, 200",
        "redirect, 307",
        "wrong-case, 200",
        "surplus-bytes, 200"
    })
    void mischiefStrikesTheNextCallAndThenEnds(String name, int status) throws Exception {
        stub.with("ask", ASK.formatted("{kind: none}"));
        stub.call("POST", "/sandbox/stub/ask/mischief", "{\"name\":\"" + name + "\",\"count\":1}");

        HttpResponse<String> spoilt = stub.get(KNOWN);
        HttpResponse<String> honest = stub.get(KNOWN);

        assertThat(spoilt.statusCode()).isEqualTo(status);
        assertThat(spoilt.body()).isNotEqualTo(honest.body());
        assertThat(honest.body()).isEqualTo("{\"name\":\"Ada\",\"zip\":\"01067\"}");
        assertThat(stub.log("ask").at("/requests/0/mischief").asText()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"lost-before-work", "lost-after-work", "half-body"})
    void mischiefMayCutTheConnection(String name) throws Exception {
        stub.with("ask", ASK.formatted("{kind: none}"));
        stub.call("POST", "/sandbox/stub/ask/mischief", "{\"name\":\"" + name + "\"}");

        assertThatThrownBy(() -> stub.get(KNOWN)).isInstanceOf(IOException.class);
    }

    @Test
    void aHangingCallCountsAsOneAtOnce() throws Exception {
        stub.with("ask", ASK.formatted("{kind: none}") + "limits: [{in-flight: 1}]\n");
        stub.call("POST", "/sandbox/stub/ask/mischief", "{\"name\":\"slow\",\"count\":1}");
        stub.call("POST", "/sandbox/stub/ask/behaviour", "{\"slow\":\"300ms\"}");
        stub.get(KNOWN);

        assertThat(stub.get(KNOWN).statusCode()).isEqualTo(429);
        stub.pass(Duration.ofSeconds(1));
        assertThat(stub.get(KNOWN).statusCode()).isEqualTo(200);
    }

    @Test
    void unknownMischiefAndSettingsAreReportedWithTheKnownOnes() throws Exception {
        assertThat(stub.call("POST", "/sandbox/stub/ecard/mischief", "{\"name\":\"x\"}")
                        .body())
                .contains("lost-after-work");
        assertThat(stub.call("POST", "/sandbox/stub/ecard/settings", "{\"x\":\"y\"}")
                        .body())
                .contains("client-secret");
    }

    @Test
    void anAnswerIsWrittenAsTheDoorAcceptsItAndNotAsItSends() throws Exception {
        stub.with("ask", """
                service: ask
                settings: {base-url: {type: url}}
                doors: {api: {url: "{settings.base-url}", media: application/x-www-form-urlencoded, accept: text/csv}}
                operations:
                  ask.one:
                    kind: ask
                    step: {request: "GET /people", answer: [{when: any, then: done}]}
                    examples: [{name: known, payload: {}, answer: {status: 200, body: [{number: "7", name: Ada}]}, ends: completed}]
                """);

        HttpResponse<String> answer = stub.get("/stub/ask/people");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/csv;charset=utf-8");
        assertThat(answer.body()).startsWith("number,name");
    }

    @Test
    void anAnswerEchoesTheMessageIdThatTheRequestHas() throws Exception {
        stub.with("ask", """
                service: ask
                settings: {base-url: {type: url}}
                doors: {api: {url: "{settings.base-url}"}}
                operations:
                  ask.one:
                    kind: ask
                    step: {request: "POST /rpc", body: {id: '$order."message-id"', test: .test}, answer: [{when: any, then: done}]}
                    examples:
                      - name: known
                        payload: {test: HB}
                        answer: {status: 200, body: {id: "{order.message-id}", short: "{order.message-id:4}"}}
                        ends: completed
                """);

        assertThat(stub.call("POST", "/stub/ask/rpc", "{\"id\":\"8d7e-77\",\"test\":\"HB\"}")
                        .body())
                .isEqualTo("{\"id\":\"8d7e-77\",\"short\":\"8d7e\"}");
    }

    @Test
    void theServicesOwnPathMayStandBeforeAnAddressThatIsRemembered() throws Exception {
        stub.with("ask", """
                service: ask
                settings: {base-url: {type: url}}
                doors: {api: {url: "{settings.base-url}/fhir"}}
                operations:
                  ask.one:
                    kind: order-and-poll
                    submit:
                      request: GET /Observation{?patient}
                      answer: [{when: {status: 202, header.content-location: "/_async/{job}"}, then: poll, remember: {job: job}}]
                    poll:
                      request: GET /_async/{memory.job}
                      pause: {least: 1s}
                      answer: [{when: {status: 200}, then: done}, {when: {status: 202}, then: wait}]
                    examples:
                      - name: known
                        payload: {patient: "5"}
                        answers:
                          submit: {status: 202, headers: {Content-Location: /fhir/_async/J1}}
                          poll: {status: 200, body: {entry: 1}}
                        ends: completed
                """);

        assertThat(stub.get("/stub/ask/fhir/Observation?patient=5").statusCode())
                .isEqualTo(202);
        assertThat(stub.get("/stub/ask/fhir/_async/J1").body()).isEqualTo("{\"entry\":1}");
    }
}
