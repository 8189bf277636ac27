package org.hospitalhub.ledger;

import java.util.Arrays;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the ledger's tables to the version this program knows. */
final class Schema {

    private Schema() {}

    /**
     * Applies the migrations that are missing.
     *
     * @param bytes the vendor's type for bytes
     * @param clustered what makes a table lie in its primary key, where the vendor has it
     * @throws LedgerException when the tables are newer than the program, or a migration fails
     */
    static void migrate(DataSource source, String bytes, String clustered) {
        Flyway flyway = Flyway.configure(Schema.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:db/migration")
                .placeholders(Map.of("bytes", bytes, "clustered", clustered))
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
        try {
            boolean newer = Arrays.stream(flyway.info().all())
                    .anyMatch(migration -> migration.getState().name().startsWith("FUTURE"));
            if (newer) {
                throw new LedgerException(
                        "the ledger was written by a newer Hospital Hub: start that version or a later one", null);
            }
            flyway.migrate();
        } catch (FlywayException e) {
            throw new LedgerException("the ledger's tables could not be brought up to date", e);
        }
    }
}
