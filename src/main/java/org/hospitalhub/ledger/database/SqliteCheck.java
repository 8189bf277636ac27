package org.hospitalhub.ledger.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.hospitalhub.ledger.LedgerException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/**
 * Looks at an SQLite ledger before it is opened for work, and says what is wrong with it. SQLite itself takes an empty file
 * for a new database, and deletes the journal beside it.
 */
final class SqliteCheck {

    /** First bytes of every database file (https://www.sqlite.org/fileformat2.html §1.3). */
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    /** Files up to this size are read whole at the start; in a larger one damage shows when its page is read. */
    private static final long READ_WHOLE = 64L << 20;

    private static final String RESTORE = ": restore a backup (hub restore) or the whole folder";

    private SqliteCheck() {}

    /**
     * Refuses a file that is certainly not the ledger it was, and makes a new one readable for its owner alone.
     *
     * @throws LedgerException with one sentence
     */
    static void beforeOpening(Path file) {
        try {
            boolean empty = !Files.exists(file) || Files.size(file) == 0;
            Path journal = file.resolveSibling(file.getFileName() + "-wal");
            if (empty && Files.exists(journal) && Files.size(journal) > 0) {
                throw new LedgerException(
                        "the ledger file " + file + " is missing or empty, but its journal " + journal.getFileName()
                                + " is not" + RESTORE,
                        null);
            }
            if (!empty && !Arrays.equals(MAGIC, head(file))) {
                throw damaged(file, null);
            }
            if (!Files.exists(file)) {
                OwnersAlone.create(file);
            }
        } catch (IOException cannot) {
            throw new LedgerException(
                    "the ledger file cannot be opened for writing: check hub.ledger.url, the folder and its rights",
                    cannot);
        }
    }

    private static byte[] head(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            return bytes.readNBytes(MAGIC.length);
        }
    }

    /** Reads a file that is not too large from end to end. */
    static void whole(Path file, Connection connection) throws SQLException, IOException {
        if (Files.size(file) > READ_WHOLE) {
            return;
        }
        try (Statement statement = connection.createStatement();
                ResultSet sound = statement.executeQuery("pragma quick_check(1)")) {
            if (sound.next() && !"ok".equals(sound.getString(1))) {
                throw damaged(file, null);
            }
        }
    }

    private static LedgerException damaged(Path file, @Nullable Throwable cause) {
        return new LedgerException("the ledger file " + file + " is damaged" + RESTORE, cause);
    }

    /** Returns in one sentence why the file could not be used. */
    static LedgerException failure(Path file, Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof LedgerException known) {
                return known;
            }
            if (cause instanceof SQLiteException sqlite) {
                return failure(file, sqlite);
            }
        }
        return new LedgerException("the ledger file " + file + " cannot be used", thrown);
    }

    private static LedgerException failure(Path file, SQLiteException thrown) {
        int kind = thrown.getResultCode().code & 0xff;
        return switch (thrown.getResultCode()) {
            case SQLITE_CORRUPT, SQLITE_NOTADB -> damaged(file, thrown);
            case SQLITE_FULL ->
                new LedgerException(
                        "the disk of the ledger file " + file + " is full: free space, then start again", thrown);
            case SQLITE_BUSY, SQLITE_LOCKED ->
                new LedgerException(
                        "the ledger file " + file + " is locked by another program: end it, then start again", thrown);
            default -> other(file, kind, thrown);
        };
    }

    private static LedgerException other(Path file, int kind, SQLiteException thrown) {
        return switch (kind) {
            case 11 -> damaged(file, thrown);
            case 10 ->
                new LedgerException(
                        "the disk of the ledger file " + file + " cannot be read or written ("
                                + thrown.getResultCode().name() + "): it may be full or defective",
                        thrown);
            default ->
                new LedgerException(
                        "the ledger file cannot be opened for writing: check hub.ledger.url, the folder and its rights",
                        thrown);
        };
    }

    /** Files that only their owner may read, where the file system knows owners. */
    static final class OwnersAlone {

        private OwnersAlone() {}

        static void create(Path file) throws IOException {
            try {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } catch (UnsupportedOperationException notPosix) {
                Files.createFile(file);
            }
        }
    }
}
