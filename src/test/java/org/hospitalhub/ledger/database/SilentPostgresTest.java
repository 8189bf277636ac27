package org.hospitalhub.ledger.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.hospitalhub.ledger.Ledger;
import org.hospitalhub.ledger.LedgerContract;
import org.hospitalhub.ledger.LedgerFixture;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.ledger.PostgresForTests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections to PostgreSQL that die without a word: no reset comes, no packet, nothing. */
@SuppressWarnings("NullAway.Init")
@Timeout(60)
class SilentPostgresTest {

    private static final Duration SOON = Duration.ofSeconds(15);

    private final LedgerFixture stage = new LedgerFixture();
    private SwallowingProxy proxy;
    private Ledger ledger;
    private LedgerSettings direct;

    @BeforeEach
    void open() throws Exception {
        direct = PostgresForTests.shared("silent", LedgerContract.KEY);
        int port = URI.create(direct.url().substring("jdbc:".length())).getPort();
        proxy = new SwallowingProxy(port);
        // As the hub's own limits, only shorter.
        String url = direct.url().replace(":" + port, ":" + proxy.port()) + "&socketTimeout=1&connectTimeout=1";
        ledger = stage.open(new LedgerSettings(url, direct.user(), direct.password(), direct.keys()));
    }

    @AfterEach
    void close() throws Exception {
        ledger.close();
        proxy.close();
    }

    private Duration timeOf(Callable<?> failing) {
        long begun = System.nanoTime();
        assertThatThrownBy(failing::call).isInstanceOf(RuntimeException.class);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    @Test
    void aClaimEndsInTimeAndWorksAgainWhenPacketsComeThrough() {
        ledger.acceptance().accept(stage.order("silent-claim").order());
        proxy.swallow(true);
        assertThat(timeOf(() -> stage.claim(ledger))).isLessThan(SOON);
        proxy.swallow(false);
        Awaitility.await().atMost(SOON).ignoreExceptions().untilAsserted(() -> stage.claim(ledger));
    }

    @Test
    void manyThatWriteTogetherAreNotMadeToWaitOneAfterTheOther() throws Exception {
        ExecutorService many = Executors.newFixedThreadPool(40);
        proxy.swallow(true);
        long begun = System.nanoTime();
        List<Future<?>> writers = IntStream.range(0, 40)
                .<Future<?>>mapToObj(n -> many.submit(() ->
                        ledger.acceptance().accept(stage.order("silent-" + n).order())))
                .toList();
        for (Future<?> writer : writers) {
            assertThatThrownBy(writer::get).hasRootCauseInstanceOf(Exception.class);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
        many.shutdownNow();
    }

    @Test
    void aNodeThatWentSilentWithinATransactionDoesNotHoldTheOthers() {
        // The server is configured how long it may wait for a client within a transaction, and how long a lock may be
        // waited
        // for.
        try (Database database = Database.open(direct)) {
            assertThat(setting(database, "idle_in_transaction_session_timeout")).isEqualTo("1min");
            assertThat(setting(database, "lock_timeout")).isEqualTo("10s");
            assertThat(setting(database, "statement_timeout")).isEqualTo("25s");
            assertThat(setting(database, "tcp_keepalives_idle")).isEqualTo("30");
        }
    }

    @Test
    void everyConnectionWaitsForAnAnswerHalfAMinuteAtMost() throws Exception {
        try (HikariDataSource pool = PostgresConnections.pool(direct);
                Connection connection = pool.getConnection()) {
            assertThat(connection.getNetworkTimeout()).isEqualTo(30_000);
        }
    }

    private static String setting(Database database, String name) {
        return String.valueOf(database.read().queryForObject("show " + name, String.class));
    }
}
