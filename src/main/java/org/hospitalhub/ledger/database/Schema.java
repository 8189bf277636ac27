package org.hospitalhub.ledger.database;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.hospitalhub.ledger.LedgerException;
import org.jspecify.annotations.Nullable;

/** Brings the ledger's tables to the version this program knows. */
public final class Schema {

    private static final String NO_RIGHT = "42501";

    private Schema() {}

    /**
     * Applies the migrations that are missing.
     *
     * @param postgres whether it is PostgreSQL; else SQLite
     * @throws LedgerException when the tables are newer than the program, the database user may not change them, or a migration
     *     fails
     */
    static void migrate(DataSource source, boolean postgres) {
        Flyway flyway = flyway(source, postgres);
        try {
            if (newer(flyway.info())) {
                throw new LedgerException(
                        "the ledger was written by a newer Hospital Hub: start that version or a later one", null);
            }
            flyway.migrate();
        } catch (FlywayException e) {
            throw new LedgerException(
                    isForbidden(e)
                            ? "the ledger's tables are missing or of an older version, and the user in hub.ledger.user may"
                                    + " not create or change them: run \"hub migrate\" as the user who owns them, then start"
                                    + " again"
                            : "the ledger's tables could not be migrated",
                    e);
        }
    }

    /** Returns whether PostgreSQL said that the user lacks a right. */
    private static boolean isForbidden(Throwable failure) {
        return ExceptionUtils.stream(failure)
                .anyMatch(cause -> cause instanceof SQLException refused && NO_RIGHT.equals(refused.getSQLState()));
    }

    /**
     * How tables stand.
     *
     * @param version their version, null when there are none
     * @param missing migrations that the next start brings
     * @param newer whether a newer program made them
     */
    public record SchemaStatus(@Nullable String version, int missing, boolean newer) {}

    /**
     * Looks at the tables and changes nothing.
     *
     * @throws LedgerException when the database cannot be read
     */
    public static SchemaStatus status(DataSource source, boolean postgres) {
        try {
            MigrationInfoService info = flyway(source, postgres).info();
            MigrationInfo current = info.current();
            return new SchemaStatus(
                    current == null ? null : String.valueOf(current.getVersion()), info.pending().length, newer(info));
        } catch (FlywayException e) {
            throw new LedgerException("the ledger cannot be read", e);
        }
    }

    private static boolean newer(MigrationInfoService info) {
        return Arrays.stream(info.all())
                .anyMatch(migration -> migration.getState().name().startsWith("FUTURE"));
    }

    private static Flyway flyway(DataSource source, boolean postgres) {
        return Flyway.configure(Schema.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:db/migration")
                // Bytes, and what makes a table lie in its primary key, are what the two dialects have of their own.
                .placeholders(
                        postgres
                                ? Map.of("bytes", "bytea", "clustered", "")
                                : Map.of("bytes", "blob", "clustered", "without rowid"))
                // All that is missing comes in one transaction: an interrupted upgrade leaves the ledger as it was.
                .group(true)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
    }
}
