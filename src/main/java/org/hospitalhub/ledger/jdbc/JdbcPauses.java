package org.hospitalhub.ledger.jdbc;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.ledger.database.Columns;
import org.hospitalhub.ledger.database.Database;

/** Which services and operations are paused, by whom and why. */
final class JdbcPauses {

    private final Database database;

    JdbcPauses(Database database) {
        this.database = database;
    }

    /** Looks within the running transaction. */
    Optional<Services.Pause> of(String service) {
        return database
                .write()
                .query(
                        "select who, why, since from pauses where service = ?",
                        (row, n) -> new Services.Pause(
                                row.getString("who"), row.getString("why"), Columns.moment(row, "since")),
                        service)
                .stream()
                .findFirst();
    }

    /** Returns all pauses by name. */
    Map<String, Services.Pause> all() {
        Map<String, Services.Pause> all = new HashMap<>();
        database.read().query("select service, who, why, since from pauses", row -> {
            all.put(
                    row.getString("service"),
                    new Services.Pause(row.getString("who"), row.getString("why"), Columns.moment(row, "since")));
        });
        return all;
    }

    void pause(String service, String who, String why, Instant now) {
        database.write().update("""
                        insert into pauses (service, who, why, since) values (?, ?, ?, ?) \
                        on conflict (service) do update set who = excluded.who, why = excluded.why""", service, who, Columns.cut(why, 1000), now.toEpochMilli());
    }

    void resume(String service) {
        database.write().update("delete from pauses where service = ?", service);
    }
}
