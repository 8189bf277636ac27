package org.hospitalhub.ledger.jdbc;

import java.util.concurrent.ThreadLocalRandom;
import org.hospitalhub.ledger.crypto.Seal;
import org.hospitalhub.ledger.database.Database;

/** Writes a row, so that also a hub without work notices a full disk or a database that may only be read. */
final class WriteProof {

    private static final String NAME = "written";

    /** About what the pages of one order take on SQLite: less may still fit on a disk that has no room for an order. */
    private static final int BYTES = 64 * 1024;

    private final Database database;
    private final Seal seal;

    WriteProof(Database database, Seal seal) {
        this.database = database;
        this.seal = seal;
    }

    /**
     * Writes it.
     *
     * @throws RuntimeException when the database cannot be written
     */
    void write() {
        byte[] fresh = new byte[database.isPostgres() ? 1 : BYTES];
        ThreadLocalRandom.current().nextBytes(fresh); // SQLite does not write pages that do not change
        byte[] sealed = seal.seal(fresh, "facts", NAME); // like every fact: its key can be exchanged
        database.transact(() -> database.write().update("""
                insert into facts (name, value) values (?, ?) \
                on conflict (name) do update set value = excluded.value""", NAME, sealed));
        database.proved();
    }

    /** Writes it if the last one or another transaction failed since; costs nothing otherwise. */
    void writeIfDoubtful() {
        if (database.isDoubtful()) {
            write();
        }
    }
}
