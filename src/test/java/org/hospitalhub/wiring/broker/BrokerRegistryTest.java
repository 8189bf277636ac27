package org.hospitalhub.wiring.broker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.hospitalhub.ledger.Ledger;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.jdbc.JdbcLedger;
import org.hospitalhub.support.ManualClock;
import org.hospitalhub.wiring.startup.StartRefusedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hubs with and without a broker of their own that meet on one ledger. */
class BrokerRegistryTest {

    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T09:00:00Z"));
    private Ledger ledger;

    @BeforeEach
    void open() {
        ledger = JdbcLedger.open(
                LedgerSettings.sqlite(folder.resolve("ledger.db"), new byte[32]),
                new Operations(List.of()),
                Map.of(),
                clock);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private BrokerRegistry hub(String name, boolean open) throws IOException {
        clock.advance(Duration.ofMillis(1));
        return new BrokerRegistry(ledger.brokers(), name, open, folder.resolve(name), clock);
    }

    @ParameterizedTest
    @CsvSource({"true, true, both have", "true, false, it has", "false, true, this one has"})
    void anOpenBrokerGoesWithNoOtherHub(boolean first, boolean second, String words) throws IOException {
        hub("one", first);
        assertThatThrownBy(() -> hub("two", second))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("the hub one uses this ledger too")
                .hasMessageContaining(words)
                .hasMessageContaining("hub.jms.broker-url");
    }

    @Test
    void hubsWithoutAnOpenBrokerGoTogether() throws IOException {
        hub("one", false);
        assertThatCode(() -> hub("two", false)).doesNotThrowAnyException();
    }

    @Test
    void aRefusedHubKeepsNobodyElseOut() throws IOException {
        try (BrokerRegistry one = hub("one", true)) {
            assertThatThrownBy(() -> hub("two", true)).isInstanceOf(StartRefusedException.class);
            one.announce();
        }
        assertThatCode(() -> hub("three", true)).doesNotThrowAnyException();
    }

    @Test
    void aHubThatWasKilledStartsAgainAtOnce() throws IOException {
        hub("one", true);
        assertThatCode(() -> hub("one", true)).doesNotThrowAnyException();
    }

    @Test
    void aHubThatIsGoneForGoodIsForgotten() throws IOException {
        hub("one", true);
        clock.advance(Duration.ofMinutes(3));
        assertThatCode(() -> hub("two", true)).doesNotThrowAnyException();
    }
}
