package org.hospitalhub.ledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.ledger.LedgerContract;
import org.hospitalhub.ledger.LedgerFixture;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.PostgresForTests;
import org.hospitalhub.ledger.State;
import org.hospitalhub.ledger.audit.AuditFilter;
import org.hospitalhub.ledger.database.Database;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must not become slower with the number of orders goes by an index, on both databases. */
class QueryPlanTest {

    private static final List<String> OTHERS = List.of(
            "select left_at, ended_at from calls where budget = ? and ended_at is null"
                    + " union all select left_at, ended_at from calls where budget = ? and ended_at > ?",
            "delete from calls where budget = ? and ended_at < ?",
            JdbcNumbers.OLDEST,
            "select lower_ms from answer_times where operation = ? order by ordered_at desc limit 10",
            JdbcOrderRecords.SELECT + "where o.waits_for = ?",
            "select min(turn) from orders where lane = ? and priority = ? and rank = 3 and due_at is not null",
            "select asked_since from orders where lane = ? and rank = 1 and due_at is not null and rank < 3"
                    + " and batch_id = ? and asked_since is not null limit 10",
            PollRescheduler.DUE,
            JdbcOrderRecords.SELECT + "where o.batch_id = ? and o.record_no > ? order by o.record_no limit 10",
            JdbcOrderRecords.SELECT + "where o.operation = ? order by o.id desc limit 10",
            JdbcOrderRecords.SELECT + "where o.state = 'completed' order by o.id desc limit 10",
            JdbcOrderRecords.SELECT + "where o.operation = ? and o.state = 'completed' order by o.id desc limit 10",
            JdbcSubjectIndex.FIND.substring(0, JdbcSubjectIndex.FIND.indexOf("order by")),
            "delete from subjects where order_id = ?",
            JdbcOrderRecords.SELECT + "where o.lease_until is not null and (o.lease_until <= ? or o.claimed_by = ?)");

    private final LedgerFixture stage = new LedgerFixture();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void sqliteGoesByAnIndexAndSortsNothing() {
        LedgerSettings settings = LedgerSettings.sqlite(folder.resolve("ledger.db"), LedgerContract.KEY);
        stage.open(settings).close();
        try (Database database = Database.open(settings)) {
            for (String sql : queries()) {
                // Its condition is the query's, and its order too: that scan ends with the page.
                String plan = plan(database, "explain query plan " + sql)
                                .replace(
                                        "SCAN orders USING COVERING INDEX orders_completed", "PAGE OF orders_completed")
                                .replace("SCAN o USING INDEX orders_completed", "PAGE OF orders_completed")
                        + "\n";
                assertThat(plan)
                        .as(sql)
                        .doesNotContain(
                                "SCAN o",
                                "SCAN orders",
                                "SCAN calls",
                                "SCAN answer_times",
                                "SCAN audit\n",
                                "TEMP B-TREE FOR ORDER");
            }
        }
    }

    /** A person's rare actions are found without reading all of the person's entries, or all of that action. */
    @Test
    void theAuditGoesByTheIndexOfAllThatIsAskedFor() {
        LedgerSettings settings = LedgerSettings.sqlite(folder.resolve("ledger.db"), LedgerContract.KEY);
        stage.open(settings).close();
        try (Database database = Database.open(settings)) {
            assertThat(plan(database, "explain query plan " + audit("w", null, null)))
                    .contains("audit_who (who=?");
            assertThat(plan(database, "explain query plan " + audit(null, "d", null)))
                    .contains("audit_what (what=? AND number>? AND number<?)");
            assertThat(plan(database, "explain query plan " + audit("w", "d", null)))
                    .contains("audit_who_what (who=? AND what=? AND number>? AND number<?)");
            assertThat(plan(database, "explain query plan " + audit("w", "d", "o")))
                    .contains("audit_order (order_id=?");
        }
    }

    private static String audit(@Nullable String who, @Nullable String what, @Nullable String order) {
        return new AuditFilter(new Audit.Query(who, what, order, Instant.EPOCH, null, null)).page();
    }

    @Test
    void postgresqlCanGoByAnIndexAndSortsNothing() {
        LedgerSettings shared = PostgresForTests.shared("plans", LedgerContract.KEY);
        LedgerSettings settings = new LedgerSettings(
                shared.url() + "&options=-c%20enable_seqscan=off%20-c%20enable_bitmapscan=off",
                shared.user(),
                shared.password(),
                shared.keys());
        stage.open(settings).close();
        try (Database database = Database.open(settings)) {
            for (String sql : queries()) {
                assertThat(plan(database, "explain " + sql))
                        .as(sql)
                        .doesNotContain(
                                "Seq Scan on orders",
                                "Seq Scan on calls",
                                "Seq Scan on answer_times",
                                "Seq Scan on audit")
                        .doesNotContain("Sort ");
            }
        }
    }

    private static List<String> queries() {
        return Stream.of(LaneQueue.queries(), OTHERS.stream(), pages().stream(), audit().stream())
                .flatMap(queries -> queries)
                .toList();
    }

    /** Every combination that a list of orders can be asked for, in part: the ids of a page. */
    private static List<String> pages() {
        List<String> pages = new ArrayList<>();
        for (State state : State.values()) {
            pages.add(page(new Orders.Query(null, state, null, null, null)));
            pages.add(page(new Orders.Query("o", state, null, null, null)));
            pages.add(page(new Orders.Query(null, state, "b", null, null)));
            pages.add(page(new Orders.Query(null, state, null, null, "w")));
            pages.add(page(new Orders.Query(null, state, null, null, null)
                    .within(Instant.EPOCH, Instant.EPOCH.plusSeconds(1))));
        }
        pages.add(page(new Orders.Query("o", State.PARKED, null, null, null, "CODE")));
        pages.add(page(new Orders.Query(null, null, null, null, "w")));
        pages.add(OrderFilter.OWNERS);
        return pages;
    }

    /** Every combination that the audit can be asked for. */
    private static List<String> audit() {
        List<String> audit = new ArrayList<>(List.of(AuditFilter.ACTIONS));
        for (int asked = 0; asked < 32; asked++) {
            AuditFilter filter = new AuditFilter(new Audit.Query(
                    (asked & 1) == 0 ? null : "w",
                    (asked & 2) == 0 ? null : "d",
                    (asked & 4) == 0 ? null : "o",
                    (asked & 8) == 0 ? null : Instant.EPOCH,
                    null,
                    (asked & 16) == 0 ? null : 7L));
            audit.add(filter.page());
            if (!filter.window().isEmpty()) {
                audit.add(filter.window());
            }
        }
        return audit;
    }

    /** Without the text around it, which has its page by the primary key and sorts no more than a page. */
    private static String page(Orders.Query query) {
        String sql = new OrderFilter(query, null, List.of()).page();
        return sql.substring(sql.indexOf("(select id") + 1, sql.indexOf("offset ?)") + "offset ?".length());
    }

    /** The plan in words; on PostgreSQL the numbers stand in for the parameters, whose types it must know. */
    private static String plan(Database database, String sql) {
        List<String> words = new ArrayList<>();
        Object[] arguments;
        String explained = sql;
        if (database.isPostgres()) {
            explained = sql.replace("'' = ?", "'' = 'x'")
                    .replace("id >= ?", "id >= '0'")
                    .replace("id < ?", "id < '1'")
                    .replaceAll(
                            "(lane|operation|budget|waits_for|batch_id|claimed_by|order_id|order_key|owner|problem_code|who|what) = \\?",
                            "$1 = 'x'")
                    .replace("?", "1");
            arguments = new Object[0];
        } else {
            int parameters = (int) sql.chars().filter(letter -> letter == '?').count();
            arguments = Collections.nCopies(parameters, 1).toArray();
        }
        for (Map<String, Object> row : database.write().queryForList(explained, arguments)) {
            row.values().forEach(value -> words.add(String.valueOf(value)));
        }
        return String.join("\n", words);
    }
}
