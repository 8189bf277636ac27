package org.hospitalhub.nhif;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Step;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders go through the shipped routes to the sandbox over real TLS. */
class NhifRoutesTest {

    @TempDir
    static Path data;

    private static NhifFixture stand;
    /** Ends calls that are never answered; to the server of {@link #stand}. */
    private static NhifFixture impatient;

    @BeforeAll
    static void start() throws Exception {
        CatalogueEntry harmless = new CatalogueEntry(
                "POST",
                "sandbox",
                "v1",
                "reset-after",
                List.of(),
                "*/*",
                "application/json",
                null,
                true,
                Duration.ZERO,
                "",
                List.of());
        CatalogueEntry nomenclature = new CatalogueEntry(
                "GET",
                "sandbox",
                "v1",
                "NOM1",
                List.of(),
                "*/*",
                "application/json",
                null,
                false,
                Duration.ofHours(1),
                "",
                List.of());
        Map<String, CatalogueEntry> catalogue = Map.of("harmless", harmless, "nomenclature", nomenclature);
        stand = new NhifFixture(data, List.of(), null, catalogue);
        String url = "https://localhost:" + stand.sandbox.tlsPort();
        impatient = new NhifFixture(data, List.of(), url, catalogue, "", Duration.ofSeconds(3));
    }

    @AfterAll
    static void stop() {
        impatient.close();
        stand.close();
    }

    @BeforeEach
    void forget() throws Exception {
        stand.control("POST", "reject", "{\"how\":\"none\"}");
        stand.control("DELETE", "mischief", "");
        stand.control("DELETE", "journal", "");
    }

    @Test
    void aQueryBringsJsonAsJson() {
        Outcome.Done done = (Outcome.Done) stand.query("authorised", "PBR001", "8001011004");
        assertThat(done.result().path("status").asInt()).isEqualTo(200);
        assertThat(done.result().path("mediaType").asText()).isEqualTo("application/json");
        assertThat(done.result().at("/body/parameters/0").asText()).isEqualTo("8001011004");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Бастун|/api/pspsmi/v1.2/PBR001/%D0%91%D0%B0%D1%81%D1%82%D1%83%D0%BD",
                "a/b|/api/pspsmi/v1.2/PBR001/a%2Fb",
                "50 %|/api/pspsmi/v1.2/PBR001/50%20%25",
                "a+b&c=d?e#f|/api/pspsmi/v1.2/PBR001/a%2Bb%26c%3Dd%3Fe%23f",
                "%2e%2e|/api/pspsmi/v1.2/PBR001/%252e%252e",
                "{{hub.ledger.key}}|/api/pspsmi/v1.2/PBR001/%7B%7Bhub.ledger.key%7D%7D",
                "RAW(x)|/api/pspsmi/v1.2/PBR001/RAW%28x%29",
                "${body}|/api/pspsmi/v1.2/PBR001/%24%7Bbody%7D"
            })
    void everyParameterArrivesAsOneSegment(String parameter, String path) throws Exception {
        Outcome.Done done = (Outcome.Done) stand.query("authorised", "PBR001", parameter);
        assertThat(done.result().at("/body/parameters/0").asText()).isEqualTo(parameter);
        assertThat(stand.journal())
                .singleElement()
                .satisfies(line -> assertThat(line.path("path").asText()).isEqualTo(path));
    }

    @Test
    void aSubmissionIsRegistered() {
        Outcome.Done done = (Outcome.Done) stand.submit("authorised", "PBR002", "{\"protocol\":1}");
        assertThat(done.result().path("status").asInt()).isEqualTo(201);
        assertThat(done.result().at("/body/registrationNumber").asText()).startsWith("SB-");
    }

    @Test
    void theSameDocumentTwiceIsRefusedInTheServicesWords() {
        stand.submit("authorised", "PBR002", "{\"protocol\":2}");
        Outcome.Refused refused = (Outcome.Refused) stand.submit("authorised", "PBR002", "{\"protocol\":2}");
        assertThat(refused.findings().get(0).message()).contains("вече е подаден");
    }

    @Test
    void aDocumentOfBytesArrivesWithItsMediaType() {
        Outcome.Done done = (Outcome.Done)
                stand.submit("authorised", "PBR002", "{\"base64\":\"PGEvPg==\",\"contentType\":\"application/xml\"}");
        assertThat(done.result().path("status").asInt()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({
        "'', NHIF_NO_CERTIFICATE",
        "unauthorised, NHIF_CERTIFICATE_NOT_ACCEPTED",
        "expired, NHIF_CERTIFICATE_NOT_ACCEPTED",
        "revoked, NHIF_CERTIFICATE_NOT_ACCEPTED",
        "other-ca, NHIF_CERTIFICATE_NOT_ACCEPTED"
    })
    void a403SaysWhichKindItIs(String identity, String code) {
        assertParked(stand.query(identity, "PBR001"), code);
    }

    @Test
    void anAuthorisedCallerMayBeRefusedAService() {
        assertParked(stand.query("authorised", "restricted"), "NHIF_NOT_AUTHORISED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"403", "handshake"})
    void arefusedCertificateIsParked(String how) throws Exception {
        stand.control("POST", "reject", "{\"how\":\"" + how + "\"}");
        assertParked(stand.query("authorised", "PBR003"), "NHIF_CERTIFICATE_NOT_ACCEPTED");
    }

    @Test
    void anIdentityWithoutItsFileSendsNothing() throws Exception {
        assertParked(stand.submit("missing", "PBR002", "{\"a\":1}"), "NHIF_IDENTITY_UNUSABLE");
        assertThat(stand.journal()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset-after", "reset-before", "hang", "error-500", "html-500", "cut-body"})
    void aLostSubmissionIsUnsure(String service) {
        assertThat(impatient.submit("authorised", service, "{\"lost\":true}")).isInstanceOf(Outcome.Unsure.class);
    }

    @Test
    void aLostSubmissionThatIsHarmlessToRepeatIsRetried() {
        Outcome.Failed failed = (Outcome.Failed) impatient.submitEntry("harmless", "{\"again\":true}");
        assertThat(failed.remedy()).isEqualTo(Remedy.RETRY);
    }

    @Test
    void afterACrashTheCatalogueSaysWhetherASubmissionIsRepeated() {
        Step.Unsure.RepeatIf rule =
                (Step.Unsure.RepeatIf) stand.submission.steps().get(0).unsure();
        assertThat(rule.harmless().test("{\"entry\":\"harmless\"}".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(rule.harmless().test("{\"service\":\"PBR002\"}".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    @Test
    void aNomenclatureThatDidNotChangeIsNotSentAgain() throws Exception {
        Outcome.Done first = (Outcome.Done) stand.queryEntry("nomenclature", "authorised");
        Outcome.Done second = (Outcome.Done) stand.queryEntry("nomenclature", "authorised");
        assertThat(second.result()).isEqualTo(first.result());
        assertThat(stand.journal())
                .extracting(line -> line.path("status").asInt())
                .endsWith(304);
    }

    @Test
    void anAnswerToAnotherIdentityIsNotReused() {
        stand.queryEntry("nomenclature", "authorised");
        assertParked(stand.queryEntry("nomenclature", "unauthorised"), "NHIF_CERTIFICATE_NOT_ACCEPTED");
    }

    @ParameterizedTest
    @CsvSource({
        "error-500, RETRY",
        "html-500, RETRY",
        "unavailable-503, LIMITED",
        "limit-429, LIMITED",
        "redirect, PARK",
        "huge, PARK"
    })
    void aFailedQueryIsRetriedWhereThatHelps(String service, Remedy remedy) {
        Outcome.Failed failed = (Outcome.Failed) stand.query("authorised", service);
        assertThat(failed.remedy()).isEqualTo(remedy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset-after", "hang", "drip", "cut-body"})
    void aQueryWithoutAWholeAnswerIsRetried(String service) {
        Outcome.Failed failed = (Outcome.Failed) impatient.query("authorised", service);
        assertThat(failed.remedy()).isEqualTo(Remedy.RETRY);
    }

    @Test
    void findingsOfTheServiceKeepTheirPaths() {
        Outcome.Refused refused = (Outcome.Refused) stand.submit("authorised", "refused-422", "{\"x\":1}");
        assertThat(refused.findings())
                .extracting(finding -> finding.path() + " " + finding.message())
                .containsExactly(
                        "$ Документът има грешки",
                        "$.protocol.date Датата е в бъдещето",
                        "$.items[0].code Непознат код по НЗОК");
    }

    @Test
    void anXmlFaultBecomesReadable() {
        Outcome.Refused refused = (Outcome.Refused) stand.query("authorised", "refused-xml");
        assertThat(refused.findings()).singleElement().satisfies(finding -> assertThat(finding.message())
                .isEqualTo("17 Липсва номер на протокол"));
    }

    @Test
    void bytesThatAreNoTextComeAsBase64() {
        Outcome.Done done = (Outcome.Done) stand.query("authorised", "binary");
        assertThat(done.result().path("encoding").asText()).isEqualTo("base64");
        assertThat(done.result().path("mediaType").asText()).isEqualTo("application/pdf");
    }

    @Test
    void otherCharsetsAreRead() {
        Outcome.Done done = (Outcome.Done) stand.query("authorised", "cyrillic");
        assertThat(done.result().path("body").asText()).isEqualTo("Справката е празна");
    }

    @Test
    void anXmlAnswerStaysText() {
        Outcome.Done done = (Outcome.Done) stand.query("authorised", "xml");
        assertThat(done.result().path("body").asText()).startsWith("<?xml");
    }

    @Test
    void anEmptyAnswerHasNoBody() {
        Outcome.Done done = (Outcome.Done) stand.query("authorised", "empty");
        assertThat(done.result().path("body").isNull()).isTrue();
    }

    @Test
    void everyCallHasAConnectionOfItsOwn() throws Exception {
        for (int i = 0; i < 3; i++) {
            stand.query("authorised", "PBR001", String.valueOf(i));
            stand.submit("authorised", "PBR002", "{\"connection\":" + i + "}");
        }
        assertThat(stand.journal().stream()
                        .map(line -> line.path("connection").asInt())
                        .distinct())
                .hasSize(6);
    }

    @Test
    void theJournalMasksTheOrganisation() throws Exception {
        stand.query("authorised", "PBR001");
        assertThat(stand.journal().get(0).path("certificate").asText()).isEqualTo("organisation *****0153");
    }

    static void assertParked(Outcome outcome, String code) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.problem().code()).as(failed.problem().detail()).isEqualTo(code);
            assertThat(failed.remedy()).isEqualTo(Remedy.PARK);
        });
    }
}
