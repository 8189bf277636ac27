package org.hospitalhub.service.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.service.definition.ServiceFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found in log-ins that somebody writes for the first time. */
class LogInCheckTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));
    private static final String DEFINITION = """
            service: lab
            settings:
              base-url: {type: url, required: true, on-off: true}
              key: {type: secret, required: true}
              signer: {type: identity, required: true}
            limits: [{requests: 60, window: 60s}]
            doors:
              api:
                url: "{settings.base-url}"
                media: application/xml
                headers: {X-Key: "{settings.key}", X-Signer: "{settings.signer}"}
                auth: %s
            errors: [{when: any, then: park, code: LAB_UNEXPECTED}]
            operations:
              lab.ask: {kind: ask, step: {request: GET /a, answer: [{when: {status: 200, is: .a}, then: done, result: {a: .a}}]}}
            """;
    private static final String CHALLENGE =
            "{kind: challenge-sign-token, challenge: {request: GET /token, find: .a.value},"
                    + " sign: {identity: \"{settings.signer}\", scheme: xmldsig-enveloped%s}, token: {request: POST /token%s, find: .t}}";

    private static List<String> found(String auth) {
        return DefinitionCheck.check(
                        new ServiceFolder("lab", false, Map.of("service.yaml", DEFINITION.formatted(auth))), CLOCK)
                .stream()
                .map(Finding::message)
                .toList();
    }

    @Test
    void aLogInWithTheChallengeInItIsRight() {
        assertThat(found(CHALLENGE.formatted("", ""))).isEmpty();
        assertThat(found(CHALLENGE.formatted(", of: {m: {c: {\"@value\": $challenge}}}", ", body: {signed: $signed}")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {".challenge", ".", "$now"})
    void aLogInThatWouldNotSignTheChallengeIsRefused(String written) {
        assertThat(found(CHALLENGE.formatted(", of: {m: {c: {\"@value\": " + written + "}}}", "")))
                .singleElement()
                .asString()
                .contains("sign.of does not hold $challenge");
    }

    private static final String PUBLIC = "{kind: %s, token-url: \"{settings.base-url}/token\", client-id: hospital%s}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "oauth2-refresh|, refresh-token: \"{settings.key}\"",
                "oauth2-client-credentials|, parameters: {grant_type: password, username: ivan, password: \"{settings.key}\"}"
            })
    void aPublicClientNeedsNoSecret(String kind, String more) {
        assertThat(found(PUBLIC.formatted(kind, more))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", parameters: {grant_type: client_credentials}"})
    void theClientCredentialsGrantIsForClientsWithASecret(String more) {
        assertThat(found(PUBLIC.formatted("oauth2-client-credentials", more)))
                .anyMatch(finding -> finding.contains("The key client-secret is missing"));
    }

    @Test
    void aTokenRequestThatWouldNotSendTheSignedIsRefused() {
        assertThat(found(CHALLENGE.formatted("", ", body: {signed: .signed}")))
                .singleElement()
                .asString()
                .contains("token.body does not hold $signed");
    }

    @Test
    void aKindThatDoesNotExistSaysHowAKeyIsSent() {
        assertThat(found("{kind: api-key, name: X-Key, value: \"{settings.key}\"}"))
                .hasSize(2)
                .anyMatch(message -> message.contains("{kind: header, headers: {X-Api-Key: \"{settings.key}\"}}"));
    }

    private static final String SESSION =
            "{kind: session, request: %s, parameters: {user: hub, password: \"%s\"}, find: %s%s}";

    @Test
    void aSessionIsRight() {
        assertThat(found(SESSION.formatted(
                        "POST /login", "{settings.key}", "$cookies.SESSION", ", ended: {status: 302}")))
                .isEmpty();
        assertThat(found(SESSION.formatted("\"POST {settings.base-url}/login\"", "{settings.key}", ".token", "")))
                .isEmpty();
    }

    private static final String ASSERTION =
            "{kind: session, request: POST /sts, media: application/xml, body: {e: {b: %s}}, find: 'element($text, \"A\")'%s}";
    private static final String HEADER = ", soap-header: {s: {\"#xml\": $token}}";
    private static final String CARD =
            ", sign: {identity: \"{settings.signer}\", scheme: xmldsig-enveloped, of: {card: $now}}";

    @Test
    void aSessionThatShowsWhoAsksAndProvesThatItHoldsTheKeyIsRight() {
        assertThat(found(ASSERTION.formatted(
                        "{\"#xml\": $signed}",
                        HEADER + CARD + ", auth: {kind: x509-token, identity: \"{settings.signer}\"}"
                                + ", proof: {identity: \"{settings.signer}\"}")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            , auth: {kind: hmac} | kind is one of header, basic, username-token, x509-token
            , auth: {kind: basic, user: hub, password: "{settings.key}"} | user stands in the file
            , auth: {kind: basic, usr: hub} | There is no key usr
            , proof: {identity: "{settings.signer}"} | that soap-header adds a SAML assertion to
            , sign: {identity: "{settings.signer}", of: {card: $now}} | body does not hold $signed
            , proof: {identity: "{settings.signer}", sign: [Body, Assertion]} | proof.sign without Assertion
            """)
    void aSessionThatWouldShowNothingIsRefused(String more, String why) {
        assertThat(found(ASSERTION.formatted("{}", more)))
                .anySatisfy(message -> assertThat(message).contains(why));
    }

    @Test
    void aBodyWithSomethingSignedThatNothingSignsIsRefused() {
        assertThat(found(ASSERTION.formatted("{\"#xml\": $signed}", HEADER)))
                .singleElement()
                .asString()
                .contains("$signed");
    }

    @Test
    void aSignedChallengeThatIsATokenHasClaims() {
        assertThat(found(CHALLENGE.formatted("", "").replace("xmldsig-enveloped", "jwt")))
                .containsExactly("A jwt has its claims in of: of: {iss: …}.");
    }

    @Test
    void aPasswordOfASessionIsASetting() {
        assertThat(found(SESSION.formatted("POST /login", "summer", ".token", "")))
                .singleElement()
                .asString()
                .contains("password stands in the file");
    }

    @Test
    void aLogInAtAnotherHostIsNamedByASettingOfTheTypeUrl() {
        assertThat(found(SESSION.formatted("POST https://id.example/login", "{settings.key}", ".token", "")))
                .singleElement()
                .asString()
                .contains("an address of another host that a setting gives: GET {settings.auth-url}/token");
        assertThat(found(SESSION.formatted("\"POST {settings.signer}/login\"", "{settings.key}", ".token", "")))
                .singleElement()
                .asString()
                .contains("signer, whose type must be url");
    }

    @Test
    void aStatusThatEndsNoSessionIsNoStatus() {
        assertThat(found(SESSION.formatted("POST /login", "{settings.key}", ".token", ", ended: {status: 3xx}")))
                .containsExactly("ended.status is a status such as 302, or a list of them.");
    }

    private static final String ASSERTED =
            "{kind: oauth2-client-credentials, token-url: \"{settings.base-url}/token\", client-id: hub, style: private-key-jwt%s}";

    @Test
    void aClientWithAKeyNeedsNoSecret() {
        assertThat(found(ASSERTED.formatted(", identity: \"{settings.signer}\", key-id: k1, algorithm: PS256")))
                .isEmpty();
        assertThat(found(ASSERTED.formatted(", identity: \"{settings.signer}\", algorithm: HS256")))
                .singleElement()
                .asString()
                .contains("algorithm is one of RS256");
        assertThat(found(ASSERTED.formatted(""))).anyMatch(message -> message.contains("The key identity is missing"));
    }

    private static final String HMAC =
            "{kind: hmac, secret: \"%s\", sign: [\"{method}\", \"%s\"], headers: {Authorization: \"HMAC x:%s\"}}";

    @Test
    void aSignatureOfPartsOfTheRequestIsRight() {
        assertThat(found(HMAC.formatted("{settings.key}", "{body-hash}", "{signature}")))
                .isEmpty();
    }

    @Test
    void aPartOfTheRequestThatDoesNotExistIsNamedWithThosePossible() {
        assertThat(found(HMAC.formatted("{settings.key}", "{body.sha256}", "{signature}")))
                .singleElement()
                .asString()
                .contains("{body-hash}", "not {body.sha256}");
    }

    @Test
    void aSignatureThatNoHeaderHoldsIsRefused() {
        assertThat(found(HMAC.formatted("{settings.key}", "{target}", "y")))
                .singleElement()
                .asString()
                .contains("No header holds the signature");
    }

    @Test
    void aSharedSecretInTheFileIsRefused() {
        assertThat(found(HMAC.formatted("abc", "{target}", "{signature}")))
                .singleElement()
                .asString()
                .contains("secret stands in the file");
    }

    @Test
    void aUserNameTokenNeedsABodyInEachStep() {
        assertThat(found("{kind: username-token, user: \"{settings.key}\", password: \"{settings.key}\"}"))
                .singleElement()
                .asString()
                .contains("has no body for the username-token");
    }

    @Test
    void anX509TokenNeedsAnIdentityAndABody() {
        assertThat(found("{kind: x509-token, identity: \"{settings.key}\"}"))
                .anyMatch(found -> found.contains("identity"))
                .anyMatch(found -> found.contains("has no body for the x509-token"));
    }
}
