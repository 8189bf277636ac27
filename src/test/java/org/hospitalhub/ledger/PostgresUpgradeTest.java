package org.hospitalhub.ledger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.opentest4j.TestAbortedException;

/** Upgrades on PostgreSQL; each ledger has a schema of its own. */
class PostgresUpgradeTest extends UpgradeContract {

    private static @Nullable EmbeddedPostgres postgres;

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
    LedgerSettings empty() {
        EmbeddedPostgres running = postgres;
        if (running == null) {
            throw new TestAbortedException("no PostgreSQL binaries for this platform");
        }
        String schema = "u" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = running.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create schema " + schema);
        } catch (SQLException e) {
            throw new IllegalStateException("no schema for the test", e);
        }
        return new LedgerSettings(
                "jdbc:postgresql://localhost:%d/postgres?currentSchema=%s".formatted(running.getPort(), schema),
                "postgres",
                "postgres",
                List.of(LedgerContract.KEY));
    }
}
