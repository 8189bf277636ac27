package org.hospitalhub.ledger.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.ledger.LedgerException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/** The file of an SQLite ledger, for copying it while hubs write to it. Needs no key and changes nothing. */
public final class LedgerFile {

    private static final int WHOLE = -1;
    private static final int BUSY_SLEEP_MILLIS = 100;
    private static final int BUSY_TRIES = 300;

    private LedgerFile() {}

    /**
     * The content of a copy.
     *
     * @param schema version of its tables
     * @param audit end of its audit chain
     */
    public record Contents(String schema, long orders, Audit.Head audit) {}

    /**
     * Copies the ledger by SQLite's online backup, in one reading transaction: the copy is the ledger of one moment, and
     * writers do not wait for it (WAL).
     *
     * @param to file that is not there yet
     * @return what the copy holds, read from the copy after its structure was checked
     * @throws LedgerException when it cannot be copied, or the copy is damaged
     */
    public static Contents copy(Path from, Path to) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        try (Connection source = config.createConnection("jdbc:sqlite:" + from)) {
            int result = source.unwrap(SQLiteConnection.class)
                    .getDatabase()
                    .backup("main", to.toString(), null, BUSY_SLEEP_MILLIS, BUSY_TRIES, WHOLE);
            if (result != 0) {
                throw new LedgerException("SQLite could not copy the ledger (code " + result + ")", null);
            }
        } catch (SQLException e) {
            throw new LedgerException("the ledger file " + from + " cannot be copied to " + to, e);
        }
        return look(to);
    }

    /**
     * Reads a ledger file that is not open anywhere.
     *
     * @throws LedgerException when it is no ledger, or is damaged
     */
    public static Contents look(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        // A copy stays one file: no WAL beside it.
        config.setJournalMode(SQLiteConfig.JournalMode.DELETE);
        try (Connection copy = config.createConnection("jdbc:sqlite:" + file);
                Statement statement = copy.createStatement()) {
            String sound = text(statement, "pragma quick_check(1)");
            if (!"ok".equals(sound)) {
                throw new LedgerException("the ledger file " + file + " is damaged: " + sound, null);
            }
            return new Contents(
                    text(
                            statement,
                            "select max(cast(version as integer)) from flyway_schema_history where success = 1"),
                    Long.parseLong(text(statement, "select count(*) from orders")),
                    head(statement));
        } catch (SQLException e) {
            throw new LedgerException("the file " + file + " is not a ledger", e);
        }
    }

    private static Audit.Head head(Statement statement) throws SQLException {
        try (ResultSet last = statement.executeQuery("select number, link from audit order by number desc limit 1")) {
            return last.next()
                    ? new Audit.Head(last.getLong(1), HexFormat.of().formatHex(last.getBytes(2)))
                    : new Audit.Head(0, "0".repeat(64));
        }
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }
}
