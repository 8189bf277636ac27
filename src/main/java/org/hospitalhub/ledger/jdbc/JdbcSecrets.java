package org.hospitalhub.ledger.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.hospitalhub.ledger.Secrets;
import org.hospitalhub.ledger.crypto.Seal;
import org.hospitalhub.ledger.database.Database;

/** Secrets in the database; a row without value holds a lease only. */
final class JdbcSecrets implements Secrets {

    private static final String COLUMN = "value";

    private final Database database;
    private final Seal seal;

    JdbcSecrets(Database database, Seal seal) {
        this.database = database;
        this.seal = seal;
    }

    @Override
    public Optional<Secret> find(String name) {
        return database
                .read()
                .query(
                        "select value, version from secrets where name = ? and value is not null",
                        (row, n) -> new Secret(
                                seal.open(row.getBytes(COLUMN), place(name), COLUMN), row.getLong("version")),
                        name)
                .stream()
                .findFirst();
    }

    @Override
    public void put(String name, byte[] value) {
        database.write().update("""
                        insert into secrets (name, value, version) values (?, ?, 1) on conflict (name) do update set \
                        value = excluded.value, version = secrets.version + 1""", name, sealed(name, value));
    }

    @Override
    public boolean replace(String name, long version, byte[] value) {
        touch(name);
        return database.write()
                        .update(
                                "update secrets set value = ?, version = version + 1 where name = ? and version = ?",
                                sealed(name, value),
                                name,
                                version)
                == 1;
    }

    @Override
    public boolean lease(String name, String holder, Instant now, Duration time) {
        touch(name);
        return database.write().update("""
                                update secrets set holder = ?, leased_until = ? where name = ? \
                                and (holder is null or holder = ? or leased_until <= ?)""", holder, now.plus(time).toEpochMilli(), name, holder, now.toEpochMilli())
                == 1;
    }

    @Override
    public void release(String name, String holder) {
        database.write()
                .update(
                        "update secrets set holder = null, leased_until = null where name = ? and holder = ?",
                        name,
                        holder);
    }

    private void touch(String name) {
        database.write().update("insert into secrets (name, version) values (?, 0) on conflict do nothing", name);
    }

    private byte[] sealed(String name, byte[] value) {
        return seal.seal(value, place(name), COLUMN);
    }

    private static String place(String name) {
        return "secrets/" + name;
    }
}
