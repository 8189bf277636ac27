package org.hospitalhub.operations.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.Ledger;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.Step;
import org.hospitalhub.ledger.jdbc.JdbcLedger;
import org.hospitalhub.operations.actions.CorrectedPayloadCheck;
import org.hospitalhub.operations.actions.InvalidRequestException;
import org.hospitalhub.operations.actions.ManualResultParser;
import org.hospitalhub.operations.actions.NotFoundException;
import org.hospitalhub.operations.actions.OperatorActions;
import org.hospitalhub.operations.actions.PayloadFields;
import org.hospitalhub.operations.actions.WaitReasons;
import org.hospitalhub.rules.Languages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.authentication.TestingAuthenticationToken;

/** A person says that a lost submission arrived, with a real ledger. */
class ManualResultControllerTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final InstantSource CLOCK = () -> NOW;
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final TestingAuthenticationToken OLGA = new TestingAuthenticationToken("olga", "", "ROLE_ADMIN");

    @TempDir
    Path folder;

    private Ledger ledger;
    private ManualResultController api;

    @BeforeEach
    void open() {
        Step submit = new Step("submit", null, false, Duration.ZERO, new Step.Unsure.Park(), Duration.ofHours(1));
        Operation operation = new Operation(
                "svc.submit",
                "svc",
                List.of(submit),
                (payload, files) -> new Operation.Checked(payload, List.of(), null),
                List.of(),
                Duration.ZERO,
                null);
        ledger = JdbcLedger.open(
                LedgerSettings.sqlite(folder.resolve("ledger.db"), KEY),
                new Operations(List.of(operation)),
                Map.of(),
                CLOCK);
        CorrectedPayloadCheck corrections = new CorrectedPayloadCheck(new Operations(List.of(operation)), JSON);
        OperatorActions actions =
                new OperatorActions(ledger.orders(), ledger.services(), corrections, ledger.audit(), CLOCK);
        AuthorizedOrderJson views = new AuthorizedOrderJson(
                ledger.orders(),
                new PayloadFields(JSON),
                ledger.audit(),
                new RequestLanguages(Languages.ENGLISH),
                new WaitReasons(ledger.services(), new Operations(List.of(operation)), CLOCK));
        api = new ManualResultController(views, actions, new ManualResultParser(JSON));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"registrationNumber\":\"SB-7\"}", "{\"result\":{\"body\":{\"registrationNumber\":\"SB-7\"}}}"
            })
    void theNumberBecomesTheAnswer(String said) throws Exception {
        JsonNode order = api.arrived(unsure(), tree(said), OLGA);
        assertThat(order.path("state").asText()).isEqualTo("completed");
        assertThat(order.at("/result/body/registrationNumber").asText()).isEqualTo("SB-7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"result\":{}}", "{\"result\":\"yes\"}", "{\"registrationNumber\":\" \"}"})
    void anAnswerIsNeeded(String said) {
        String id = unsure();
        assertThatThrownBy(() -> api.arrived(id, tree(said), OLGA)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void anOrderThatIsNotUnsureCannotHaveArrived() {
        String id = accept();
        assertThatThrownBy(() -> api.arrived(id, tree("{\"registrationNumber\":\"1\"}"), OLGA))
                .isInstanceOf(Orders.WrongMomentException.class);
    }

    @Test
    void anUnknownOrderIsNotFound() {
        assertThatThrownBy(() -> api.arrived("none", tree("{\"registrationNumber\":\"1\"}"), OLGA))
                .isInstanceOf(NotFoundException.class);
    }

    private String unsure() {
        String id = accept();
        Claims.Claim.Claimed claimed = (Claims.Claim.Claimed) ledger.claims().claim("svc", "node", NOW);
        ledger.claims().record(claimed.work(), new Outcome.Unsure("The document was sent."), NOW);
        return id;
    }

    private String accept() {
        return ledger.acceptance()
                .accept(new NewOrder(
                        "svc.submit",
                        null,
                        Priority.NORMAL,
                        "ivan",
                        "{}".getBytes(StandardCharsets.UTF_8),
                        List.of(),
                        null,
                        new Address.Ask(),
                        null))
                .order()
                .id();
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
