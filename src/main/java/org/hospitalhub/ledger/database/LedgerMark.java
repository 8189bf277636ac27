package org.hospitalhub.ledger.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.hospitalhub.ledger.LedgerException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A number that grows in an SQLite ledger and, afterwards, in a small file beside it. A ledger whose number is less than the
 * file's has lost what was committed: its journal was removed, or an older copy or an empty file stands in its place.
 */
final class LedgerMark {

    private final JdbcTemplate write;
    private final Path file;

    LedgerMark(JdbcTemplate write, Path ledger) {
        this.write = write;
        this.file = ledger.resolveSibling(ledger.getFileName() + ".mark");
    }

    /**
     * Refuses a ledger that is behind its mark, unless it says itself that it was restored.
     *
     * @throws LedgerException with one sentence
     */
    void check() {
        long known = known();
        boolean restored = !write.queryForList("select name from facts where name = 'restored'")
                .isEmpty();
        if (number() < known && !restored) {
            throw new LedgerException(
                    "the ledger beside " + file + " has lost data: its -wal file was removed, or an"
                            + " older or empty file replaced it. Restore the files or a"
                            + " backup (hub restore); remove " + file.getFileName()
                            + " only if you replaced the ledger on purpose",
                    null);
        }
    }

    /** Makes both grow: the file only when the ledger's number is safe on the disk. */
    void grow() {
        long next = Math.max(number(), known()) + 1;
        write.update(
                "insert into ledger_mark (id, number) values (1, ?) on conflict (id) do update set number = excluded.number",
                next);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            SqliteCheck.OwnersAlone.create(fresh);
            Files.writeString(fresh, Long.toString(next));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException full) {
            // The mark of before is a true one too.
        }
    }

    private long number() {
        return write.query("select number from ledger_mark", (row, n) -> row.getLong(1)).stream()
                .findFirst()
                .orElse(0L);
    }

    private long known() {
        try {
            return Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
        } catch (IOException | NumberFormatException unreadable) {
            return 0;
        }
    }
}
