package org.hospitalhub.sandbox.ehealth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From upload to contract: storage, signatures, the state model, time, mischief. */
class RequestLifeTest {

    private static RunningSandbox sandbox;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        sandbox = new RunningSandbox(data);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void reset() throws Exception {
        sandbox.reset();
    }

    private static Attempt created() throws Exception {
        Attempt attempt = Attempt.capitation(sandbox, "clinic");
        assertThat(attempt.play().status()).isEqualTo(201);
        return attempt;
    }

    private static String statusOf(Attempt attempt) throws Exception {
        return details(attempt).text("/data/status");
    }

    private static RunningSandbox.Answer details(Attempt attempt) throws Exception {
        return sandbox.api("GET", "contract_requests/capitation/" + attempt.id, "clinic", null);
    }

    private static RunningSandbox.Answer desk(Attempt attempt, String action) throws Exception {
        return sandbox.control("POST", "contract_requests/" + attempt.id + "/" + action, null);
    }

    private static RunningSandbox.Answer act(Attempt attempt, String action, ObjectNode body) throws Exception {
        return sandbox.api(
                "PATCH", "contract_requests/capitation/" + attempt.id + "/actions/" + action, "clinic", body);
    }

    // Uploads

    private static RunningSandbox.Answer put(String url, String type) throws Exception {
        return sandbox.call("PUT", url, Map.of("Content-Type", type), Attempt.STATUTE);
    }

    private static String uploadUrl() throws Exception {
        return Attempt.capitation(sandbox, "clinic").initialize().text("/data/statute_url");
    }

    @Test
    void theIdOfARequestComesBack() throws Exception {
        Map<String, String> headers = new HashMap<>(RunningSandbox.MIS);
        headers.put("Authorization", "Bearer sandbox-clinic-token");
        headers.put("X-Request-ID", "his-4711");
        RunningSandbox.Answer list =
                sandbox.call("GET", "/ehealth/api/contract_requests/capitation", headers, new byte[0]);
        assertThat(list.text("/meta/request_id")).isEqualTo("his-4711");
    }

    @Test
    void anAnswerThatNobodyTakesNamesItsHeader() throws Exception {
        Map<String, String> headers = new HashMap<>(RunningSandbox.MIS);
        headers.put("Authorization", "Bearer sandbox-clinic-token");
        headers.put("Accept", "text/html");
        RunningSandbox.Answer list =
                sandbox.call("GET", "/ehealth/api/contract_requests/capitation", headers, new byte[0]);
        assertThat(list.text("/error/invalid/0/entry_type")).isEqualTo("header");
        assertThat(list.text("/error/invalid/0/entry")).isEqualTo("Accept");
    }

    // Lists

    private static RunningSandbox.Answer list(String path) throws Exception {
        return sandbox.api("GET", path, "clinic", null);
    }

    @Test
    void aFilterThatIsNoIdIsRefusedWithAllThatAreWrong() throws Exception {
        RunningSandbox.Answer list =
                list("contract_requests/capitation?id=7&contractor_owner_id=x&nhs_signer_id=&contract_number=1");
        assertThat(list.status()).isEqualTo(422);
        assertThat(list.text("/error/type")).isEqualTo("validation_failed");
        assertThat(list.json().at("/error/invalid")).hasSize(2);
        assertThat(list.text("/error/invalid/0/entry")).isEqualTo("$.contractor_owner_id");
        assertThat(list.json().at("/error/invalid/1/rules/0"))
                .hasToString("{\"rule\":\"cast\",\"params\":"
                        + "[\"Elixir.Ecto.UUID\"],\"description\":\"is invalid\",\"raw_description\":\"is invalid\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"contracts/capitation?legal_entity_id=1", "divisions?legal_entity_id=1"})
    void otherListsRefuseItToo(String path) throws Exception {
        assertThat(list(path).status()).isEqualTo(422);
    }

    @Test
    void anIdInCapitalsIsTheSameId() throws Exception {
        Attempt attempt = created();
        String id = attempt.id.toUpperCase(java.util.Locale.ROOT);
        assertThat(list("contract_requests/capitation?id=" + id).json().path("data"))
                .hasSize(1);
    }

    @Test
    void aStatusInSmallLettersFindsRequestsAndNoDivisions() throws Exception {
        created();
        assertThat(list("contract_requests/capitation?status=new").json().path("data"))
                .hasSize(1);
        assertThat(list("divisions?status=ACTIVE").json().path("data")).isNotEmpty();
        assertThat(list("divisions?status=active").json().path("data")).isEmpty();
    }

    @Test
    void anUploadIsAnsweredWithItsMd5AsETag() throws Exception {
        RunningSandbox.Answer answer = put(uploadUrl(), "application/pdf");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.raw().headers().firstValue("ETag")).contains("\"" + Storage.md5(Attempt.STATUTE) + "\"");
    }

    @Test
    void anotherContentTypeBreaksTheSignature() throws Exception {
        RunningSandbox.Answer answer = put(uploadUrl(), "application/octet-stream");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(new String(answer.raw().body(), StandardCharsets.UTF_8))
                .contains("<Code>SignatureDoesNotMatch</Code>");
    }

    @Test
    void anUploadUrlLivesSixHundredSeconds() throws Exception {
        String url = uploadUrl();
        sandbox.clock.advance(Duration.ofMinutes(10));
        int last = put(url, "application/pdf").status();
        sandbox.clock.advance(Duration.ofSeconds(1));

        assertThat(List.of(last, put(url, "application/pdf").status())).containsExactly(200, 403);
    }

    // Signatures

    private static TestCertificateAuthority mill() throws Exception {
        return TestCertificateAuthority.authority(RunningSandbox.START);
    }

    private static ObjectNode person() {
        return Json.object()
                .put("algorithm", "EC")
                .put("surname", "Зразковий")
                .put("drfo", "3000000001")
                .put("edrpou", "38782323");
    }

    /** Signs with a certificate of an authority that the registry trusts. */
    private static RunningSandbox.Answer signedBy(ObjectNode person) throws Exception {
        TestCertificateAuthority mill = mill();
        Attempt attempt = Attempt.capitation(sandbox, "clinic");
        attempt.registry.withArray("trust").add(pem(mill));
        attempt.signer = TestKey.of(mill.issue(person, RunningSandbox.START));
        return attempt.play();
    }

    private static String pem(TestCertificateAuthority mill) throws Exception {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(mill.root().getEncoded()) + "\n-----END CERTIFICATE-----\n";
    }

    @Test
    void aCertificateWithAllNumbersIsTaken() throws Exception {
        assertThat(signedBy(person()).status()).isEqualTo(201);
    }

    @Test
    void rsaIsTakenToo() throws Exception {
        assertThat(signedBy(person().put("algorithm", "RSA")).status()).isEqualTo(201);
    }

    @Test
    void aSurnameInCapitalsIsTheSame() throws Exception {
        assertThat(signedBy(person().put("surname", "ЗРАЗКОВИЙ")).status()).isEqualTo(201);
    }

    @Test
    void aStrangersDrfoIsRefused() throws Exception {
        assertThat(signedBy(person().put("drfo", "3000000002")).text("/error/message"))
                .isEqualTo("Does not match the signer drfo");
    }

    @Test
    void aCertificateWithoutDrfoIsRefused() throws Exception {
        assertThat(signedBy(person().put("drfo", "")).text("/error/message")).isEqualTo("Invalid drfo");
    }

    @Test
    void anotherEdrpouIsRefused() throws Exception {
        RunningSandbox.Answer answer = signedBy(person().put("edrpou", "39112233"));

        assertThat(answer.text("/error/invalid/0/entry")).isEqualTo("$.edrpou");
        assertThat(answer.text("/error/invalid/0/rules/0/description"))
                .isEqualTo("EDRPOU does not match legal_entity edrpou");
    }

    @Test
    void withoutEdrpouTheDrfoMustBeTheLegalEntitys() throws Exception {
        assertThat(signedBy(person().put("edrpou", "")).text("/error/invalid/0/rules/0/description"))
                .isEqualTo("DRFO does not match signer drfo");
    }

    @Test
    void anEntrepreneurSignsWithDrfoAlone() throws Exception {
        Attempt attempt = Attempt.capitation(sandbox, "fop");
        attempt.content.put("start_date", "2026-07-01").put("end_date", "2026-12-31");

        assertThat(attempt.play().status()).isEqualTo(201);
    }

    @Test
    void anotherSurnameIsRefused() throws Exception {
        assertThat(signedBy(person().put("surname", "Інший")).text("/error/invalid/0/entry"))
                .isEqualTo("$.last_name");
    }

    @Test
    void aCertificateWithoutSurnameIsRefused() throws Exception {
        assertThat(signedBy(person().put("surname", "")).text("/error/invalid/0/entry"))
                .isEqualTo("$.surname");
    }

    @Test
    void anUnknownRootIsRefused() throws Exception {
        Attempt attempt = Attempt.capitation(sandbox, "clinic");
        attempt.signer = TestKey.of(mill().issue(person(), RunningSandbox.START));

        assertThat(attempt.play().text("/error/message")).isEqualTo("matching ROOT certificate not found");
    }

    @Test
    void withoutTrustedRootsEveryChainIsTaken() throws Exception {
        Attempt attempt = Attempt.capitation(sandbox, "clinic");
        attempt.registry.putArray("trust");
        attempt.signer = TestKey.of(mill().issue(person(), RunningSandbox.START));

        assertThat(attempt.play().status()).isEqualTo(201);
    }

    @Test
    void aChangedByteBreaksTheSignatureWhateverIsTrusted() throws Exception {
        Attempt attempt = Attempt.capitation(sandbox, "clinic");
        attempt.registry.putArray("trust");
        attempt.signedContent = attempt.signer.sign(Json.bytes(attempt.content));
        int at = new String(attempt.signedContent, StandardCharsets.ISO_8859_1).indexOf("PMD_1");
        attempt.signedContent[at + 4] = '2';

        assertThat(attempt.play().text("/error/message"))
                .isEqualTo("verification of data siganture for a given subscriber failed");
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        Attempt attempt = Attempt.capitation(sandbox, "clinic");
        TestCertificateAuthority mill = TestCertificateAuthority.authority(Instant.parse("2010-01-01T00:00:00Z"));
        attempt.registry.putArray("trust");
        attempt.signer = TestKey.of(mill.issue(person(), Instant.parse("2010-01-01T00:00:00Z")));

        assertThat(attempt.play().text("/error/message")).isEqualTo("Certificate verificaton failed");
    }

    @Test
    void plainJsonHasNoSignature() throws Exception {
        Attempt attempt = Attempt.capitation(sandbox, "clinic");
        attempt.signedContent = Json.bytes(attempt.content);
        RunningSandbox.Answer answer = attempt.play();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/error/message"))
                .isEqualTo("document must contain 1 signature and 0 stamps but contains 0 signatures and 0 stamps");
    }

    @Test
    void twoSignaturesAreOneTooMany() throws Exception {
        Attempt attempt = Attempt.capitation(sandbox, "clinic");
        attempt.signedContent =
                TestKey.signTogether(Json.bytes(attempt.content), List.of(attempt.signer, attempt.signer));

        assertThat(attempt.play().text("/error/message"))
                .isEqualTo("document must contain 1 signature and 0 stamps but contains 2 signatures and 0 stamps");
    }

    @Test
    void aSignatureAroundASignatureIsOneTooMany() throws Exception {
        Attempt attempt = Attempt.capitation(sandbox, "clinic");
        attempt.signedContent = attempt.signer.sign(attempt.signer.sign(Json.bytes(attempt.content)));

        assertThat(attempt.play().text("/error/message")).contains("contains 2 signatures");
    }

    @Test
    void aStampIsNoSignature() throws Exception {
        assertThat(signedBy(person().put("stamp", true)).text("/error/message"))
                .isEqualTo("document must contain 1 signature and 0 stamps but contains 0 signatures and 1 stamp");
    }

    @Test
    void contentThatIsNotBase64IsAFinding() throws Exception {
        Attempt attempt = Attempt.capitation(sandbox, "clinic");
        attempt.envelope.put("signed_content", "***");

        assertThat(attempt.play().text("/error/invalid/0/rules/0/description")).isEqualTo("Not a base64 string");
    }

    @Test
    void theEnvelopeHasASchema() throws Exception {
        Attempt attempt = Attempt.capitation(sandbox, "clinic");
        attempt.envelope = Json.object().put("signed_content_encoding", "hex").putNull("signed_content");

        assertThat(attempt.play().json().at("/error/invalid"))
                .extracting(each -> each.path("entry").asText())
                .containsExactly("$.signed_content_encoding", "$.signed_content");
    }

    @Test
    void headersTellTheSignerInTestMode() throws Exception {
        Attempt attempt = Attempt.capitation(sandbox, "clinic");
        attempt.settings.put("signatures", "headers");
        attempt.headers.put("drfo", "3000000001");
        attempt.headers.put("edrpou", "38782323");
        // A header carries no Cyrillic, so the party gets a Latin name.
        attempt.row("parties", Attempt.party(1)).put("last_name", "Zrazkovyi");
        attempt.headers.put("surname", "ZRAZKOVYI");
        attempt.signedContent = Json.bytes(attempt.content);

        assertThat(attempt.play().status()).isEqualTo(201);
    }

    // The state model

    @Test
    void theSameIdIsTakenOnce() throws Exception {
        Attempt attempt = created();
        RunningSandbox.Answer again = attempt.create();

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("/error/message")).isEqualTo("Invalid contract_request id");
    }

    @Test
    void theWholeWayEndsWithAContract() throws Exception {
        Attempt attempt = created();
        desk(attempt, "assign");
        assertThat(desk(attempt, "approve").text("/contract_number")).matches("0000-[\\dAEHKMPTX]{4}-[\\dAEHKMPTX]{4}");
        assertThat(act(attempt, "approve_msp", Json.object()).text("/data/status"))
                .isEqualTo("PENDING_NHS_SIGN");
        assertThat(desk(attempt, "sign_nhs").text("/status")).isEqualTo("NHS_SIGNED");
        String url = "";
        for (var document : details(attempt).json().at("/urgent/documents")) {
            url = document.path("type").asText().equals("SIGNED_CONTENT")
                    ? document.path("url").asText()
                    : url;
        }
        byte[] p7s = sandbox.call("GET", url, Map.of(), new byte[0]).raw().body();
        ObjectNode body = Json.object().put("signed_content_encoding", "base64");
        body.put("signed_content", Base64.getEncoder().encodeToString(attempt.signer.sign(p7s)));
        RunningSandbox.Answer contract = act(attempt, "sign_msp", body);

        assertThat(contract.text("/data/status")).isEqualTo("VERIFIED");
        assertThat(statusOf(attempt)).isEqualTo("SIGNED");
        assertThat(sandbox.api("GET", "contracts/capitation/" + contract.text("/data/id"), "clinic", null)
                        .text("/data/contract_request_id"))
                .isEqualTo(attempt.id);
    }

    @Test
    void approveMspNeedsApproval() throws Exception {
        RunningSandbox.Answer answer = act(created(), "approve_msp", Json.object());

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text("/error/message")).isEqualTo("Incorrect status of contract_request to modify it");
    }

    @Test
    void aDeclinedRequestCannotBeTerminated() throws Exception {
        Attempt attempt = created();
        desk(attempt, "decline");

        assertThat(act(attempt, "terminate", Json.object()).status()).isEqualTo(422);
    }

    @Test
    void terminateEndsItToday() throws Exception {
        RunningSandbox.Answer answer = act(created(), "terminate", Json.object().put("status_reason", "DEFAULT"));

        assertThat(List.of(answer.text("/data/status"), answer.text("/data/end_date")))
                .containsExactly("TERMINATED", "2026-06-15");
    }

    @Test
    void anotherClientMayNotLook() throws Exception {
        Attempt attempt = created();

        assertThat(sandbox.api("GET", "contract_requests/capitation/" + attempt.id, "fop", null)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void anOverlappingRequestTerminatesTheOlderOneSilently() throws Exception {
        Attempt older = created();
        Attempt newer = Attempt.capitation(sandbox, "clinic");
        RunningSandbox.Answer first =
                sandbox.call("POST", "/ehealth/api/contract_requests/capitation", newer.headers, new byte[0]);
        newer.id = first.text("/data/id");
        newer.upload(first.text("/data/statute_url"), Attempt.STATUTE);
        newer.upload(first.text("/data/additional_document_url"), Attempt.ADDITIONAL);
        newer.create();

        assertThat(List.of(statusOf(older), statusOf(newer))).containsExactly("TERMINATED", "NEW");
    }

    // Time

    @Test
    void aRequestExpiresAtMidnightOfItsStart() throws Exception {
        Attempt attempt = created();
        sandbox.clock.set(Instant.parse("2026-06-30T23:59:59Z"));
        String before = statusOf(attempt);
        sandbox.clock.set(Instant.parse("2026-07-01T00:00:00Z"));
        RunningSandbox.Answer after = details(attempt);

        assertThat(List.of(before, after.text("/data/status"), after.text("/data/status_reason")))
                .containsExactly("NEW", "TERMINATED", "AUTO_EXPIRED");
    }

    @Test
    void theAutopilotApprovesAfterTwoPauses() throws Exception {
        Attempt attempt = Attempt.capitation(sandbox, "clinic");
        attempt.settings.put("autopilot_seconds", 30);
        attempt.play();
        sandbox.clock.advance(Duration.ofSeconds(30));
        String first = statusOf(attempt);
        sandbox.clock.advance(Duration.ofSeconds(30));

        assertThat(List.of(first, statusOf(attempt))).containsExactly("IN_PROCESS", "APPROVED");
    }

    // Mischief, journal, registry

    private static void mischief(String kind) throws Exception {
        assertThat(sandbox.control(
                                "POST",
                                "mischief",
                                Json.object().put("name", kind).put("count", 1))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aLostAnswerLeavesARequestBehind() throws Exception {
        Attempt attempt = Attempt.capitation(sandbox, "clinic");
        mischief("answer-lost");

        assertThatThrownBy(attempt::play).isInstanceOf(IOException.class);
        assertThat(statusOf(attempt)).isEqualTo("NEW");
    }

    @Test
    void noAnswerLeavesNothingBehind() throws Exception {
        Attempt attempt = Attempt.capitation(sandbox, "clinic");
        sandbox.control(
                "POST",
                "mischief",
                Json.object().put("name", "no-answer").put("count", 1).put("path", "[0-9a-f]{12}$"));

        assertThatThrownBy(attempt::play).isInstanceOf(IOException.class);
        assertThat(details(attempt).status()).isEqualTo(404);
    }

    @Test
    void theTwoShapesOfFiveHundredAreBothThere() throws Exception {
        mischief("error-500");
        mischief("error-500-detail");

        assertThat(sandbox.api("GET", "contract_requests", "clinic", null).text("/error/type"))
                .isEqualTo("internal_error");
        assertThat(sandbox.api("GET", "contract_requests", "clinic", null).text("/error/errors/detail"))
                .isEqualTo("Internal server error");
        assertThat(sandbox.api("GET", "contract_requests", "clinic", null).status())
                .isEqualTo(200);
    }

    @Test
    void theLimitOfRequestsIsKeptPerMinute() throws Exception {
        sandbox.control("POST", "settings", Json.object().put("requests_per_minute", 1));
        sandbox.clock.advance(Duration.ofMinutes(1));
        int first = sandbox.api("GET", "contract_requests", "clinic", null).status();
        int second = sandbox.api("GET", "contract_requests", "clinic", null).status();
        sandbox.clock.advance(Duration.ofMinutes(1));

        assertThat(List.of(
                        first,
                        second,
                        sandbox.api("GET", "contract_requests", "clinic", null).status()))
                .containsExactly(200, 429, 200);
    }

    @Test
    void theJournalReturnsEveryRequestAfterANumber() throws Exception {
        sandbox.api("GET", "contract_requests", "clinic", null);
        var all = sandbox.control("GET", "journal?since=0", null).json();
        long last = all.get(all.size() - 1).path("number").asLong();
        sandbox.api("GET", "dictionaries", "clinic", null);

        assertThat(sandbox.control("GET", "journal?since=" + last, null).json())
                .singleElement()
                .satisfies(entry -> assertThat(entry.path("path").asText()).isEqualTo("/ehealth/api/dictionaries"));
    }

    @Test
    void aRegistryComesBackAsItWasPosted() throws Exception {
        ObjectNode posted = sandbox.shipped();

        assertThat(sandbox.control("POST", "registry", posted).json()).isEqualTo(posted);
    }

    @Test
    void aRegistryOfBareRowsIsEnough() throws Exception {
        Attempt attempt = Attempt.capitation(sandbox, "clinic");
        attempt.registry.remove(
                List.of("dictionaries", "parameters", "contracts", "brokers", "codes", "contract_requests"));
        attempt.registry.put("colour", "blue");

        assertThat(attempt.play().status()).isEqualTo(201);
    }

    @Test
    void theStateFileOutlivesTheSandbox(@TempDir Path data) throws Exception {
        Path file = data.resolve("state.json");
        String id;
        try (RunningSandbox first = new RunningSandbox(data, Duration.ZERO, file)) {
            Attempt attempt = Attempt.capitation(first, "clinic");
            attempt.play();
            id = attempt.id;
        }
        try (RunningSandbox second = new RunningSandbox(data, Duration.ZERO, file)) {
            assertThat(second.api("GET", "contract_requests/capitation/" + id, "clinic", null)
                            .json()
                            .at("/urgent/documents"))
                    .hasSize(2);
        }
    }

    @Test
    void contractNumbersAreThoseOfTheRealService() {
        assertThat(List.of(1_000_000L, 1_000_004L, 1_000_023L, 1_000_664L, 1_006_697L))
                .extracting(ContractNumbers::of)
                .containsExactly(
                        "0000-5K4M-M000", "0000-7K4M-M000", "0000-X44M-M000", "0000-445M-M000", "0000-PAP5-M000");
    }
}
