package org.hospitalhub.ledger;

import java.util.UUID;

/** Several limits at once, on a PostgreSQL that several nodes share. */
class PostgresSeveralLimitsTest extends SeveralLimitsContract {

    private final String schema = "s" + UUID.randomUUID().toString().replace("-", "");

    @Override
    LedgerSettings settings() {
        return PostgresForTests.shared(schema, KEY);
    }
}
