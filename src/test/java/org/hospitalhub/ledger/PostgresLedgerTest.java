package org.hospitalhub.ledger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.opentest4j.TestAbortedException;

/** The ledger on a PostgreSQL from the build's own binaries; each test has a schema of its own. */
class PostgresLedgerTest extends LedgerContract {

    private static @Nullable EmbeddedPostgres postgres;

    private final String schema = "t" + UUID.randomUUID().toString().replace("-", "");

    @BeforeAll
    static void start() {
        postgres = PostgresForTests.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Override
    LedgerSettings settings(byte[]... keys) {
        EmbeddedPostgres running = postgres;
        if (running == null) {
            throw new TestAbortedException("no PostgreSQL binaries for this platform");
        }
        return new LedgerSettings(
                "jdbc:postgresql://localhost:%d/postgres?currentSchema=%s".formatted(running.getPort(), schema),
                "postgres",
                "postgres",
                List.of(keys));
    }
}
