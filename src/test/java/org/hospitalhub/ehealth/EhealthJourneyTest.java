package org.hospitalhub.ehealth;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.State;
import org.hospitalhub.rules.Finding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Whole orders, through the shipped routes and a real ledger to the simulator and back. */
class EhealthJourneyTest {

    @TempDir
    Path folder;

    private EhealthFixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = new EhealthFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Order capitation() {
        return fixture.accept(EhealthOperation.CAPITATION, fixture.capitation());
    }

    private Order approved() {
        Order order = capitation();
        fixture.work();
        fixture.nhs("assign");
        fixture.nhs("approve");
        fixture.advance(Duration.ofMinutes(2));
        fixture.work();
        return fixture.find(order);
    }

    private String problem(Order order) {
        Problem problem = fixture.find(order).problem();
        return problem == null ? "none" : problem.code();
    }

    private long created() {
        String id = fixture.requestId();
        return fixture.requests().stream()
                .filter(request -> request.path("id").asText().equals(id))
                .count();
    }

    @Test
    void aCapitationRequestIsApproved() {
        Order order = approved();
        assertThat(order.findings()).isEmpty();
        assertThat(order.problem()).isNull();
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(fixture.steps()).containsExactly("check", "initialize", "upload", "sign", "create", "follow");
        ObjectNode result = fixture.ledger.orders().result(order.id()).orElseThrow();
        assertThat(result.path("status").asText()).isEqualTo("APPROVED");
    }

    @Test
    void aReimbursementRequestIsNew() {
        Order order = fixture.accept(EhealthOperation.REIMBURSEMENT, fixture.reimbursement());
        fixture.work();
        assertThat(fixture.find(order).findings()).isEmpty();
        assertThat(fixture.find(order).state()).isEqualTo(State.WAITING);
        assertThat(created()).isEqualTo(1);
    }

    @Test
    void anUkrainianKeySignsWithAContentTimeStampWhereTheServiceWantsOne() {
        fixture.control("POST", "settings", "{\"content_time_stamp\":\"dstu\"}");
        Order order =
                fixture.accept(EhealthOperation.CAPITATION, fixture.capitation().put("signer", "clinic-owner-dstu"));
        fixture.work();
        assertThat(fixture.find(order).findings()).isEmpty();
        assertThat(problem(order)).isEqualTo("none");
        assertThat(created()).isEqualTo(1);
    }

    @Test
    void aDeclinedRequestIsRefused() {
        Order order = capitation();
        fixture.work();
        fixture.nhs("assign");
        fixture.nhs("decline");
        fixture.advance(Duration.ofMinutes(2));
        fixture.work();
        assertThat(fixture.find(order).state()).isEqualTo(State.REFUSED);
        assertThat(fixture.find(order).findings()).extracting(Finding::code).containsExactly("EHEALTH_DECLINED");
    }

    private Order forTheQueue() {
        return fixture.accept(
                EhealthOperation.CAPITATION, fixture.capitation(), new Address.Queue("hub.results", "c1", 4));
    }

    @Test
    void eachChangeOfStatusIsNotedInOrder() {
        Order order = capitation();
        fixture.work();
        fixture.nhs("assign");
        fixture.advance(Duration.ofMinutes(2));
        fixture.work();
        assertThat(fixture.ledger.orders().progress(order.id()))
                .extracting(event -> event.path("number").asInt() + " "
                        + event.path("status").asText())
                .containsExactly("1 NEW", "2 IN_PROCESS");
        assertThat(fixture.delivered).isEmpty();
    }

    @Test
    void eachChangeOfStatusIsSentToTheQueue() {
        forTheQueue();
        fixture.work();
        fixture.nhs("assign");
        fixture.advance(Duration.ofMinutes(2));
        fixture.work();
        fixture.advance(Duration.ofMinutes(2));
        fixture.work();
        assertThat(fixture.delivered)
                .extracting(event -> event.path("status").asText())
                .containsExactly("NEW", "IN_PROCESS");
    }

    @Test
    void newsWhoseSendingWasKilledAreSentAgain() {
        Order order = forTheQueue();
        for (int i = 0; i < 5; i++) {
            fixture.step();
        }
        fixture.stepAndDie();
        fixture.advance(Duration.ofSeconds(30));
        fixture.work();
        assertThat(fixture.delivered)
                .extracting(event -> event.path("number").asInt())
                .containsExactly(1, 1);
        assertThat(fixture.find(order).step()).isEqualTo("follow");
    }

    @Test
    void aReceiverThatIsAwayGetsItsNewsLater() {
        Order order = forTheQueue();
        fixture.telling = new Outcome.Failed(new Problem("BROKER", "away", "away"), Outcome.Remedy.RETRY, null, null);
        fixture.work();
        assertThat(fixture.find(order).step()).isEqualTo("tell");
        fixture.telling = new Outcome.Done(EhealthFixture.JSON.createObjectNode());
        fixture.advance(Duration.ofMinutes(10));
        fixture.work();
        assertThat(fixture.find(order).step()).isEqualTo("follow");
    }

    @Test
    void aReceiverThatRefusesNewsStillGetsItsDecision() {
        Order order = forTheQueue();
        fixture.telling = new Outcome.Failed(new Problem("NO", "no", "no"), Outcome.Remedy.PARK, null, null);
        fixture.work();
        assertThat(fixture.find(order).step()).isEqualTo("follow");
    }

    @Test
    void pausesBetweenQuestionsGrow() {
        Order order = capitation();
        fixture.work();
        Duration before = Duration.ZERO;
        for (int i = 0; i < 5; i++) {
            Duration pause =
                    Duration.between(fixture.instant(), fixture.find(order).dueAt());
            assertThat(pause).isGreaterThan(before).isLessThanOrEqualTo(Duration.ofHours(4));
            before = pause;
            fixture.advance(pause);
            fixture.work();
        }
    }

    @Test
    void afterAChangeOfStatusThePauseIsTheFirstOneAgain() {
        Order order = capitation();
        fixture.work();
        for (int i = 0; i < 3; i++) {
            fixture.advance(
                    Duration.between(fixture.instant(), fixture.find(order).dueAt()));
            fixture.work();
        }
        fixture.nhs("assign");
        fixture.advance(Duration.between(fixture.instant(), fixture.find(order).dueAt()));
        fixture.work();
        assertThat(Duration.between(fixture.instant(), fixture.find(order).dueAt()))
                .isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void anOrderOfALegalEntityThatIsNoLongerConfiguredIsParked() {
        Order order = fixture.acceptAnyway(
                EhealthOperation.CAPITATION, fixture.capitation().put("legal_entity", "closed"));
        fixture.pastTheCheck(order);
        fixture.work();
        assertThat(problem(order)).isEqualTo("EHEALTH_LEGAL_ENTITY");
    }

    @Test
    void aLinkToAnotherHostIsNotFollowed() throws Exception {
        fixture.close();
        fixture = new EhealthFixture(folder, "", sandbox -> sandbox, "storage.example");
        Order order = capitation();
        fixture.work();
        assertThat(problem(order)).isEqualTo("EHEALTH_UPLOAD_HOST");
    }

    @Test
    void whyAnOrderWaitsIsShownWithItsStatus() {
        Order order = capitation();
        fixture.work();
        fixture.advance(Duration.ofMinutes(2));
        fixture.work();
        assertThat(String.valueOf(fixture.find(order).why())).contains("NEW");
    }

    @Test
    void aLostAnswerToCreateIsLookedUpAndNotCreatedTwice() {
        Order order = capitation();
        fixture.mischief("answer-lost", 1);
        fixture.work();
        assertThat(fixture.steps()).containsSubsequence("create", "look-up");
        assertThat(fixture.steps().stream().filter("create"::equals)).hasSize(1);
        assertThat(fixture.find(order).state()).isEqualTo(State.WAITING);
        assertThat(created()).isEqualTo(1);
    }

    @Test
    void aCreateThatDidNotArriveIsSentAgain() {
        Order order = capitation();
        fixture.control(
                "POST",
                "mischief",
                "{\"name\":\"no-answer\",\"count\":1,\"path\":\"/contract_requests/[a-z]+/[0-9a-f-]{36}$\",\"method\":\"POST\"}");
        fixture.work();
        assertThat(fixture.steps()).containsSubsequence("create", "look-up", "create");
        assertThat(fixture.find(order).state()).isEqualTo(State.WAITING);
    }

    @Test
    void theSameBytesAreSentAgain() {
        capitation();
        fixture.control(
                "POST",
                "mischief",
                "{\"name\":\"bad-gateway\",\"count\":1,\"path\":\"/contract_requests/[a-z]+/[0-9a-f-]{36}$\",\"method\":\"POST\"}");
        fixture.work();
        assertThat(fixture.done.stream()
                        .filter(work -> work.step().equals("create"))
                        .map(work -> work.memory().path("signed").asText()))
                .hasSize(2)
                .allSatisfy(signed -> assertThat(signed).isNotEmpty())
                .containsOnly(fixture.done.stream()
                        .filter(work -> work.step().equals("create"))
                        .findFirst()
                        .orElseThrow()
                        .memory()
                        .path("signed")
                        .asText());
    }

    @Test
    void expiredUploadLinksLeadBackToInitialize() {
        Order order = capitation();
        fixture.step();
        fixture.step();
        fixture.advance(Duration.ofMinutes(11));
        fixture.work();
        assertThat(fixture.steps())
                .containsExactly("check", "initialize", "upload", "initialize", "upload", "sign", "create");
        assertThat(fixture.find(order).state()).isEqualTo(State.WAITING);
    }

    @Test
    void linksThatTheStorageCallsExpiredLeadBackToInitialize() {
        Order order = capitation();
        fixture.mischief("expired-upload-urls", 1);
        fixture.work();
        assertThat(fixture.steps()).containsSubsequence("upload", "initialize", "upload", "sign");
        assertThat(fixture.find(order).state()).isEqualTo(State.WAITING);
    }

    @Test
    void aRevokedTokenIsRenewedOnce() {
        Order order = capitation();
        fixture.step();
        fixture.mischief("token-revoked", 1);
        fixture.work();
        assertThat(fixture.find(order).state()).isEqualTo(State.WAITING);
        assertThat(fixture.find(order).problem()).isNull();
    }

    @Test
    void aRotatedRefreshTokenIsUsedNextTime() {
        fixture.control("POST", "settings", "{\"rotate_refresh_tokens\":true,\"access_token_seconds\":120}");
        Order order = capitation();
        fixture.work();
        for (int i = 0; i < 3; i++) {
            fixture.advance(Duration.ofMinutes(10));
            fixture.work();
        }
        assertThat(fixture.find(order).problem()).isNull();
        assertThat(fixture.find(order).state()).isEqualTo(State.WAITING);
    }

    @Test
    void withoutAWorkingRefreshTokenSomebodyMustLogIn() {
        ObjectNode registry = (ObjectNode) fixture.control("GET", "registry", "");
        registry.putArray("tokens");
        registry.putArray("refresh_tokens");
        fixture.control("POST", "registry", registry.toString());
        Order order = capitation();
        fixture.work();
        assertThat(problem(order)).isEqualTo("EHEALTH_LOG_IN_AGAIN");
        assertThat(fixture.find(order).problem().title()).contains("clinic");
    }

    @Test
    void aMissingScopeIsNamed() {
        ObjectNode registry = (ObjectNode) fixture.control("GET", "registry", "");
        registry.path("refresh_tokens").forEach(token -> ((ObjectNode) token).put("scope", "contract_request:read"));
        fixture.control("POST", "registry", registry.toString());
        Order order = capitation();
        fixture.work();
        assertThat(problem(order)).isEqualTo("EHEALTH_SCOPE_MISSING");
        assertThat(fixture.find(order).problem().title()).contains("contract_request:create");
    }

    @Test
    void aRefusalOfTheServiceIsReportedWhole() {
        Order order = capitation();
        fixture.step();
        ObjectNode registry = (ObjectNode) fixture.control("GET", "registry", "");
        for (JsonNode employee : registry.path("employees")) {
            ((ObjectNode) employee).put("status", "DISMISSED");
        }
        fixture.control("POST", "registry", registry.toString());
        fixture.work();
        assertThat(fixture.find(order).findings())
                .containsExactly(Finding.error(
                        "EHEALTH_REFUSED",
                        "$.contractor_owner_id",
                        "Contractor owner must be an active OWNER or ADMIN and within current legal entity in contract"
                                + " request"));
    }

    @Test
    void theRegistryIsAskedBeforeAnythingIsSent() {
        ObjectNode payload = fixture.capitation();
        ((ObjectNode) payload.path("contract")).putArray("contractor_divisions").add(EhealthFixture.id(0xd1, 999));
        Order order = fixture.accept(EhealthOperation.CAPITATION, payload);
        fixture.work();
        assertThat(fixture.steps()).containsExactly("check");
        assertThat(fixture.find(order).findings())
                .extracting(Finding::code, Finding::path)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        "EHEALTH_DIVISION_OWN_AND_ACTIVE", "$.contract.contractor_divisions[0]"));
    }

    @Test
    void whatCameIntoBeingSinceTheTablesWereFetchedIsSeen() {
        capitation();
        fixture.work();
        ObjectNode registry = (ObjectNode) fixture.control("GET", "registry", "");
        ObjectNode division = (ObjectNode) registry.path("divisions").get(0).deepCopy();
        registry.withArrayProperty("divisions").add(division.put("id", EhealthFixture.id(0xd1, 77)));
        fixture.control("POST", "registry", registry.toString());
        ObjectNode payload = fixture.capitation();
        ((ObjectNode) payload.path("contract")).putArray("contractor_divisions").add(EhealthFixture.id(0xd1, 77));
        Order order = fixture.accept(EhealthOperation.CAPITATION, payload);
        fixture.work();
        assertThat(fixture.find(order).findings()).isEmpty();
        assertThat(fixture.find(order).state()).isEqualTo(State.WAITING);
    }

    @Test
    void aFormThatTheServiceHasSpokenOfPassesTheDoor() {
        ObjectNode registry = (ObjectNode) fixture.control("GET", "registry", "");
        ((ObjectNode) registry.at("/dictionaries/CONTRACT_TYPE")).put("PMD_7", "новий договір");
        fixture.control("POST", "registry", registry.toString());
        capitation();
        fixture.step();
        ObjectNode payload = fixture.capitation();
        ((ObjectNode) payload.path("contract")).put("id_form", "PMD_7");
        assertThat(fixture.check(EhealthOperation.CAPITATION, payload).findings())
                .isEmpty();
    }

    @Test
    void aLostAnswerThatMayNotBeLookedUpIsUnsure() {
        Order order = capitation();
        for (int step = 0; step < 4; step++) {
            fixture.step();
        }
        fixture.mischief("answer-lost", 1);
        fixture.step();
        ObjectNode registry = (ObjectNode) fixture.control("GET", "registry", "");
        registry.path("clients").forEach(client -> ((ObjectNode) client).put("is_blocked", true));
        fixture.control("POST", "registry", registry.toString());
        fixture.work();
        assertThat(fixture.find(order).state()).isEqualTo(State.PARKED);
        assertThat(fixture.find(order).problem()).satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("UNSURE");
            assertThat(problem.detail()).contains("Client is blocked");
        });
    }

    @Test
    void anothersRequestIsLeftToTheServiceToName() {
        ObjectNode payload = fixture.capitation();
        ((ObjectNode) payload.path("contract")).put("previous_request_id", EhealthFixture.id(0xf2, 1));
        Order order = fixture.accept(EhealthOperation.CAPITATION, payload);
        fixture.work();
        assertThat(fixture.find(order).findings())
                .extracting(Finding::message)
                .containsExactly("Previous request doesn't belong to legal entity");
    }

    @Test
    void anUnavailableServiceIsTriedAgain() {
        Order order = capitation();
        fixture.control(
                "POST",
                "mischief",
                "{\"name\":\"edge-html\",\"count\":2,\"path\":\"/contract_requests/capitation$\",\"method\":\"POST\"}");
        fixture.work();
        assertThat(fixture.find(order).state()).isEqualTo(State.WAITING);
        for (int i = 0; i < 3; i++) {
            fixture.advance(Duration.ofMinutes(1));
            fixture.work();
        }
        assertThat(created()).isEqualTo(1);
    }

    @Test
    void anApprovedRequestIsApprovedByTheHospitalAndSigned() {
        approved();
        String id = fixture.requestId();
        ObjectNode payload = EhealthFixture.JSON
                .createObjectNode()
                .put("id", id)
                .put("contract_type", "CAPITATION")
                .put("legal_entity", "clinic");
        Order approve = fixture.accept(EhealthOperation.APPROVE, payload);
        fixture.work();
        assertThat(fixture.find(approve).state()).isEqualTo(State.COMPLETED);
        fixture.control("POST", "contract_requests/" + id + "/sign_nhs", "{}");
        Order sign = fixture.accept(EhealthOperation.SIGN, payload.deepCopy().put("signer", "clinic-owner"));
        fixture.work();
        assertThat(fixture.find(sign).findings()).isEmpty();
        assertThat(fixture.find(sign).problem()).isNull();
        assertThat(fixture.find(sign).state()).isEqualTo(State.COMPLETED);
    }

    @Test
    void aSignatureOfAStrangerIsNotCoSigned() throws Exception {
        fixture.close();
        KeyPair stranger = KeyPairGenerator.getInstance("EC").generateKeyPair();
        fixture = new EhealthFixture(folder, SignerCheckTest.authority(folder, stranger));
        approved();
        String id = fixture.requestId();
        ObjectNode payload = EhealthFixture.JSON
                .createObjectNode()
                .put("id", id)
                .put("contract_type", "CAPITATION")
                .put("legal_entity", "clinic");
        fixture.accept(EhealthOperation.APPROVE, payload);
        fixture.work();
        fixture.control("POST", "contract_requests/" + id + "/sign_nhs", "{}");
        Order sign = fixture.accept(EhealthOperation.SIGN, payload.deepCopy().put("signer", "clinic-owner"));
        fixture.work();
        assertThat(problem(sign)).isEqualTo("EHEALTH_NHS_SIGNATURE");
        assertThat(fixture.find(sign).state()).isEqualTo(State.PARKED);
    }

    @Test
    void aRequestIsTerminated() {
        capitation();
        fixture.work();
        ObjectNode payload = EhealthFixture.JSON
                .createObjectNode()
                .put("id", fixture.requestId())
                .put("contract_type", "CAPITATION")
                .put("legal_entity", "clinic")
                .put("status_reason", "помилка");
        Order order = fixture.accept(EhealthOperation.TERMINATE, payload);
        fixture.work();
        assertThat(fixture.find(order).state()).isEqualTo(State.COMPLETED);
    }

    @Test
    void noSecretStandsInTheLedgersFile() throws Exception {
        capitation();
        fixture.work();
        try (var files = java.nio.file.Files.list(folder)) {
            for (Path file : files.filter(java.nio.file.Files::isRegularFile).toList()) {
                assertThat(java.nio.file.Files.readString(file, StandardCharsets.ISO_8859_1))
                        .doesNotContain("sandbox-clinic-refresh", "sandbox-clinic-secret", "sandbox-api-key");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void killedAfterAnyStepItContinuesWithoutASecondCreate(int stepsBefore) {
        long before = ofClinic();
        Order order = capitation();
        for (int i = 0; i < stepsBefore; i++) {
            fixture.step();
        }
        fixture.advance(Duration.ofMinutes(stepsBefore == 5 ? 2 : 0));
        fixture.stepAndDie();
        fixture.advance(Duration.ofSeconds(30));
        fixture.work();
        assertThat(ofClinic() - before).isEqualTo(1);
        assertThat(fixture.find(order).state()).isEqualTo(State.WAITING);
        assertThat(fixture.find(order).problem()).isNull();
    }

    private long ofClinic() {
        return fixture.requests().stream()
                .filter(request ->
                        request.path("contractor_legal_entity_id").asText().equals(EhealthFixture.id(0xe1, 1)))
                .count();
    }

    @Test
    void noSecretStandsInTheLog() {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        try {
            capitation();
            fixture.mischief("token-revoked", 2);
            fixture.work();
            fixture.advance(Duration.ofMinutes(5));
            fixture.work();
        } finally {
            root.detachAppender(log);
        }
        assertThat(log.list.stream()
                        .filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                        .map(ILoggingEvent::getFormattedMessage)
                        .toList())
                .noneMatch(line -> line.contains("sandbox-clinic") || line.contains("sandbox-api-key"));
    }
}
