package org.hospitalhub.ledger.jdbc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.hospitalhub.ledger.LedgerException;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.ledger.crypto.Seal;
import org.hospitalhub.ledger.database.Schema;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Reads a ledger that is not opened for work: nothing is created, migrated or written, so that a running hub and an older version
 * are not disturbed.
 *
 * @param schema version of its tables, null when there is no ledger yet
 * @param migrations how many versions the next start brings
 * @param newer whether a newer program wrote it
 * @param keyFits whether one of the keys opens it
 * @param newestOrder when the newest order was accepted, by the clock of its node; null when there is none
 */
public record LedgerLook(
        @Nullable String schema,
        int migrations,
        boolean newer,
        boolean keyFits,
        @Nullable Instant newestOrder) {

    private static final int PATIENCE_SECONDS = 5;
    private static final LedgerLook NOTHING = new LedgerLook(null, 0, false, true, null);

    /**
     * Looks into the ledger.
     *
     * @throws LedgerException when it is there and cannot be read
     */
    public static LedgerLook at(LedgerSettings settings) {
        boolean postgres = settings.url().startsWith("jdbc:postgresql:");
        if (!postgres && !Files.exists(file(settings.url()))) {
            return NOTHING;
        }
        DataSource source = postgres ? postgres(settings) : sqlite(settings.url());
        Schema.SchemaStatus schema = Schema.status(source, postgres);
        if (schema.version() == null) {
            return NOTHING;
        }
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            return new LedgerLook(
                    schema.version(),
                    schema.missing(),
                    schema.newer(),
                    keyFits(statement, new Seal(settings.keys())),
                    newestOrder(statement));
        } catch (SQLException unreadable) {
            throw new LedgerException("the ledger cannot be read", unreadable);
        }
    }

    private static Path file(String url) {
        if (!url.startsWith("jdbc:sqlite:")) {
            throw new LedgerException("hub.ledger.url must begin with jdbc:sqlite: or jdbc:postgresql:", null);
        }
        return Path.of(url.substring("jdbc:sqlite:".length()).replaceAll("\\?.*", ""));
    }

    private static DataSource sqlite(String url) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(PATIENCE_SECONDS * 1000);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl(url);
        return source;
    }

    private static DataSource postgres(LedgerSettings settings) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(settings.url());
        source.setUser(settings.user());
        source.setPassword(settings.password());
        source.setConnectTimeout(PATIENCE_SECONDS);
        source.setSocketTimeout(PATIENCE_SECONDS);
        source.setReadOnly(true);
        return source;
    }

    private static boolean keyFits(Statement statement, Seal seal) throws SQLException {
        List<byte[]> proofs = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("select value from facts where name = 'key'")) {
            while (rows.next()) {
                proofs.add(rows.getBytes(1));
            }
        }
        try {
            proofs.forEach(proof -> seal.open(proof, "facts", "key"));
            return true;
        } catch (LedgerException other) {
            return false;
        }
    }

    private static @Nullable Instant newestOrder(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("select accepted_at from orders order by id desc limit 1")) {
            return rows.next() ? Instant.ofEpochMilli(rows.getLong(1)) : null;
        }
    }
}
