package org.hospitalhub.ledger.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.ledger.crypto.StoredWording;
import org.hospitalhub.ledger.database.Columns;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.rules.Wording;

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
                .query("select * from pauses where service = ?", (row, n) -> pause(row), service)
                .stream()
                .findFirst();
    }

    /** Returns all pauses by name. */
    Map<String, Services.Pause> all() {
        Map<String, Services.Pause> all = new HashMap<>();
        database.read().query("select * from pauses", row -> {
            all.put(row.getString("service"), pause(row));
        });
        return all;
    }

    private static Services.Pause pause(ResultSet row) throws SQLException {
        return new Services.Pause(
                row.getString("who"),
                StoredWording.read(row.getString("why"), row.getString("wording")),
                Columns.moment(row, "since"));
    }

    void pause(String service, String who, Wording why, Instant now) {
        database.write()
                .update(
                        """
                        insert into pauses (service, who, why, since, wording) values (?, ?, ?, ?, ?) \
                        on conflict (service) do update set who = excluded.who, why = excluded.why, \
                        wording = excluded.wording""",
                        service,
                        who,
                        Columns.cut(why.text(), 1000),
                        now.toEpochMilli(),
                        StoredWording.column(why));
    }

    void resume(String service) {
        database.write().update("delete from pauses where service = ?", service);
    }
}
