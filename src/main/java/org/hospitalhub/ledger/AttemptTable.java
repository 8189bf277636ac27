package org.hospitalhub.ledger;

import static org.hospitalhub.ledger.Columns.cut;

import java.time.Instant;
import java.util.List;
import org.hospitalhub.ledger.Orders.Attempt;
import org.jspecify.annotations.Nullable;

/** Every try of every step. */
final class AttemptTable {

    private final Database database;
    private final Seal seal;

    AttemptTable(Database database, Seal seal) {
        this.database = database;
        this.seal = seal;
    }

    void start(String order, int number, String step, String node, Instant now) {
        database.writeLast(
                "insert into attempts (order_id, number, step, node, started_at) values (?, ?, ?, ?, ?)",
                order,
                number,
                step,
                cut(node, 200),
                now.toEpochMilli());
    }

    void end(String order, int number, String outcome, @Nullable String detail, byte @Nullable [] raw, Instant now) {
        database.writeLast(
                """
                update attempts set ended_at = ?, outcome = ?, detail = ?, raw = ? \
                where order_id = ? and number = ?""",
                now.toEpochMilli(),
                outcome,
                cut(detail, 2000),
                seal.sealNullable(raw, order, "raw" + number),
                order,
                number);
    }

    List<Attempt> all(String order) {
        return database.read()
                .query(
                        "select * from attempts where order_id = ? order by number",
                        (row, n) -> new Attempt(
                                row.getInt("number"),
                                row.getString("step"),
                                row.getString("node"),
                                Columns.moment(row, "started_at"),
                                Columns.momentOrNull(row, "ended_at"),
                                row.getString("outcome"),
                                row.getString("detail")),
                        order);
    }

    byte @Nullable [] raw(String order, int number) {
        return database
                .read()
                .query(
                        "select raw from attempts where order_id = ? and number = ? and raw is not null",
                        (row, n) -> row.getBytes(1),
                        order,
                        number)
                .stream()
                .findFirst()
                .map(closed -> seal.open(closed, order, "raw" + number))
                .orElse(null);
    }
}
