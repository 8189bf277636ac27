package org.hospitalhub.sandbox.stub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.hospitalhub.calls.tokens.MemoryTokens;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.Ledger;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.State;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.NationalServices;
import org.hospitalhub.service.definition.ServiceFolder;
import org.hospitalhub.service.definition.ServiceFolders;
import org.hospitalhub.service.engine.DoorClients;
import org.hospitalhub.service.engine.ServiceFixture;
import org.hospitalhub.service.engine.Signatures;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.SelfSigned;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services that sign, on a real ledger and the shipped routes, against the stub, which takes every signature apart by itself. */
class HubOnStubTest implements InstantSource {

    private static final String VISIT = """
            {"patient_id":"7075e0e2-6b57-47fd-aff7-324806efa7e5",
             "content":{"encounter":{"id":"90a9e15b-b71b-4caf-8f2e-000000000001","status":"finished"},"conditions":[]}}""";
    private static final String LEGAL_ENTITY = """
            {"path":["api","v2","legal_entities"],"field":"signed_legal_entity_request",
             "content":{"edrpou":"38782323","type":"PHARMACY"}}""";
    private static final String CHALLENGED = """
            service: nhis
            settings: {base-url: {type: url, required: true, on-off: true}, signer: {type: identity, required: true}}
            doors:
              api:
                url: "{settings.base-url}"
                media: application/xml
                auth:
                  kind: challenge-sign-token
                  challenge: {request: GET /token, find: .message.contents.challenge}
                  sign: {identity: "{settings.signer}", scheme: SCHEME, of: '"<message><challenge>" + $challenge + "</challenge></message>"'}
                  token: {request: POST /token, media: MEDIA, find: .message.contents.accessToken, expires: .message.contents.expiresIn}
            errors: [{when: any, then: park, code: UNEXPECTED}]
            operations:
              nhis.one:
                kind: ask
                payload: one.schema.json
                step: {door: api, request: "GET /one/{id}", answer: [{when: {status: 200}, then: done}]}
                examples: [{name: one, payload: {id: "1"}, answer: {status: 200, body: {one: {"@value": "1"}}}, ends: completed}]
              nhis.sent:
                kind: signed-submission
                payload: one.schema.json
                submit:
                  door: api
                  request: POST /sent
                  body: {message: {id: .id}}
                  sign: {identity: "{settings.signer}", scheme: xmldsig-enveloped}
                  unsure: park
                  answer: [{when: {status: 200}, then: done}]
                examples: [{name: sent, payload: {id: "1"}, answers: {submit: {status: 200, body: {one: {"@value": "1"}}}}, ends: completed}]
            """;

    private static final String ANY = "{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"}}}";
    private static final String SOAP = """
            service: nhis
            settings: {base-url: {type: url, required: true, on-off: true}, signer: {type: identity, required: true}}
            doors:
              api: {url: "{settings.base-url}", media: application/xml, auth: {kind: x509-token, identity: "{settings.signer}"}}
            errors: [{when: any, then: park, code: UNEXPECTED}]
            operations:
              nhis.one:
                kind: ask
                payload: one.schema.json
                step:
                  request: POST /one
                  unsure: repeat
                  body: {s:Envelope: {"@xmlns:s": {text: "http://schemas.xmlsoap.org/soap/envelope/"}, s:Body: {id: .id}}}
                  answer: [{when: {status: 200}, then: done}]
                examples: [{name: one, payload: {id: "1"}, answer: {status: 200, body: {one: {"@value": "1"}}}, ends: completed}]
            """;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Map<String, String> settings = new HashMap<>();
    private String signer = "doctor";
    private Instant now = Instant.parse("2026-11-30T09:00:00Z");
    private StubFixture stub;
    private Ledger ledger;
    private NationalService service;

    @TempDir
    private Path folder;

    @Override
    public Instant instant() {
        return now;
    }

    @BeforeEach
    void start() throws Exception {
        stub = new StubFixture(folder);
        SelfSigned.of("secp256r1").write(folder.resolve("doctor.p12"), "x");
    }

    @AfterEach
    void stop() {
        camel.stop();
        timer.shutdownNow();
        if (ledger != null) {
            ledger.close();
        }
        stub.close();
    }

    private void hub(ServiceFolder definition) throws Exception {
        hub(definition, true);
    }

    private void hub(ServiceFolder definition, boolean whole) throws Exception {
        stub.call("GET", "/sandbox/stub/" + definition.name() + "/settings", "");
        StubFixture.tree(stub.get("/sandbox/stub/" + definition.name() + "/settings"))
                .forEachEntry((key, value) -> settings.put(key, value.asText()));
        settings.put("hub." + definition.name() + ".signer", signer);
        Identities identities =
                new Identities(new IdentitySettings(Map.of("doctor", entry("doctor.p12"), "away", entry("away.p12"))));
        service = NationalServices.of(
                definition, new NationalServices.Surroundings(settings::get, Set.of("doctor", "away"), Map.of(), this));
        assertThat(service.findings()).isEmpty();
        ledger = ServiceFixture.ledger(folder, service, this);
        ServiceFixture.start(
                camel,
                ServiceFixture.engine(service, ledger.pollPlan(), this),
                ledger.claims()::leaves,
                new DoorClients(
                        new DoorClients.Limits(
                                Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(30), 1_000_000),
                        timer,
                        identities,
                        new Signatures(identities, null, this),
                        new MemoryTokens(),
                        this),
                whole);
    }

    private IdentitySettings.Entry entry(String file) {
        return new IdentitySettings.Entry(folder.resolve(file), IdentitySettings.Type.PKCS12, "x", null, null);
    }

    private void signedRequest() throws Exception {
        hub(folderOf("signed-request"), true);
    }

    private static ServiceFolder folderOf(String name) throws Exception {
        return ServiceFolders.inTheJar().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void challenged(String scheme, String media) throws Exception {
        nhis(CHALLENGED.replace("SCHEME", scheme).replace("MEDIA", media));
    }

    private void nhis(String yaml) throws Exception {
        stub.with("nhis", yaml);
        hub(new ServiceFolder("nhis", false, Map.of("service.yaml", yaml, "one.schema.json", ANY)));
    }

    private Order end(String operation, String payload) throws Exception {
        Operation.Checked checked = service.operations().stream()
                .filter(one -> one.name().equals(operation))
                .findFirst()
                .orElseThrow()
                .check()
                .check(new JsonMapper().readTree(payload), Operation.Attachments.NONE);
        assertThat(checked.findings()).isEmpty();
        Order order = ledger.acceptance()
                .accept(new NewOrder(
                        operation,
                        null,
                        Priority.NORMAL,
                        "ivan",
                        checked.payload().toString().getBytes(StandardCharsets.UTF_8),
                        checked.findings(),
                        checked.reuseKey(),
                        new Address.Ask(),
                        null))
                .order();
        for (int look = 0; look < 10; look++) {
            while (ledger.claims().claim(service.name(), "node", now) instanceof Claims.Claim.Claimed claimed) {
                ledger.claims().record(claimed.work(), pass(claimed.work()), now);
            }
            Order found = ledger.orders().find(order.id()).orElseThrow();
            if (found.state().ended() || found.state() == State.PARKED) {
                return found;
            }
            now = now.plusSeconds(15);
            stub.pass(Duration.ofSeconds(15));
        }
        return ledger.orders().find(order.id()).orElseThrow();
    }

    private Outcome pass(ClaimedStep work) {
        Exchange pass = camel.createProducerTemplate()
                .request("direct:" + service.name() + "-" + work.step(), exchange -> {
                    exchange.setProperty("HubWork", work);
                    exchange.getMessage().setBody(work);
                });
        return Objects.requireNonNull(pass.getMessage().getBody(Outcome.class), String.valueOf(pass.getException()));
    }

    private JsonNode seen() throws Exception {
        return stub.log(service.name());
    }

    @Test
    void aSignedPackageIsAcceptedAndFollowedToItsEnd() throws Exception {
        signedRequest();
        Order order = end("signed-request.encounter-package", VISIT);

        assertThat(order.state()).as(seen().toPrettyString()).isEqualTo(State.COMPLETED);
        assertThat(seen().path("violations")).isEmpty();
        assertThat(ledger.orders()
                        .result(order.id())
                        .orElseThrow()
                        .path("status")
                        .asText())
                .isEqualTo("processed");
    }

    @Test
    void aFollowedJobReportsItsProgress() throws Exception {
        signedRequest();
        Order order = end("signed-request.encounter-package", VISIT);

        assertThat(ledger.orders().progress(order.id()))
                .extracting(event -> event.path("status").asText())
                .containsExactly("pending");
    }

    @Test
    void theGenericRequestNamesFieldAndPathInItsPayload() throws Exception {
        signedRequest();

        assertThat(end("signed-request.put", LEGAL_ENTITY).state()).isEqualTo(State.COMPLETED);
        assertThat(seen().path("violations")).isEmpty();
    }

    @Test
    void nothingIsSentWhileTheKeyIsAway() throws Exception {
        signedRequest();
        Order order = end("signed-request.encounter-package", VISIT.replaceFirst("[{]", "{\"signer\":\"away\","));

        assertThat(order.state()).isNotIn(State.PARKED, State.COMPLETED);
        assertThat(seen().path("requests")).isEmpty();
    }

    @Test
    void anEnvelopeSignedWithACertificateIsTaken() throws Exception {
        nhis(SOAP);

        assertThat(end("nhis.one", "{\"id\":\"1\"}").state())
                .as(seen().toPrettyString())
                .isEqualTo(State.COMPLETED);
        assertThat(seen().path("violations")).isEmpty();
    }

    @Test
    void anEnvelopeIsNotSentWhileItsKeyIsAway() throws Exception {
        signer = "away";
        nhis(SOAP);

        assertThat(end("nhis.one", "{\"id\":\"1\"}").state()).isNotIn(State.PARKED, State.COMPLETED);
        assertThat(seen().path("requests")).isEmpty();
    }

    @Test
    void anEnvelopeWithAPartThatIsNotSignedIsRefused() throws Exception {
        stub.with("nhis", SOAP.replace("\"{settings.signer}\"}", "\"{settings.signer}\", sign: [Body, To]}"));
        hub(new ServiceFolder("nhis", false, Map.of("service.yaml", SOAP, "one.schema.json", ANY)));

        assertThat(end("nhis.one", "{\"id\":\"1\"}").state()).isEqualTo(State.PARKED);
        assertThat(seen().path("violations").findValuesAsText("kind")).containsExactly("log-in");
    }

    @Test
    void anUnknownSignerParksBeforeAnythingIsSent() throws Exception {
        signedRequest();
        Order order = end("signed-request.encounter-package", VISIT.replaceFirst("[{]", "{\"signer\":\"nobody\","));

        assertThat(order.state()).isEqualTo(State.PARKED);
        assertThat(seen().path("requests")).isEmpty();
    }

    @Test
    void nothingLeavesByARouteWithoutItsSignStep() throws Exception {
        hub(folderOf("signed-request"), false);
        Order order = end("signed-request.encounter-package", VISIT);

        assertThat(order.state()).isEqualTo(State.PARKED);
        assertThat(seen().path("requests")).isEmpty();
    }

    @Test
    void aSignedXmlChallengeLogsIn() throws Exception {
        challenged("xmldsig-enveloped", "application/xml");

        assertThat(end("nhis.one", "{\"id\":\"1\"}").state())
                .as(seen().toPrettyString())
                .isEqualTo(State.COMPLETED);
        assertThat(end("nhis.sent", "{\"id\":\"1\"}").state())
                .as(seen().toPrettyString())
                .isEqualTo(State.COMPLETED);
        assertThat(seen().path("violations")).isEmpty();
        assertThat(seen().at("/counts/token").asInt()).isEqualTo(1);
    }

    @Test
    void aChallengeSignedAsCmsLogsIn() throws Exception {
        challenged("cades-bes", "application/octet-stream");

        assertThat(end("nhis.one", "{\"id\":\"1\"}").state())
                .as(seen().toPrettyString())
                .isEqualTo(State.COMPLETED);
    }
}
