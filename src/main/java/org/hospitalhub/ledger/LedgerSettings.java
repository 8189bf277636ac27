package org.hospitalhub.ledger;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The address and the keys of the ledger.
 *
 * @param url {@code jdbc:sqlite:<file>} or {@code jdbc:postgresql://…}
 * @param user user of the database, null for SQLite
 * @param password password of the database, null for SQLite
 * @param keys keys of 32 bytes; the first one writes, all of them read, so that keys can be changed one by one
 */
public record LedgerSettings(
        String url, @Nullable String user, @Nullable String password, List<byte[]> keys) {

    private static final String SQLITE = "jdbc:sqlite:";

    /** Returns an SQLite file with one key. */
    public static LedgerSettings sqlite(Path file, byte[] key) {
        return new LedgerSettings(SQLITE + file, null, null, List.of(key));
    }

    /** Returns the file of an SQLite ledger; null when it is not in a file. */
    public @Nullable Path file() {
        return url.startsWith(SQLITE) ? Path.of(url.substring(SQLITE.length()).replaceAll("\\?.*", "")) : null;
    }

    /** Returns where the ledger is, without its secrets. */
    @Override
    public String toString() {
        return "LedgerSettings[url=%s, keys=%d]".formatted(url.replaceAll("\\?.*", ""), keys.size());
    }
}
