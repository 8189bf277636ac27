package org.hospitalhub.ledger;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Secrets on a PostgreSQL from the build's own binaries; each test has a schema of its own. */
class PostgresSecretsTest extends SecretsContract {

    private static @Nullable EmbeddedPostgres postgres;

    private final String schema = "s" + UUID.randomUUID().toString().replace("-", "");

    @BeforeAll
    static void start() {
        try {
            postgres = EmbeddedPostgres.builder().start();
        } catch (IOException | IllegalStateException e) {
            System.err.println("PostgreSQL tests are skipped: " + e.getMessage());
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Override
    LedgerSettings settings() {
        assumeTrue(postgres != null, "no PostgreSQL binaries for this platform");
        return new LedgerSettings(
                "jdbc:postgresql://localhost:%d/postgres?currentSchema=%s".formatted(postgres.getPort(), schema),
                "postgres",
                "postgres",
                List.of(KEY));
    }
}
