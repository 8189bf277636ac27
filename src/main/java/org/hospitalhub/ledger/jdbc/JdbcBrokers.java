package org.hospitalhub.ledger.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.hospitalhub.ledger.Brokers;
import org.hospitalhub.ledger.database.Columns;
import org.hospitalhub.ledger.database.Database;

/** Hubs and their brokers in the database. */
final class JdbcBrokers implements Brokers {

    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

    private final Database database;

    JdbcBrokers(Database database) {
        this.database = database;
    }

    @Override
    public void announce(Hub hub, Instant now) {
        database.transact(() -> {
            database.write()
                    .update(
                            "delete from brokers where seen_at < ?",
                            now.minus(FORGOTTEN_AFTER).toEpochMilli());
            return database.write()
                    .update(
                            """
                            insert into brokers (id, node, open, started_at, seen_at) values (?, ?, ?, ?, ?) \
                            on conflict (id) do update set node = excluded.node, open = excluded.open, \
                            started_at = excluded.started_at, seen_at = excluded.seen_at""",
                            hub.id(),
                            Columns.cut(hub.node(), 200),
                            hub.open() ? 1 : 0,
                            hub.started().toEpochMilli(),
                            now.toEpochMilli());
        });
    }

    @Override
    public Optional<Hub> conflict(Hub hub, Instant since) {
        long started = hub.started().toEpochMilli();
        return database
                .read()
                .query(
                        """
                        select * from brokers where id <> ? and seen_at >= ? and (open = 1 or 1 = ?) \
                        and (started_at < ? or (started_at = ? and id < ?)) order by started_at""",
                        (row, n) -> new Hub(
                                row.getString("id"),
                                row.getString("node"),
                                row.getInt("open") == 1,
                                Columns.moment(row, "started_at")),
                        hub.id(),
                        since.toEpochMilli(),
                        hub.open() ? 1 : 0,
                        started,
                        started,
                        hub.id())
                .stream()
                .findFirst();
    }

    @Override
    public void leave(String id) {
        database.write().update("delete from brokers where id = ?", id);
    }
}
