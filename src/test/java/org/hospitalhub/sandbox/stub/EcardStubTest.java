package org.hospitalhub.sandbox.stub;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stub that the definition of eCard makes. */
class EcardStubTest {

    private static final String ELIGIBILITY = "/stub/ecard/eligibility/1234567881?date=2026-11-02";
    private static final String PRESCRIPTION = """
            <?xml version="1.0" encoding="UTF-8"?><prescription><externalId>%s</externalId>\
            <insuranceNumber>1234567881</insuranceNumber><date>2026-11-02</date><items>\
            <item><drugCode>A000017</drugCode><quantity>2</quantity><dosage>1-0-1</dosage></item>\
            <item><drugCode>B000042</drugCode><quantity>1</quantity></item></items></prescription>""";

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
    void aPersonOfAnExampleIsAnsweredAsTheExampleSays() throws Exception {
        HttpResponse<String> answer = stub.get(ELIGIBILITY, "Authorization", stub.bearer("ecard"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"eligible\":true,\"insurer\":\"OEGK-Wien\"}");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json;charset=utf-8");
    }

    @Test
    void aPersonOfNoExampleIsUnknown() throws Exception {
        String other = ELIGIBILITY.replace("1234567881", "3333333333");

        assertThat(stub.get(other, "Authorization", stub.bearer("ecard")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aCallWithoutATokenIsRefusedAndNoted() throws Exception {
        assertThat(stub.get(ELIGIBILITY).statusCode()).isEqualTo(401);
        assertThat(stub.log("ecard").path("violations").path(0).path("kind").asText())
                .isEqualTo("log-in");
    }

    @Test
    void aTokenEnds() throws Exception {
        String bearer = stub.bearer("ecard");
        stub.pass(Duration.ofMinutes(6));

        assertThat(stub.get(ELIGIBILITY, "Authorization", bearer).statusCode()).isEqualTo(401);
    }

    @Test
    void aWrongClientSecretGetsNoToken() throws Exception {
        stub.call("POST", "/sandbox/stub/ecard/settings", "{\"client-secret\":\"another\"}");

        assertThat(stub.bearer("ecard")).isEqualTo("Bearer ");
    }

    @Test
    void theSecretOfTheConfigurationIsTheRightOne() throws Exception {
        stub.configuration.put("hub.ecard.client-secret", "configured");

        assertThat(stub.bearer("ecard")).isEqualTo("Bearer ");
    }

    @Test
    void callsOverTheLimitAreAnsweredWith429AndCounted() throws Exception {
        stub.configuration.put("hub.ecard.requests-per-minute", "2");
        String bearer = stub.bearer("ecard");
        stub.get(ELIGIBILITY, "Authorization", bearer);
        stub.get(ELIGIBILITY, "Authorization", bearer);
        stub.pass(Duration.ofSeconds(20));
        HttpResponse<String> third = stub.get(ELIGIBILITY, "Authorization", bearer);

        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.headers().firstValue("Retry-After")).hasValue("41");
        assertThat(stub.log("ecard").path("maxInWindow").asInt()).isEqualTo(3);
    }

    @Test
    void aCallWithoutAClientCertificateIsRefusedWhereTheDoorWantsOne() throws Exception {
        HttpResponse<String> answer = submit("order-1");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("client certificate");
    }

    @Test
    void aPrescriptionIsPendingOnceAndThenAccepted() throws Exception {
        withoutLogIn();
        HttpResponse<String> submitted = submit("order-1");
        String status = submitted.headers().firstValue("Location").orElseThrow();

        assertThat(submitted.statusCode()).isEqualTo(202);
        assertThat(stub.get("/stub/ecard" + status).body()).contains("<status>RECEIVED</status>");
        assertThat(stub.get("/stub/ecard" + status).body()).contains("<eRezeptId>ER-900001</eRezeptId>");
        assertThat(stub.get("/stub/ecard" + status).body()).contains("<eRezeptId>ER-900001</eRezeptId>");
        assertThat(stub.log("ecard").path("requests").path(0).path("exact").asBoolean())
                .isTrue();
    }

    @Test
    void everySubmissionHasAnIdOfItsOwn() throws Exception {
        withoutLogIn();

        assertThat(submit("order-1").headers().firstValue("Location"))
                .isNotEqualTo(submit("order-2").headers().firstValue("Location"));
    }

    @Test
    void aSubmissionThatWasLostAfterTheWorkIsFoundByLookUp() throws Exception {
        withoutLogIn();
        submit("order-1");
        stub.call(
                "POST", "/sandbox/stub/ecard/mischief", "{\"name\":\"lost-after-work\",\"count\":1,\"on\":\"submit\"}");
        try {
            submit("order-2");
        } catch (java.io.IOException lost) {
            assertThat(lost).hasMessageContaining("received no bytes");
        }

        assertThat(stub.get("/stub/ecard/prescriptions?externalId=order-2").body())
                .contains("id=\"RX-2026-0002\"");
        assertThat(stub.get("/stub/ecard/prescriptions?externalId=order-3").statusCode())
                .isEqualTo(404);
    }

    @Test
    void anOrderThatIsSubmittedTwiceIsNoted() throws Exception {
        withoutLogIn();
        submit("order-1");
        submit("order-1");

        assertThat(stub.log("ecard").path("violations").findValuesAsText("kind"))
                .containsExactly("log-in", "log-in", "duplicate");
    }

    @Test
    void aPollBeforeThePauseIsOverIsRecorded() throws Exception {
        withoutLogIn();
        String status = submit("order-1").headers().firstValue("Location").orElseThrow();
        stub.pass(Duration.ofSeconds(5));
        stub.get("/stub/ecard" + status);
        stub.pass(Duration.ofSeconds(4));
        stub.get("/stub/ecard" + status);

        assertThat(stub.log("ecard").path("violations").findValuesAsText("kind"))
                .filteredOn("pause"::equals)
                .hasSize(1);
    }

    @Test
    void anUnknownBodyIsAnsweredAsTheFirstExampleThatCompletesAndNoted() throws Exception {
        withoutLogIn();
        HttpResponse<String> answer = stub.call(
                "POST",
                "/stub/ecard/prescriptions",
                PRESCRIPTION.formatted("order-1").replace("A000017", "X000001"));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(stub.log("ecard").path("violations").findValuesAsText("kind"))
                .contains("body");
    }

    @Test
    void theLogHoldsNoValueOfAPerson() throws Exception {
        stub.get(ELIGIBILITY, "Authorization", stub.bearer("ecard"));

        assertThat(stub.log("ecard").toString())
                .contains("/eligibility/{insuranceNumber}")
                .doesNotContain("1234567881");
    }

    @Test
    void theSettingsForAHubAreOffered() throws Exception {
        String yaml = stub.get("/sandbox/stub/ecard/settings.yaml").body();

        assertThat(yaml)
                .contains("hub.ecard.base-url: \"" + stub.uri("/stub/ecard") + "\"")
                .contains("hub.ecard.token-url: \"" + stub.uri("/stub/ecard/oauth/token") + "\"")
                .contains("hub.ecard.prescriptions-url: \"https://localhost:8093/stub/ecard\"")
                .contains("hub.ecard.client-secret: \"stub-client-secret\"")
                .contains("hub.identities.stub-client.keystore:");
    }

    @Test
    void configuredSecretsAreNotOffered() throws Exception {
        stub.configuration.put("hub.ecard.client-secret", "a-real-one");

        assertThat(stub.get("/sandbox/stub/ecard/settings").body())
                .contains("hub.ecard.client-id")
                .doesNotContain("a-real-one");
    }

    @Test
    void everyDefinitionOfTheJarCanBePlayed() throws Exception {
        assertThat(StubFixture.tree(stub.get("/sandbox/stub/")))
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(
                        service -> assertThat(service.path("problem").isNull()).isTrue());
    }

    @Test
    void theIndexListsTheStubs() throws Exception {
        assertThat(stub.get("/sandbox/").body()).contains("/stub/ecard/", "/stub/signed-request/");
    }

    private HttpResponse<String> submit(String order) throws Exception {
        return stub.call(
                "POST", "/stub/ecard/prescriptions", PRESCRIPTION.formatted(order), "Content-Type", "application/xml");
    }

    private void withoutLogIn() throws Exception {
        stub.call("POST", "/sandbox/stub/ecard/behaviour", "{\"checkLogIn\":false}");
    }
}
