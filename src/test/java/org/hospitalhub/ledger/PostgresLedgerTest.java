package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The ledger on a PostgreSQL from the build's own binaries; each test has a schema of its own. */
class PostgresLedgerTest extends LedgerContract {

    private final String schema = "t" + UUID.randomUUID().toString().replace("-", "");

    @Override
    LedgerSettings settings(byte[]... keys) {
        return PostgresForTests.shared(schema, keys);
    }

    /** Who migrates may change tables; the hub itself needs only to read and write rows afterwards. */
    @Test
    void afterTheMigrationAUserWithoutTheRightToChangeTablesIsEnough() throws SQLException {
        LedgerSettings owner = settings(KEY);
        String user = "app" + schema;
        ledger.close();
        try (Connection connection = DriverManager.getConnection(owner.url(), owner.user(), owner.password());
                Statement statement = connection.createStatement()) {
            statement.execute("create role %s login password 'app'".formatted(user));
            statement.execute("grant usage on schema %s to %s".formatted(schema, user));
            statement.execute(
                    "grant select, insert, update, delete on all tables in schema %s to %s".formatted(schema, user));
            statement.execute("revoke insert, update, delete on flyway_schema_history from %s".formatted(user));
        }
        ledger = stage.open(new LedgerSettings(owner.url(), user, "app", owner.keys()));
        Order order = accept("k1");
        stage.complete(ledger);
        assertThat(find(order.id()).state()).isEqualTo(State.COMPLETED);
        assertThat(ledger.runs().begin("node", "place", Optional.empty(), stage.now()))
                .isTrue();
        ledger.keys().announce("run", "node", stage.now());
        ledger.retention().prune(stage.now(), stage.now());
        ledger.audit().record("olga", "look", order.id(), null);
    }
}
