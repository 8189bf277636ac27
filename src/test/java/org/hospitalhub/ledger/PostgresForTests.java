package org.hospitalhub.ledger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.hospitalhub.FreePort;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** Starts the build's own PostgreSQL, where there is one for this platform. */
public final class PostgresForTests {

    private static @Nullable EmbeddedPostgres shared;
    private static boolean tried;

    private PostgresForTests() {}

    /**
     * Where a test has a schema of its own on the PostgreSQL that all tests of this JVM share; it ends with the JVM. Without
     * binaries for this platform the test is skipped.
     */
    public static synchronized LedgerSettings shared(String schema, byte[]... keys) {
        if (!tried) {
            tried = true;
            shared = start();
        }
        EmbeddedPostgres running = shared;
        if (running == null) {
            throw new TestAbortedException("no PostgreSQL binaries for this platform");
        }
        return new LedgerSettings(
                "jdbc:postgresql://localhost:%d/postgres?currentSchema=%s".formatted(running.getPort(), schema),
                "postgres",
                "postgres",
                List.of(keys));
    }

    /** Null when there are no binaries for this platform: the tests are then skipped, visibly. */
    private static @Nullable EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "off")
                    .setPort(FreePort.next())
                    .setPGStartupWait(Duration.ofMinutes(3))
                    .start();
        } catch (IOException | IllegalStateException e) {
            System.err.println("PostgreSQL tests are skipped: " + e.getMessage());
            return null;
        }
    }
}
