package org.hospitalhub.ledger;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** Upgrades on PostgreSQL; each ledger has a schema of its own. */
class PostgresUpgradeTest extends UpgradeContract {

    @Override
    LedgerSettings empty() {
        String schema = "u" + UUID.randomUUID().toString().replace("-", "");
        LedgerSettings settings = PostgresForTests.shared(schema, LedgerContract.KEY);
        try (Connection connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
                Statement statement = connection.createStatement()) {
            statement.execute("create schema " + schema);
        } catch (SQLException e) {
            throw new IllegalStateException("no schema for the test", e);
        }
        return settings;
    }
}
