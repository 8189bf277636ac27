package org.hospitalhub.sandbox.stub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.hospitalhub.commands.GivenSettings;
import org.hospitalhub.commands.Shell;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.tls.SelfSigned;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code hub service try} against the stub of the sandbox. */
class TrialOnStubTest {

    private static final String ARCHIVE = """
            service: archive
            title: {en: Archive}
            settings: {base-url: {type: url, required: true, on-off: true}}
            doors: {soap: {url: "{settings.base-url}", media: "@media@"}}
            errors: [{when: any, then: park, code: ARCHIVE_UNEXPECTED}]
            operations:
              archive.store:
                title: {en: Document}
                kind: submission
                attachments: {report: {media: application/pdf}}
                submit:
                  request: POST /store
                  body: @body@
                  unsure: park
                  answer: [{when: {status: 200, is: @id@}, then: done, result: {id: @id@}}]
                examples:
                  - name: stored
                    payload: {report: {base64: "JVBERi0xLjcNCi0tAP8="}}
                    answers: {submit: {status: 200, body: @answer@}}
                    ends: completed
            """;

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

    private Shell.Said tried(String operation, String payload) throws IOException {
        Path file = Files.writeString(folder.resolve("payload.json"), payload);
        return new Shell(new GivenSettings(Map.of("hub.sandbox.port", String.valueOf(stub.sandbox.port()))))
                .run("service", "try", operation, file.toString(), "--dir", folder.toString());
    }

    private static String person(String number) {
        return "{\"insuranceNumber\": \"" + number + "\", \"date\": \"2026-11-02\"}";
    }

    @Test
    void anAskEndsWithTheAnswerOfTheExample() throws IOException {
        Shell.Said said = tried("ecard.eligibility", person("1234567881"));
        assertThat(said.out())
                .contains("/stub/ecard/eligibility/1234567881")
                .contains("Authorization: Bearer ***")
                .contains("-> 200")
                .contains("completed: {\"eligible\":true");
        assertThat(said.code()).hasValue(ExitCode.OK);
    }

    @Test
    void aRefusalIsPrintedWithItsCode() throws IOException {
        Shell.Said said = tried("ecard.eligibility", person("1111111111"));
        assertThat(said.out()).contains("-> 404").contains("ECARD_UNKNOWN_PERSON");
        assertThat(said.code()).hasValue(ExitCode.FINDINGS);
    }

    @Test
    void anOrderIsPolledToItsEnd() throws IOException {
        new Shell().run("service", "new", "lab", "--kind", "order-and-poll", "--dir", folder.toString());
        Shell.Said said = tried("lab.order", "{\"number\": \"1234567897\", \"date\": \"2026-01-31\"}");
        assertThat(said.out()).contains("poll: GET").contains("completed: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none",
                "header",
                "query",
                "basic",
                "bearer",
                "oauth2-client-credentials",
                "oauth2-refresh",
                "session",
                "digest",
                "hmac",
                "username-token"
            })
    void aNewDefinitionLogsInToItsStub(String logIn) throws IOException {
        new Shell().run("service", "new", "lab", "--kind", "submission", "--log-in", logIn, "--dir", folder.toString());
        Shell.Said said = tried("lab.submit", "{\"number\": \"1234567897\", \"date\": \"2026-01-31\"}");
        assertThat(said.out()).contains("completed: ");
    }

    /** Makes a file that the sandbox offers as the caller's certificate, or as a signer's. */
    private void keyOfTheSandbox(String name) throws IOException {
        stub.configuration.put("hub.data-dir", folder.toString());
        Path file = folder.resolve("sandbox").resolve(name);
        Files.createDirectories(file.getParent());
        SelfSigned.of("secp256r1").write(file, "sandbox");
    }

    @Test
    void aCertificateThatIsNotThereIsNamed() throws IOException {
        stub.configuration.put("hub.data-dir", folder.toString());
        new Shell().run("service", "new", "lab", "--kind", "ask", "--log-in", "x509-token", "--dir", folder.toString());
        Shell.Said said = tried("lab.ask", "{\"number\": \"1234567897\", \"date\": \"2026-01-31\"}");
        assertThat(said.err()).contains("Identity stub-client").doesNotContain("report it");
    }

    @ParameterizedTest
    @CsvSource({"ask,x509-token", "submission,x509-token", "ask,jwt", "submission,jwt"})
    void aNewDefinitionThatSignsItsRequestsLogsInToItsStub(String kind, String logIn) throws Exception {
        keyOfTheSandbox("nhif/authorised.p12");
        new Shell().run("service", "new", "lab", "--kind", kind, "--log-in", logIn, "--dir", folder.toString());
        Shell.Said said = tried(
                kind.equals("ask") ? "lab.ask" : "lab.submit",
                "{\"number\": \"1234567897\", \"date\": \"2026-01-31\"}");
        assertThat(said.out()).contains("completed: ");
        assertThat(stub.get("/sandbox/stub/lab/log").body()).contains("\"violations\":[]");
    }

    @ParameterizedTest
    @CsvSource({"approve,APPROVED,''", "terminate,TERMINATED,', \"status_reason\": \"Помилка\"'"})
    void anExampleOfALegalEntityLogsInForItAndEnds(String action, String status, String more) throws IOException {
        String payload = "{\"legal_entity\": \"clinic\", \"id\": \"7075e0e2-6b57-47fd-aff7-324806efa7e5\","
                + " \"contract_type\": \"CAPITATION\"" + more + "}";
        Path services = Path.of("services").toAbsolutePath();
        for (int time = 1; time <= 2; time++) {
            Path file = Files.writeString(folder.resolve("payload.json"), payload);
            Shell.Said said = new Shell(
                            new GivenSettings(Map.of("hub.sandbox.port", String.valueOf(stub.sandbox.port()))))
                    .run(
                            "service",
                            "try",
                            "ehealth.contract-request-" + action,
                            file.toString(),
                            "--dir",
                            services.toString());
            assertThat(said.out()).contains("completed: {").contains("\"status\":\"" + status + "\"");
        }
    }

    @Test
    void theAnswerIsPrintedToo() throws IOException {
        assertThat(tried("ecard.eligibility", person("1234567881")).out()).contains("     {\"eligible\":true");
    }

    @Test
    void aStepThatNoExampleAnswersEndsTheTrialAndSaysWhatToWrite() throws IOException {
        new Shell().run("service", "new", "lab", "--kind", "order-and-poll", "--dir", folder.toString());
        Path file = folder.resolve("lab/service.yaml");
        Files.writeString(
                file,
                Files.readString(file)
                        .replaceAll("(?m)^          (look-up|poll): .*$|^            - .status.*$", "")
                        .replaceAll("(?m)^          poll:$", ""));
        Shell.Said said = tried("lab.order", "{\"number\": \"1234567897\", \"date\": \"2026-01-31\"}");
        assertThat(said.out()).contains("parked: NOT_PLAYED").contains("answers: {poll: …}");
        assertThat(said.out().lines().filter(line -> line.startsWith("poll: "))).hasSize(1);
    }

    @Test
    void theContentIsShownBeforeItIsSigned() throws IOException {
        new Shell().run("service", "new", "lab", "--kind", "signed-submission", "--dir", folder.toString());
        Path payload =
                Files.writeString(folder.resolve("p.json"), "{\"number\": \"1234567897\", \"date\": \"2026-01-31\"}");
        Shell.Said said = new Shell(new GivenSettings(Map.of()))
                .run("service", "try", "lab.sign-and-submit", payload.toString(), "--dir", folder.toString(), "--dry");
        assertThat(said.out()).contains("signed cades-bes, into signed_data:").contains("\"number\":\"1234567897\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/related", "multipart/form-data"})
    void aFileIsSentAsAPart(String media) throws IOException, InterruptedException {
        boolean soap = media.equals("multipart/related");
        Files.createDirectories(folder.resolve("archive"));
        Files.writeString(
                folder.resolve("archive/service.yaml"),
                ARCHIVE.replace("@media@", media)
                        .replace("@body@", soap ? "{Envelope: {Body: {document: .report}}}" : "{document: .report}")
                        .replace("@answer@", soap ? "{Envelope: {Body: {id: 7}}}" : "{id: 7}")
                        .replace("@id@", soap ? ".Envelope.Body.id" : ".id"));
        assertThat(tried("archive.store", "{\"report\": {\"base64\": \"JVBERi0xLjcNCi0tAP8=\"}}")
                        .out())
                .contains("completed: {\"id\":");
        assertThat(stub.log("archive").path("violations")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/json    | scheme: cades-bes, encoding: base64, into: document
            application/json    | scheme: cades-bes, encoding: base64, into: signature, detached: true, with: {kind: cms}
            multipart/form-data | scheme: cades-bes, into: signature, detached: true
            multipart/form-data | scheme: cades-bes, into: document
            application/json    | scheme: jws, into: proof, of: {day: .date}
            application/json    | scheme: raw, header: X-Signature
            """)
    void aSignedDocumentIsThatOfItsExample(String media, String sign) throws Exception {
        keyOfTheSandbox("ehealth/clinic-owner.p12");
        Files.createDirectories(folder.resolve("archive"));
        Files.writeString(
                folder.resolve("archive/service.yaml"),
                ARCHIVE.replace("on-off: true}}", "on-off: true}, identity: {type: identity, required: true}}")
                        .replace("attachments: {report: {media: application/pdf}}", "")
                        .replace("@media@", media)
                        .replace(
                                "@body@",
                                "{number: .number}\n      sign: {identity: '{settings.identity}', " + sign + "}")
                        .replace("{report: {base64: \"JVBERi0xLjcNCi0tAP8=\"}}", "{number: '7', date: '2026-01-31'}")
                        .replace("@answer@", "{id: 7}")
                        .replace("@id@", ".id"));
        Shell.Said said = tried("archive.store", "{\"number\": \"7\", \"date\": \"2026-01-31\"}");
        assertThat(said.out()).as(said.err()).contains("completed: {\"id\":");
        assertThat(stub.log("archive").path("violations")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "proof: {identity: '{settings.identity}'}"})
    void anAssertionOfASecurityTokenServiceIsInTheEnvelope(String proof) throws Exception {
        keyOfTheSandbox("nhif/authorised.p12");
        Files.createDirectories(folder.resolve("archive"));
        Files.writeString(
                folder.resolve("archive/service.yaml"),
                ARCHIVE.replace("on-off: true}}", "on-off: true}, identity: {type: identity, required: true}}")
                        .replace("attachments: {report: {media: application/pdf}}", "")
                        .replace("doors: {soap: {url: \"{settings.base-url}\", media: \"@media@\"}}", """
                                doors:
                                  soap:
                                    url: "{settings.base-url}"
                                    media: text/xml
                                    auth:
                                      kind: session
                                      request: POST /sts
                                      media: text/xml
                                      auth: {kind: x509-token, identity: "{settings.identity}"}
                                      body: {s:Envelope: {"@xmlns:s": {text: "http://www.w3.org/2003/05/soap-envelope"}, s:Body: {Issue: SAML}}}
                                      find: element($text, "Assertion")
                                      expires: .Envelope.Body.Lifetime
                                      soap-header: {w:Security: {"@xmlns:w": {text: "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"}, "#xml": $token}}
                                      PROOF
                                """.replace(
                                        "PROOF", proof))
                        .replace(
                                "@body@",
                                "{s:Envelope: {\"@xmlns:s\": {text: \"http://www.w3.org/2003/05/soap-envelope\"}, s:Body: {n: .number}}}")
                        .replace("{report: {base64: \"JVBERi0xLjcNCi0tAP8=\"}}", "{number: '7', date: '2026-01-31'}")
                        .replace("@answer@", "{Envelope: {Body: {id: 7}}}")
                        .replace("@id@", ".Envelope.Body.id"));
        Shell.Said said = tried("archive.store", "{\"number\": \"7\", \"date\": \"2026-01-31\"}");
        assertThat(said.out()).as(said.err()).contains("completed: {\"id\":");
        assertThat(stub.log("archive").path("violations")).isEmpty();
    }
}
