package org.hospitalhub.ledger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Starts the build's own PostgreSQL, where there is one for this platform. */
final class PostgresForTests {

    private PostgresForTests() {}

    /** Null when there are no binaries for this platform: the tests are then skipped, visibly. */
    static @Nullable EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
        } catch (IOException | IllegalStateException e) {
            System.err.println("PostgreSQL tests are skipped: " + e.getMessage());
            return null;
        }
    }
}
