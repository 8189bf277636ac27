package org.hospitalhub.ledger.jdbc;

import static org.hospitalhub.ledger.database.Columns.cut;
import static org.hospitalhub.ledger.database.Columns.millis;
import static org.hospitalhub.ledger.database.Columns.moment;
import static org.hospitalhub.ledger.database.Columns.momentOrNull;
import static org.hospitalhub.ledger.database.Columns.word;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.crypto.SealedJson;
import org.hospitalhub.ledger.database.BatchInsert;
import org.hospitalhub.ledger.database.Columns;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.database.OrderKey;
import org.hospitalhub.ledger.lifecycle.OperationCatalog;
import org.hospitalhub.ledger.lifecycle.OrderRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/** Reads and writes orders as rows; knows columns, not rules. */
final class JdbcOrderRecords {

    /** The beginning of a query of order rows; {@code o} is the order. */
    static final String SELECT =
            "select o.*, b.answered_at as batch_answered_at from orders o left join batches b on b.id = o.batch_id ";

    private static final String CHANGING_COLUMNS = """
            state, step, delivering, attempts, tries, failures, unsure, entered_at, tried_at, due_at, why, finished_at, \
            delivered_at, problem_code, problem_title, problem_detail, undelivered, claimed_by, lease_until, \
            findings, reused_from, waits_for, asked_since, unanswered_at, question, wordings""";

    private static final BatchInsert INSERT =
            new BatchInsert("""
            insert into orders (id, operation, order_key, fingerprint, priority, owner, address_kind, address, batch_id, \
            record_no, accepted_at, %s, lane, rank, turn, emptied) values \
            """.formatted(CHANGING_COLUMNS), "(?" + ", ?".repeat(39) + ", 0)", "id");

    private static final List<String> CHANGING = List.of(CHANGING_COLUMNS.split(",\\s*", -1));

    private final Database database;
    private final SealedJson sealedJson;
    private final OperationCatalog catalog;
    private final RowMapper<OrderRecord> mapper = (row, number) -> map(row);

    JdbcOrderRecords(Database database, SealedJson sealedJson, OperationCatalog catalog) {
        this.database = database;
        this.sealedJson = sealedJson;
        this.catalog = catalog;
    }

    /** Values of a new row; sealing happens here, before a transaction is begun. */
    Object[] values(OrderRecord row) {
        Address.BatchRecord record = row.address() instanceof Address.BatchRecord given ? given : null;
        return join(
                new @Nullable Object[] {
                    row.id(),
                    row.operation(),
                    row.key().equals(row.id()) ? row.id() : OrderKey.stored(row.owner(), row.key()),
                    row.fingerprint(),
                    Columns.number(row.priority()),
                    row.owner(),
                    SealedJson.kind(row.address()),
                    sealedJson.address(row.address(), row.id()),
                    record == null ? null : record.batch(),
                    record == null ? null : record.record(),
                    millis(row.acceptedAt())
                },
                join(changing(row), place(row)));
    }

    /** Inserts rows whose order key is new; returns the ids of those. */
    Set<String> insert(List<Object[]> rows) {
        return INSERT.insert(database.write(), rows);
    }

    /**
     * Writes what changed, so that indexes over other columns stay as they are; and the place in the queue in any case,
     * since what the plan says of an order changes with the program.
     */
    void update(OrderRecord before, OrderRecord after) {
        Object[] was = changing(before);
        Object[] is = changing(after);
        List<String> changes = new ArrayList<>();
        List<@Nullable Object> arguments = new ArrayList<>();
        for (int i = 0; i < is.length; i++) {
            if (!Objects.deepEquals(was[i], is[i])) {
                changes.add(CHANGING.get(i) + " = ?");
                arguments.add(is[i]);
            }
        }
        changes.add("lane = ?, rank = ?, turn = ?");
        arguments.addAll(Arrays.asList(place(after)));
        arguments.add(after.id());
        database.writeLast("update orders set " + String.join(", ", changes) + " where id = ?", arguments.toArray());
    }

    /** Writes another address of an order; returns the order with it. */
    OrderRecord move(OrderRecord row, Address address) {
        database.write()
                .update(
                        "update orders set address_kind = ?, address = ? where id = ?",
                        SealedJson.kind(address),
                        sealedJson.address(address, row.id()),
                        row.id());
        return row.withAddress(address);
    }

    Optional<OrderRecord> find(String id) {
        return database.read().query(SELECT + "where o.id = ?", mapper, id).stream()
                .findFirst();
    }

    /** Finds an order as the running transaction sees it, and locks nothing. */
    Optional<OrderRecord> findInTransaction(String id) {
        return database.write().query(SELECT + "where o.id = ?", mapper, id).stream()
                .findFirst();
    }

    Optional<OrderRecord> findForUpdate(String id) {
        database.writeNow(id);
        return database.write().query(SELECT + "where o.id = ?" + forUpdate(), mapper, id).stream()
                .findFirst();
    }

    /** Orders that wait for the answer to this one; their own rows were not changed by the running transaction. */
    List<OrderRecord> followers(String leader) {
        return database.write().query(SELECT + "where o.waits_for = ? order by o.id" + forUpdate(), mapper, leader);
    }

    /** Reads inside of the running transaction. */
    List<OrderRecord> select(String where, Object... arguments) {
        database.writeNow();
        return database.write().query(SELECT + where, mapper, arguments);
    }

    /** Reads outside of any transaction. */
    List<OrderRecord> look(String where, Object... arguments) {
        return database.read().query(SELECT + where, mapper, arguments);
    }

    RowMapper<OrderRecord> mapper() {
        return mapper;
    }

    String forUpdate() {
        return database.isPostgres() ? " for update of o" : "";
    }

    String forUpdateSkipLocked() {
        return database.isPostgres() ? " for update of o skip locked" : "";
    }

    private @Nullable Object[] changing(OrderRecord row) {
        Problem problem = row.problem();
        return new @Nullable Object[] {
            row.state().word(),
            row.step(),
            row.delivering() ? 1 : 0,
            row.attempts(),
            row.tries(),
            row.failures(),
            row.unsure(),
            millis(row.enteredAt()),
            millis(row.triedAt()),
            millis(row.dueAt()),
            cut(row.why() == null ? null : row.why().text(), 1000),
            millis(row.finishedAt()),
            millis(row.deliveredAt()),
            problem == null ? null : cut(problem.code(), 100),
            problem == null ? null : cut(problem.title(), 500),
            problem == null ? null : cut(problem.detail(), 4000),
            word(row.undelivered()),
            cut(row.claimedBy(), 200),
            millis(row.leaseUntil()),
            sealedJson.findings(row.findings(), row.id()),
            row.reusedFrom(),
            row.waitsFor(),
            millis(row.askedSince()),
            millis(row.unansweredAt()),
            row.reuseKey(),
            OrderWordings.of(row.why(), problem).column()
        };
    }

    /** Returns where an order stands in the queue of its lane. */
    private Object[] place(OrderRecord row) {
        Instant turn = row.turn() == null ? row.acceptedAt() : row.turn();
        return new Object[] {catalog.lane(row), catalog.rank(row).number(), millis(turn)};
    }

    private OrderRecord map(ResultSet row) throws SQLException {
        String id = row.getString("id");
        OrderWordings wordings = OrderWordings.read(row.getString("wordings"));
        return new OrderRecord(
                id,
                row.getString("operation"),
                OrderKey.given(row.getString("order_key")),
                row.getBytes("fingerprint"),
                row.getBytes("question"),
                Columns.priority(row.getInt("priority")),
                row.getString("owner"),
                sealedJson.address(
                        row.getString("address_kind"),
                        row.getBytes("address"),
                        row.getString("batch_id"),
                        row.getLong("record_no"),
                        id),
                moment(row, "accepted_at"),
                Columns.state(row.getString("state")),
                row.getString("step"),
                row.getInt("delivering") == 1,
                row.getInt("attempts"),
                row.getInt("tries"),
                row.getInt("failures"),
                row.getInt("unsure"),
                moment(row, "entered_at"),
                momentOrNull(row, "tried_at"),
                momentOrNull(row, "due_at"),
                moment(row, "turn"),
                wordings.why(row.getString("why")),
                momentOrNull(row, "finished_at"),
                momentOrNull(row, "delivered_at"),
                wordings.problem(
                        row.getString("problem_code"), row.getString("problem_title"), row.getString("problem_detail")),
                Columns.stateOrNull(row.getString("undelivered")),
                row.getString("claimed_by"),
                momentOrNull(row, "lease_until"),
                sealedJson.findings(row.getBytes("findings"), id),
                row.getString("reused_from"),
                row.getString("waits_for"),
                momentOrNull(row, "asked_since"),
                momentOrNull(row, "unanswered_at"),
                momentOrNull(row, "batch_answered_at"));
    }

    private static Object[] join(@Nullable Object[] first, @Nullable Object[] second) {
        Object[] all = new Object[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
