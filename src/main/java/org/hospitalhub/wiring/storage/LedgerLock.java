package org.hospitalhub.wiring.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hospitalhub.wiring.startup.ProcessLock;
import org.jspecify.annotations.Nullable;

/**
 * The lock of an SQLite ledger. It is beside the ledger's real file, because two data directories may refer to the same ledger.
 *
 * @param lock lock; null for PostgreSQL, which several hubs may share
 */
record LedgerLock(@Nullable ProcessLock lock) implements AutoCloseable {

    static LedgerLock take(@Nullable Path ledger) throws IOException {
        if (ledger == null) {
            return new LedgerLock(null);
        }
        Path real = real(ledger.toAbsolutePath());
        return new LedgerLock(
                ProcessLock.take(real.resolveSibling(real.getFileName() + ".lock"), "the ledger " + ledger));
    }

    /** Returns the file without links, so that two links to one file are the same ledger. */
    private static Path real(Path ledger) throws IOException {
        if (Files.exists(ledger)) {
            return ledger.toRealPath();
        }
        Path folder = ledger.getParent();
        return folder != null && Files.isDirectory(folder) ? folder.toRealPath().resolve(ledger.getFileName()) : ledger;
    }

    /** Returns whether no other hub can have the ledger open. */
    boolean alone() {
        return lock != null;
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }
}
