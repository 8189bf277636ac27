package org.hospitalhub.commands.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hospitalhub.commands.GivenSettings;
import org.hospitalhub.commands.Shell;
import org.hospitalhub.commands.console.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operation that is tried without a call. */
class ServiceTryCommandTest {

    private static final String PERSON = "{\"insuranceNumber\": \"1234567881\", \"date\": \"2026-11-02\"}";

    @TempDir
    private Path folder;

    private Shell.Said tried(Map<String, Object> settings, String operation, String payload, String... more)
            throws IOException {
        Path file = Files.writeString(folder.resolve("payload.json"), payload);
        List<String> words =
                new ArrayList<>(List.of("service", "try", operation, file.toString(), "--dir", folder.toString()));
        words.addAll(List.of(more));
        return new Shell(new GivenSettings(settings)).run(words.toArray(String[]::new));
    }

    @Test
    void aDryTrialPrintsTheRequestThatTheEngineWouldSend() throws IOException {
        Shell.Said said =
                tried(Map.of("hub.ecard.base-url", "https://ecard.invalid/api"), "ecard.eligibility", PERSON, "--dry");
        assertThat(said.out())
                .contains("GET https://ecard.invalid/api/eligibility/1234567881?date=2026-11-02")
                .contains("Accept: application/json");
        assertThat(said.code()).hasValue(ExitCode.OK);
    }

    @Test
    void partsThatRunInTheHubOnlyAreNamed() throws IOException {
        Path lab = Files.createDirectories(folder.resolve("lab/routes")).getParent();
        Files.writeString(lab.resolve("service.yaml"), """
                service: lab
                settings: {base-url: {type: url, on-off: true}}
                doors: {api: {url: "{settings.base-url}"}}
                errors: [{when: any, then: park, code: LAB}]
                operations:
                  lab.ask:
                    kind: ask
                    check: java:labCheck
                    step:
                      request: GET /value
                      answer: [{when: {status: 200, is: .value}, then: done, result: {value: .value}}]
                """);
        Files.writeString(lab.resolve("routes/lab-ask.camel.yaml"), "- route: {}\n");
        Shell.Said said = tried(Map.of("hub.lab.base-url", "https://lab.invalid"), "lab.ask", "{}", "--dry");
        assertThat(said.out())
                .contains("Not played: the own route of step ask")
                .contains("Not played: the check java:labCheck");
    }

    @Test
    void secretsAreMasked() throws IOException {
        Shell.Said said = tried(
                Map.of("hub.n3.base-url", "https://n3.invalid", "hub.n3.token", "geheim"),
                "n3.snils-validate",
                """
                {"patient": {"familyName": "Иванов", "firstName": "Иван", "snils": "11223344595",
                 "birthDate": "1980-01-31", "gender": "1"}}""",
                "--dry");
        assertThat(said.out() + said.err()).contains("Authorization: N3 ***").doesNotContain("geheim");
    }

    @Test
    void aBodyIsPrintedAndSettingsThatAreMissingHaveAPlaceholder() throws IOException {
        Shell.Said said = tried(
                Map.of(),
                "ecard.prescription",
                "{\"insuranceNumber\": \"1234567881\", \"date\": \"2026-11-02\","
                        + " \"items\": [{\"drugCode\": \"A000017\", \"quantity\": 2, \"dosage\": \"1-0-1\"}]}",
                "--dry");
        assertThat(said.out())
                .contains("submit: POST https://prescriptions-url.ecard.invalid/prescriptions")
                .contains("Content-Type: application/xml")
                .contains("<drugCode>A000017</drugCode>");
    }

    @Test
    void allFindingsOfAWrongPayloadArePrintedAndNoRequest() throws IOException {
        Shell.Said said =
                tried(Map.of(), "ecard.eligibility", "{\"insuranceNumber\": \"12\", \"date\": \"x\"}", "--dry");
        assertThat(said.out()).contains("insuranceNumber").contains("date").doesNotContain("GET ");
        assertThat(said.code()).hasValue(ExitCode.FINDINGS);
    }

    @Test
    void anOperationThatIsNotThereIsNamedWithThoseThatAre() throws IOException {
        Shell.Said said = tried(Map.of(), "ecard.nosuch", PERSON, "--dry");
        assertThat(said.err()).contains("ecard.eligibility, ecard.prescription");
        assertThat(said.code()).hasValue(ExitCode.NOT_FOUND);
    }

    @Test
    void aPayloadThatCannotBeReadIsNamed() throws IOException {
        assertThat(tried(Map.of(), "ecard.eligibility", "{", "--dry").err()).contains("payload.json");
    }

    @Test
    void withoutARunningSandboxTheCommandSaysHowToStartOne() throws IOException {
        Shell.Said said = tried(Map.of("hub.sandbox.port", "1"), "ecard.eligibility", PERSON);
        assertThat(said.err()).contains("hub sandbox").contains("--dry");
        assertThat(said.code()).hasValue(ExitCode.FAILED);
    }

    @Test
    void aTrialCanBeReadByPrograms() throws IOException {
        assertThat(tried(Map.of(), "ecard.eligibility", PERSON, "--dry", "--output", "json")
                        .out())
                .contains("\"requests\"")
                .contains("\"method\" : \"GET\"");
    }

    @Test
    void aCheckOfTheJarRunsWithTheSettingsOfTheHub() throws IOException {
        Shell.Said said = tried(
                Map.of("hub.nhif.base-url", "https://nhif.invalid"),
                "nhif.query",
                "{\"module\": \"pspsmi\", \"version\": \"v1.2\", \"service\": \"PBR 001\", \"identity\": \"nobody\"}",
                "--dry");
        assertThat(said.out()).contains("$.service").contains("$.identity").doesNotContain("Not played: the check");
        assertThat(said.code()).hasValue(ExitCode.FINDINGS);
    }

    @Test
    void whatACheckOfTheJarMakesOfThePayloadIsInTheRequest() throws IOException {
        Shell.Said said = tried(
                Map.of("hub.nhif.base-url", "https://nhif.invalid"),
                "nhif.query",
                "{\"module\": \"pspsmi\", \"version\": \"v1.2\", \"service\": \"PBR001\", \"parameters\": [\"1\"]}",
                "--dry");
        assertThat(said.out()).contains("GET https://nhif.invalid/api/pspsmi/v1.2/PBR001/1");
    }

    @Test
    void theRulesOfAContractRequestAreCheckedWithoutARunningHub() throws IOException {
        Shell.Said said = tried(
                Map.of("hub.ehealth.base-url", "https://ehealth.invalid"),
                "ehealth.capitation-contract-request",
                "{\"legal_entity\": \"clinic\", \"signer\": \"director\", \"contract\": {}, \"documents\": {}}",
                "--dry");
        assertThat(said.out())
                .contains("LEGAL_ENTITY_UNKNOWN")
                .contains("DOCUMENT_MISSING")
                .doesNotContain("Not played: the check");
    }

    @Test
    void aCheckThatCannotBeMadeIsNamedWithTheReason() throws IOException {
        Shell.Said said = tried(
                Map.of("hub.nhif.time-out", "soon"),
                "nhif.query",
                "{\"module\": \"a\", \"version\": \"v1\", \"service\": \"b\"}",
                "--dry");
        assertThat(said.out())
                .contains("Not played: the check java:nhifQueryCheck, which cannot be made with these settings");
    }
}
