package org.hospitalhub.ledger;

import java.util.UUID;

/** Secrets on a PostgreSQL from the build's own binaries; each test has a schema of its own. */
class PostgresSecretsTest extends SecretsContract {

    private final String schema = "s" + UUID.randomUUID().toString().replace("-", "");

    @Override
    LedgerSettings settings() {
        return PostgresForTests.shared(schema, KEY);
    }
}
