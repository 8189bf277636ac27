package org.hospitalhub.ledger;

import java.util.UUID;

/** Keeping a ledger on PostgreSQL. */
class PostgresKeepingTest extends KeepingContract {

    private final String schema = "k" + UUID.randomUUID().toString().replace("-", "");

    @Override
    LedgerSettings settings(byte[]... keys) {
        return PostgresForTests.shared(schema, keys);
    }
}
