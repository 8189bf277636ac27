package org.hospitalhub.ledger.jdbc;

import static org.hospitalhub.ledger.database.Columns.cut;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.hospitalhub.ledger.Orders.Attempt;
import org.hospitalhub.ledger.crypto.Seal;
import org.hospitalhub.ledger.crypto.StoredWording;
import org.hospitalhub.ledger.database.Columns;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** The tries of all steps in the database. */
final class JdbcAttempts {

    private final Database database;
    private final Seal seal;

    JdbcAttempts(Database database, Seal seal) {
        this.database = database;
        this.seal = seal;
    }

    void start(String order, int number, String step, String node, Instant now) {
        start(order, number, step, node, null, now);
    }

    /** Starts an attempt of a step that records when its request is sent. */
    void startUnsent(String order, int number, String step, String node, Instant now) {
        start(order, number, step, node, 0, now);
    }

    private void start(String order, int number, String step, String node, @Nullable Integer mayHaveLeft, Instant now) {
        database.writeLast(
                "insert into attempts (order_id, number, step, node, started_at, may_have_left) values (?, ?, ?, ?, ?, ?)",
                order,
                number,
                step,
                cut(node, 200),
                now.toEpochMilli(),
                mayHaveLeft);
    }

    /** Notes that the request of an attempt may have left from now on. */
    void leaves(String order, int number) {
        database.write()
                .update("update attempts set may_have_left = 1 where order_id = ? and number = ?", order, number);
    }

    /** Returns whether the request of an attempt certainly did not leave. */
    boolean neverLeft(String order, int number) {
        return any("order_id = ? and number = ? and may_have_left = 0", order, number);
    }

    /** Returns whether an order has tried a step before. */
    boolean tried(String order, String step) {
        return any("order_id = ? and step = ?", order, step);
    }

    private boolean any(String condition, Object... values) {
        return !database.write()
                .queryForList("select number from attempts where " + condition + " limit 1", Integer.class, values)
                .isEmpty();
    }

    void end(String order, int number, String outcome, Wording detail, byte @Nullable [] raw, Instant now) {
        database.writeLast(
                """
                update attempts set ended_at = ?, outcome = ?, detail = ?, wording = ?, raw = ? \
                where order_id = ? and number = ?""",
                now.toEpochMilli(),
                outcome,
                cut(detail.text(), 2000),
                StoredWording.column(detail),
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
                                detail(row)),
                        order);
    }

    private static @Nullable Wording detail(ResultSet row) throws SQLException {
        String english = row.getString("detail");
        return english == null ? null : StoredWording.read(english, row.getString("wording"));
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
