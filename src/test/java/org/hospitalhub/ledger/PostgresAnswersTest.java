package org.hospitalhub.ledger;

import java.util.UUID;

/** Whose answer is whose, on a PostgreSQL that several nodes share. */
class PostgresAnswersTest extends AnswersContract {

    private final String schema = "s" + UUID.randomUUID().toString().replace("-", "");

    @Override
    LedgerSettings settings() {
        return PostgresForTests.shared(schema, KEY);
    }
}
