package org.hospitalhub.operations.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.Ledger;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.Step;
import org.hospitalhub.ledger.jdbc.JdbcLedger;
import org.hospitalhub.operations.actions.PayloadFields;
import org.hospitalhub.operations.actions.WaitReasons;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.rules.Languages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.authentication.TestingAuthenticationToken;

/** The field {@code why} of an order that could go on at once and has no reason of its own. */
class WhyAnOrderWaitsTest {

    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));

    private Ledger ledger;
    private AuthorizedOrderJson views;

    @BeforeEach
    void open(@TempDir Path folder) {
        Step ask = new Step("ask", "svc", false, Duration.ZERO, new Step.Unsure.Repeat(), Duration.ofHours(1));
        Operations operations = new Operations(List.of(new Operation(
                "svc.ask",
                "svc",
                List.of(ask),
                (payload, files) -> new Operation.Checked(payload, List.of(), null),
                List.of(),
                Duration.ZERO,
                null)));
        ledger = JdbcLedger.open(
                LedgerSettings.sqlite(folder.resolve("ledger.db"), KEY),
                operations,
                Map.of("svc", new Budget("svc", 1, Duration.ofMinutes(1), Duration.ZERO, 0, Duration.ZERO)),
                CLOCK);
        views = new AuthorizedOrderJson(
                ledger.orders(),
                new PayloadFields(new JsonMapper()),
                ledger.audit(),
                new RequestLanguages(Languages.ENGLISH),
                new WaitReasons(ledger.services(), operations, CLOCK));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private Order accept(String key) {
        return ledger.acceptance()
                .accept(new NewOrder(
                        "svc.ask",
                        key,
                        Priority.NORMAL,
                        "olga",
                        "{}".getBytes(StandardCharsets.UTF_8),
                        List.of(),
                        null,
                        new Address.Ask(),
                        null))
                .order();
    }

    private String why(Order order) {
        return views.of(order, new TestingAuthenticationToken("olga", null), null, Languages.ENGLISH)
                .path("why")
                .asText();
    }

    @Test
    void itIsNextWhenThereAreFreeRequests() {
        assertThat(why(accept("a"))).isEqualTo("it is next in the queue");
    }

    @Test
    void theLimitIsUsed() {
        accept("a");
        Order second = accept("b");
        ledger.claims().claim("svc", "node", CLOCK.instant());
        assertThat(why(second)).startsWith("all 1 requests of the limit are used");
    }

    @Test
    void anOperatorPausedTheService() {
        Order order = accept("a");
        ledger.services().pause("svc", "olga", "maintenance until six", CLOCK.instant());
        assertThat(why(order)).contains("maintenance until six");
    }
}
