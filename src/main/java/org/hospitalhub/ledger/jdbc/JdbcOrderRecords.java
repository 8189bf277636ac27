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
import org.hospitalhub.ledger.lifecycle.Course;
import org.hospitalhub.ledger.lifecycle.OperationCatalog;
import org.hospitalhub.ledger.lifecycle.OrderRow;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/** Reads and writes the rows of orders. Knows columns, not rules. */
final class JdbcOrderRecords {

    /** What a query of order rows begins with; {@code o} is the order. */
    static final String SELECT =
            "select o.*, b.answered_at as batch_answered_at from orders o left join batches b on b.id = o.batch_id ";

    private static final String COURSE_COLUMNS = """
            state, step, delivering, attempts, tries, failures, unsure, entered_at, tried_at, due_at, why, finished_at, \
            delivered_at, problem_code, problem_title, problem_detail, undelivered, claimed_by, lease_until, \
            findings, reused_from, waits_for, asked_since, unanswered_at, question""";

    private static final BatchInsert INSERT =
            new BatchInsert("""
            insert into orders (id, operation, order_key, fingerprint, priority, owner, address_kind, address, batch_id, \
            record_no, accepted_at, %s, lane, rank, turn, emptied) values \
            """.formatted(COURSE_COLUMNS), "(?" + ", ?".repeat(38) + ", 0)", "id");

    private static final List<String> COURSE = List.of(COURSE_COLUMNS.split(",\\s*", -1));

    private final Database database;
    private final SealedJson sealedJson;
    private final OperationCatalog catalog;
    private final RowMapper<OrderRow> mapper = (row, number) -> map(row);

    JdbcOrderRecords(Database database, SealedJson sealedJson, OperationCatalog catalog) {
        this.database = database;
        this.sealedJson = sealedJson;
        this.catalog = catalog;
    }

    /** Values of a new row; sealing happens here, before a transaction is begun. */
    Object[] values(OrderRow row) {
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
                join(course(row), place(row)));
    }

    /** Inserts rows whose order key is new; tells the ids of those. */
    Set<String> insert(List<Object[]> rows) {
        return INSERT.insert(database.write(), rows);
    }

    /**
     * Writes what changed, so that indexes over other columns stay as they are; and the place in the queue in any case,
     * since what the plan says of an order changes with the program.
     */
    void update(OrderRow before, OrderRow after) {
        Object[] was = course(before);
        Object[] is = course(after);
        List<String> changes = new ArrayList<>();
        List<@Nullable Object> arguments = new ArrayList<>();
        for (int i = 0; i < is.length; i++) {
            if (!Objects.deepEquals(was[i], is[i])) {
                changes.add(COURSE.get(i) + " = ?");
                arguments.add(is[i]);
            }
        }
        changes.add("lane = ?, rank = ?, turn = ?");
        arguments.addAll(Arrays.asList(place(after)));
        arguments.add(after.id());
        database.writeLast("update orders set " + String.join(", ", changes) + " where id = ?", arguments.toArray());
    }

    /** Writes another address of an order; returns the order with it. */
    OrderRow move(OrderRow row, Address address) {
        database.write()
                .update(
                        "update orders set address_kind = ?, address = ? where id = ?",
                        SealedJson.kind(address),
                        sealedJson.address(address, row.id()),
                        row.id());
        return row.withAddress(address);
    }

    Optional<OrderRow> find(String id) {
        return database.read().query(SELECT + "where o.id = ?", mapper, id).stream()
                .findFirst();
    }

    Optional<OrderRow> findForUpdate(String id) {
        database.writeNow(id);
        return database.write().query(SELECT + "where o.id = ?" + forUpdate(), mapper, id).stream()
                .findFirst();
    }

    /** Orders that wait for the answer to this one; their own rows were not changed by the running transaction. */
    List<OrderRow> followers(String leader) {
        return database.write().query(SELECT + "where o.waits_for = ? order by o.id" + forUpdate(), mapper, leader);
    }

    /** Reads inside of the running transaction. */
    List<OrderRow> select(String where, Object... arguments) {
        database.writeNow();
        return database.write().query(SELECT + where, mapper, arguments);
    }

    /** Reads outside of any transaction. */
    List<OrderRow> look(String where, Object... arguments) {
        return database.read().query(SELECT + where, mapper, arguments);
    }

    RowMapper<OrderRow> mapper() {
        return mapper;
    }

    String forUpdate() {
        return database.isPostgres() ? " for update of o" : "";
    }

    String forUpdateSkipLocked() {
        return database.isPostgres() ? " for update of o skip locked" : "";
    }

    private @Nullable Object[] course(OrderRow row) {
        Course course = row.course();
        Problem problem = course.problem();
        return new @Nullable Object[] {
            course.state().word(),
            course.step(),
            course.delivering() ? 1 : 0,
            course.attempts(),
            course.tries(),
            course.failures(),
            course.unsure(),
            millis(course.enteredAt()),
            millis(course.triedAt()),
            millis(course.dueAt()),
            cut(course.why(), 1000),
            millis(course.finishedAt()),
            millis(course.deliveredAt()),
            problem == null ? null : cut(problem.code(), 100),
            problem == null ? null : cut(problem.title(), 500),
            problem == null ? null : cut(problem.detail(), 4000),
            word(course.undelivered()),
            cut(course.claimedBy(), 200),
            millis(course.leaseUntil()),
            sealedJson.findings(row.findings(), row.id()),
            row.reusedFrom(),
            row.waitsFor(),
            millis(row.askedSince()),
            millis(row.unansweredAt()),
            row.question()
        };
    }

    /** Where an order stands in the queue of its lane. */
    private Object[] place(OrderRow row) {
        Instant turn =
                row.course().turn() == null ? row.acceptedAt() : row.course().turn();
        return new Object[] {catalog.lane(row), catalog.rank(row).number(), millis(turn)};
    }

    private OrderRow map(ResultSet row) throws SQLException {
        String id = row.getString("id");
        return new OrderRow(
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
                mapCourse(row),
                sealedJson.findings(row.getBytes("findings"), id),
                row.getString("reused_from"),
                row.getString("waits_for"),
                momentOrNull(row, "asked_since"),
                momentOrNull(row, "unanswered_at"),
                momentOrNull(row, "batch_answered_at"));
    }

    private static Course mapCourse(ResultSet row) throws SQLException {
        String code = row.getString("problem_code");
        return new Course(
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
                row.getString("why"),
                momentOrNull(row, "finished_at"),
                momentOrNull(row, "delivered_at"),
                code == null
                        ? null
                        : new Problem(code, row.getString("problem_title"), row.getString("problem_detail")),
                Columns.stateOrNull(row.getString("undelivered")),
                row.getString("claimed_by"),
                momentOrNull(row, "lease_until"));
    }

    private static Object[] join(@Nullable Object[] first, @Nullable Object[] second) {
        Object[] all = new Object[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
