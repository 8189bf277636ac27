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

    private EhealthStage stage;

    @BeforeEach
    void open() throws Exception {
        stage = new EhealthStage(folder);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private Order capitation() {
        return stage.accept(EhealthOperation.CAPITATION, stage.capitation());
    }

    private Order approved() {
        Order order = capitation();
        stage.work();
        stage.nhs("assign");
        stage.nhs("approve");
        stage.advance(Duration.ofMinutes(2));
        stage.work();
        return stage.find(order);
    }

    private String problem(Order order) {
        Problem problem = stage.find(order).problem();
        return problem == null ? "none" : problem.code();
    }

    private long created() {
        String id = stage.requestId();
        return stage.requests().stream()
                .filter(request -> request.path("id").asText().equals(id))
                .count();
    }

    @Test
    void aCapitationRequestIsApproved() {
        Order order = approved();
        assertThat(order.findings()).isEmpty();
        assertThat(order.problem()).isNull();
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(stage.steps()).containsExactly("check", "initialize", "upload", "sign", "create", "follow");
        ObjectNode result = stage.ledger.orders().result(order.id()).orElseThrow();
        assertThat(result.path("status").asText()).isEqualTo("APPROVED");
    }

    @Test
    void aReimbursementRequestIsNew() {
        Order order = stage.accept(EhealthOperation.REIMBURSEMENT, stage.reimbursement());
        stage.work();
        assertThat(stage.find(order).findings()).isEmpty();
        assertThat(stage.find(order).state()).isEqualTo(State.WAITING);
        assertThat(created()).isEqualTo(1);
    }

    @Test
    void anUkrainianKeySignsWithAContentTimeStampWhereTheServiceWantsOne() {
        stage.control("POST", "settings", "{\"content_time_stamp\":\"dstu\"}");
        Order order =
                stage.accept(EhealthOperation.CAPITATION, stage.capitation().put("signer", "clinic-owner-dstu"));
        stage.work();
        assertThat(stage.find(order).findings()).isEmpty();
        assertThat(problem(order)).isEqualTo("none");
        assertThat(created()).isEqualTo(1);
    }

    @Test
    void aDeclinedRequestIsRefused() {
        Order order = capitation();
        stage.work();
        stage.nhs("assign");
        stage.nhs("decline");
        stage.advance(Duration.ofMinutes(2));
        stage.work();
        assertThat(stage.find(order).state()).isEqualTo(State.REFUSED);
        assertThat(stage.find(order).findings()).extracting(Finding::code).containsExactly("EHEALTH_DECLINED");
    }

    private Order forTheQueue() {
        return stage.accept(EhealthOperation.CAPITATION, stage.capitation(), new Address.Queue("hub.results", "c1", 4));
    }

    @Test
    void eachChangeOfStatusIsNotedInOrder() {
        Order order = capitation();
        stage.work();
        stage.nhs("assign");
        stage.advance(Duration.ofMinutes(2));
        stage.work();
        assertThat(stage.ledger.orders().progress(order.id()))
                .extracting(event -> event.path("number").asInt() + " "
                        + event.path("status").asText())
                .containsExactly("1 NEW", "2 IN_PROCESS");
        assertThat(stage.told).isEmpty();
    }

    @Test
    void eachChangeOfStatusIsToldToTheQueue() {
        forTheQueue();
        stage.work();
        stage.nhs("assign");
        stage.advance(Duration.ofMinutes(2));
        stage.work();
        stage.advance(Duration.ofMinutes(2));
        stage.work();
        assertThat(stage.told)
                .extracting(event -> event.path("status").asText())
                .containsExactly("NEW", "IN_PROCESS");
    }

    @Test
    void newsWhoseTellingWasKilledAreToldAgain() {
        Order order = forTheQueue();
        for (int i = 0; i < 5; i++) {
            stage.step();
        }
        stage.stepAndDie();
        stage.advance(Duration.ofSeconds(30));
        stage.work();
        assertThat(stage.told).extracting(event -> event.path("number").asInt()).containsExactly(1, 1);
        assertThat(stage.find(order).step()).isEqualTo("follow");
    }

    @Test
    void aReceiverThatIsAwayIsToldLater() {
        Order order = forTheQueue();
        stage.telling = new Outcome.Failed(new Problem("BROKER", "away", "away"), Outcome.Remedy.RETRY, null, null);
        stage.work();
        assertThat(stage.find(order).step()).isEqualTo("tell");
        stage.telling = new Outcome.Done(EhealthStage.JSON.createObjectNode());
        stage.advance(Duration.ofMinutes(10));
        stage.work();
        assertThat(stage.find(order).step()).isEqualTo("follow");
    }

    @Test
    void aReceiverThatRefusesNewsStillGetsItsDecision() {
        Order order = forTheQueue();
        stage.telling = new Outcome.Failed(new Problem("NO", "no", "no"), Outcome.Remedy.PARK, null, null);
        stage.work();
        assertThat(stage.find(order).step()).isEqualTo("follow");
    }

    @Test
    void pausesBetweenQuestionsGrow() {
        Order order = capitation();
        stage.work();
        Duration before = Duration.ZERO;
        for (int i = 0; i < 5; i++) {
            Duration pause = Duration.between(stage.instant(), stage.find(order).dueAt());
            assertThat(pause).isGreaterThan(before).isLessThanOrEqualTo(Duration.ofHours(4));
            before = pause;
            stage.advance(pause);
            stage.work();
        }
    }

    @Test
    void aLostAnswerToCreateIsLookedUpAndNotCreatedTwice() {
        Order order = capitation();
        stage.mischief("answer-lost", 1);
        stage.work();
        assertThat(stage.steps()).containsSubsequence("create", "look-up");
        assertThat(stage.steps().stream().filter("create"::equals)).hasSize(1);
        assertThat(stage.find(order).state()).isEqualTo(State.WAITING);
        assertThat(created()).isEqualTo(1);
    }

    @Test
    void aCreateThatDidNotArriveIsSentAgain() {
        Order order = capitation();
        stage.control(
                "POST",
                "mischief",
                "{\"name\":\"no-answer\",\"count\":1,\"path\":\"/contract_requests/[a-z]+/[0-9a-f-]{36}$\",\"method\":\"POST\"}");
        stage.work();
        assertThat(stage.steps()).containsSubsequence("create", "look-up", "create");
        assertThat(stage.find(order).state()).isEqualTo(State.WAITING);
    }

    @Test
    void theSameBytesAreSentAgain() {
        capitation();
        stage.control(
                "POST",
                "mischief",
                "{\"name\":\"bad-gateway\",\"count\":1,\"path\":\"/contract_requests/[a-z]+/[0-9a-f-]{36}$\",\"method\":\"POST\"}");
        stage.work();
        assertThat(stage.done.stream()
                        .filter(work -> work.step().equals("create"))
                        .map(work -> work.memory().path("signed").asText()))
                .hasSize(2)
                .allSatisfy(signed -> assertThat(signed).isNotEmpty())
                .containsOnly(stage.done.stream()
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
        stage.step();
        stage.step();
        stage.advance(Duration.ofMinutes(11));
        stage.work();
        assertThat(stage.steps())
                .containsExactly("check", "initialize", "upload", "initialize", "upload", "sign", "create");
        assertThat(stage.find(order).state()).isEqualTo(State.WAITING);
    }

    @Test
    void linksThatTheStorageCallsExpiredLeadBackToInitialize() {
        Order order = capitation();
        stage.mischief("expired-upload-urls", 1);
        stage.work();
        assertThat(stage.steps()).containsSubsequence("upload", "initialize", "upload", "sign");
        assertThat(stage.find(order).state()).isEqualTo(State.WAITING);
    }

    @Test
    void aRevokedTokenIsRenewedOnce() {
        Order order = capitation();
        stage.step();
        stage.mischief("token-revoked", 1);
        stage.work();
        assertThat(stage.find(order).state()).isEqualTo(State.WAITING);
        assertThat(stage.find(order).problem()).isNull();
    }

    @Test
    void aRotatedRefreshTokenIsUsedNextTime() {
        stage.control("POST", "settings", "{\"rotate_refresh_tokens\":true,\"access_token_seconds\":120}");
        Order order = capitation();
        stage.work();
        for (int i = 0; i < 3; i++) {
            stage.advance(Duration.ofMinutes(10));
            stage.work();
        }
        assertThat(stage.find(order).problem()).isNull();
        assertThat(stage.find(order).state()).isEqualTo(State.WAITING);
    }

    @Test
    void withoutAWorkingRefreshTokenSomebodyMustLogIn() {
        ObjectNode registry = (ObjectNode) stage.control("GET", "registry", "");
        registry.putArray("tokens");
        registry.putArray("refresh_tokens");
        stage.control("POST", "registry", registry.toString());
        Order order = capitation();
        stage.work();
        assertThat(problem(order)).isEqualTo("EHEALTH_LOG_IN_AGAIN");
        assertThat(stage.find(order).problem().title()).contains("clinic");
    }

    @Test
    void aMissingScopeIsNamed() {
        ObjectNode registry = (ObjectNode) stage.control("GET", "registry", "");
        registry.path("refresh_tokens").forEach(token -> ((ObjectNode) token).put("scope", "contract_request:read"));
        stage.control("POST", "registry", registry.toString());
        Order order = capitation();
        stage.work();
        assertThat(problem(order)).isEqualTo("EHEALTH_SCOPE_MISSING");
        assertThat(stage.find(order).problem().title()).contains("contract_request:create");
    }

    @Test
    void aRefusalOfTheServiceIsToldWhole() {
        Order order = capitation();
        stage.step();
        ObjectNode registry = (ObjectNode) stage.control("GET", "registry", "");
        for (JsonNode employee : registry.path("employees")) {
            ((ObjectNode) employee).put("status", "DISMISSED");
        }
        stage.control("POST", "registry", registry.toString());
        stage.work();
        assertThat(stage.find(order).findings())
                .containsExactly(Finding.error(
                        "EHEALTH_REFUSED",
                        "$.contractor_owner_id",
                        "Contractor owner must be an active OWNER or ADMIN and within current legal entity in contract"
                                + " request"));
    }

    @Test
    void theRegistryIsAskedBeforeAnythingIsSent() {
        ObjectNode payload = stage.capitation();
        ((ObjectNode) payload.path("contract")).putArray("contractor_divisions").add(EhealthStage.id(0xd1, 999));
        Order order = stage.accept(EhealthOperation.CAPITATION, payload);
        stage.work();
        assertThat(stage.steps()).containsExactly("check");
        assertThat(stage.find(order).findings())
                .extracting(Finding::code, Finding::path)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        "EHEALTH_DIVISION_OWN_AND_ACTIVE", "$.contract.contractor_divisions[0]"));
    }

    @Test
    void whatCameIntoBeingSinceTheTablesWereFetchedIsSeen() {
        capitation();
        stage.work();
        ObjectNode registry = (ObjectNode) stage.control("GET", "registry", "");
        ObjectNode division = (ObjectNode) registry.path("divisions").get(0).deepCopy();
        registry.withArrayProperty("divisions").add(division.put("id", EhealthStage.id(0xd1, 77)));
        stage.control("POST", "registry", registry.toString());
        ObjectNode payload = stage.capitation();
        ((ObjectNode) payload.path("contract")).putArray("contractor_divisions").add(EhealthStage.id(0xd1, 77));
        Order order = stage.accept(EhealthOperation.CAPITATION, payload);
        stage.work();
        assertThat(stage.find(order).findings()).isEmpty();
        assertThat(stage.find(order).state()).isEqualTo(State.WAITING);
    }

    @Test
    void aFormThatTheServiceHasSpokenOfPassesTheDoor() {
        ObjectNode registry = (ObjectNode) stage.control("GET", "registry", "");
        ((ObjectNode) registry.at("/dictionaries/CONTRACT_TYPE")).put("PMD_7", "новий договір");
        stage.control("POST", "registry", registry.toString());
        capitation();
        stage.step();
        ObjectNode payload = stage.capitation();
        ((ObjectNode) payload.path("contract")).put("id_form", "PMD_7");
        assertThat(stage.check(EhealthOperation.CAPITATION, payload).findings()).isEmpty();
    }

    @Test
    void aLostAnswerThatMayNotBeLookedUpIsUnsure() {
        Order order = capitation();
        for (int step = 0; step < 4; step++) {
            stage.step();
        }
        stage.mischief("answer-lost", 1);
        stage.step();
        ObjectNode registry = (ObjectNode) stage.control("GET", "registry", "");
        registry.path("clients").forEach(client -> ((ObjectNode) client).put("is_blocked", true));
        stage.control("POST", "registry", registry.toString());
        stage.work();
        assertThat(stage.find(order).state()).isEqualTo(State.PARKED);
        assertThat(stage.find(order).problem()).satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("UNSURE");
            assertThat(problem.detail()).contains("Client is blocked");
        });
    }

    @Test
    void anothersRequestIsLeftToTheServiceToName() {
        ObjectNode payload = stage.capitation();
        ((ObjectNode) payload.path("contract")).put("previous_request_id", EhealthStage.id(0xf2, 1));
        Order order = stage.accept(EhealthOperation.CAPITATION, payload);
        stage.work();
        assertThat(stage.find(order).findings())
                .extracting(Finding::message)
                .containsExactly("Previous request doesn't belong to legal entity");
    }

    @Test
    void anUnavailableServiceIsTriedAgain() {
        Order order = capitation();
        stage.control(
                "POST",
                "mischief",
                "{\"name\":\"edge-html\",\"count\":2,\"path\":\"/contract_requests/capitation$\",\"method\":\"POST\"}");
        stage.work();
        assertThat(stage.find(order).state()).isEqualTo(State.WAITING);
        for (int i = 0; i < 3; i++) {
            stage.advance(Duration.ofMinutes(1));
            stage.work();
        }
        assertThat(created()).isEqualTo(1);
    }

    @Test
    void anApprovedRequestIsApprovedByTheHospitalAndSigned() {
        approved();
        String id = stage.requestId();
        ObjectNode payload = EhealthStage.JSON
                .createObjectNode()
                .put("id", id)
                .put("contract_type", "CAPITATION")
                .put("legal_entity", "clinic");
        Order approve = stage.accept(EhealthOperation.APPROVE, payload);
        stage.work();
        assertThat(stage.find(approve).state()).isEqualTo(State.COMPLETED);
        stage.control("POST", "contract_requests/" + id + "/sign_nhs", "{}");
        Order sign = stage.accept(EhealthOperation.SIGN, payload.deepCopy().put("signer", "clinic-owner"));
        stage.work();
        assertThat(stage.find(sign).findings()).isEmpty();
        assertThat(stage.find(sign).problem()).isNull();
        assertThat(stage.find(sign).state()).isEqualTo(State.COMPLETED);
    }

    @Test
    void aSignatureOfAStrangerIsNotCoSigned() throws Exception {
        stage.close();
        KeyPair stranger = KeyPairGenerator.getInstance("EC").generateKeyPair();
        stage = new EhealthStage(folder, SignersTest.authority(folder, stranger));
        approved();
        String id = stage.requestId();
        ObjectNode payload = EhealthStage.JSON
                .createObjectNode()
                .put("id", id)
                .put("contract_type", "CAPITATION")
                .put("legal_entity", "clinic");
        stage.accept(EhealthOperation.APPROVE, payload);
        stage.work();
        stage.control("POST", "contract_requests/" + id + "/sign_nhs", "{}");
        Order sign = stage.accept(EhealthOperation.SIGN, payload.deepCopy().put("signer", "clinic-owner"));
        stage.work();
        assertThat(problem(sign)).isEqualTo("EHEALTH_NHS_SIGNATURE");
        assertThat(stage.find(sign).state()).isEqualTo(State.PARKED);
    }

    @Test
    void aRequestIsTerminated() {
        capitation();
        stage.work();
        ObjectNode payload = EhealthStage.JSON
                .createObjectNode()
                .put("id", stage.requestId())
                .put("contract_type", "CAPITATION")
                .put("legal_entity", "clinic")
                .put("status_reason", "помилка");
        Order order = stage.accept(EhealthOperation.TERMINATE, payload);
        stage.work();
        assertThat(stage.find(order).state()).isEqualTo(State.COMPLETED);
    }

    @Test
    void noSecretStandsInTheLedgersFile() throws Exception {
        capitation();
        stage.work();
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
            stage.step();
        }
        stage.advance(Duration.ofMinutes(stepsBefore == 5 ? 2 : 0));
        stage.stepAndDie();
        stage.advance(Duration.ofSeconds(30));
        stage.work();
        assertThat(ofClinic() - before).isEqualTo(1);
        assertThat(stage.find(order).state()).isEqualTo(State.WAITING);
        assertThat(stage.find(order).problem()).isNull();
    }

    private long ofClinic() {
        return stage.requests().stream()
                .filter(request ->
                        request.path("contractor_legal_entity_id").asText().equals(EhealthStage.id(0xe1, 1)))
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
            stage.mischief("token-revoked", 2);
            stage.work();
            stage.advance(Duration.ofMinutes(5));
            stage.work();
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
