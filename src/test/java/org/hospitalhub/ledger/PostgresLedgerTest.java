package org.hospitalhub.ledger;

import java.util.UUID;

/** The ledger on a PostgreSQL from the build's own binaries; each test has a schema of its own. */
class PostgresLedgerTest extends LedgerContract {

    private final String schema = "t" + UUID.randomUUID().toString().replace("-", "");

    @Override
    LedgerSettings settings(byte[]... keys) {
        return PostgresForTests.shared(schema, keys);
    }
}
