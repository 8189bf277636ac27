package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hospitalhub.ledger.Orders.Query;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.pacing.Budget;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Claim, count and list beside few orders and beside very many, in one run: half of these ended long ago, half wait.
 *
 * <p>Command and last figures: docs/measured.md. The rows are copies made by the database itself; so many could not be
 * accepted one by one in the time of a test.
 */
@Tag("slow")
class LedgerSizeTest {

    private static final int FEW = 10_000;
    private static final int MANY = Integer.getInteger("hub.test.orders", 10_000_000);
    private static final int AT_ONCE = 250_000;
    private static final int TIMES = 100;
    private static final int PAGE = 50;

    private final LedgerFixture stage = new LedgerFixture(Budget.unlimited("svc"));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void onSqlite() {
        compare("SQLite", LedgerSettings.sqlite(folder.resolve("ledger.db"), LedgerContract.KEY));
    }

    @Test
    void onPostgresql() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgres"))
                .setServerConfig("max_wal_size", "4GB")
                .start()) {
            compare(
                    "PostgreSQL",
                    new LedgerSettings(
                            postgres.getJdbcUrl("postgres", "postgres"),
                            "postgres",
                            "postgres",
                            List.of(LedgerContract.KEY)));
        }
    }

    private void compare(String name, LedgerSettings settings) {
        Map<String, Double> few;
        try (Ledger ledger = stage.open(settings)) {
            LedgerThroughputTest.acceptAll(ledger, "few", FEW);
            for (int i = 0; i < PAGE; i++) {
                stage.complete(ledger);
            }
            measure(ledger);
            few = measure(ledger);
        }
        long started = System.nanoTime();
        try (Database database = Database.open(settings)) {
            multiply(database);
        }
        System.out.printf("%s: %d orders filled in in %.0f s%n", name, MANY, (System.nanoTime() - started) / 1e9);
        try (Ledger ledger = stage.open(settings)) {
            measure(ledger);
            Map<String, Double> many = measure(ledger);
            few.forEach((what, before) -> System.out.printf(
                    "%s, %s: %.3f ms beside %d orders, %.3f ms beside %d, ratio %.2f%n",
                    name, what, before, FEW, many.get(what), FEW + MANY, many.get(what) / before));
            System.out.printf(
                    "load average %.1f%n",
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
            few.forEach((what, before) ->
                    assertThat(many.get(what) / before).as(name + ", " + what).isLessThan(2.0));
        }
    }

    /** Medians in milliseconds. */
    private Map<String, Double> measure(Ledger ledger) {
        Map<String, Double> medians = new LinkedHashMap<>();
        String batch = ledger.batches().newest(1).get(0).batch().id();
        medians.put("claim", median(() -> stage.claim(ledger)));
        medians.put("claim and record", median(() -> ledger.claims()
                .record(stage.claim(ledger), stage.nextPoll(), stage.now())));
        medians.put(
                "count by operation and state", median(() -> ledger.numbers().orders()));
        medians.put("services with their counts", median(() -> ledger.services().all(stage.now())));
        for (Query query : List.of(
                new Query(null, null, null, null, null),
                new Query("svc.ask", null, null, null, null),
                new Query(null, State.ACCEPTED, null, null, null),
                new Query("svc.ask", State.WAITING, null, null, null),
                new Query(null, State.COMPLETED, null, null, null),
                new Query("svc.ask", State.COMPLETED, null, null, null),
                new Query(null, null, batch, null, null),
                new Query(null, null, null, null, "file"))) {
            medians.put("list " + query, median(() -> ledger.orders().list(query, 0, PAGE)));
        }
        return medians;
    }

    private static double median(Runnable work) {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            long started = System.nanoTime();
            work.run();
            times.add(System.nanoTime() - started);
        }
        return times.stream().sorted().skip(TIMES / 2).findFirst().orElse(0L) / 1e6;
    }

    private static void multiply(Database database) {
        Map<String, String> indexes = indexes(database);
        indexes.keySet().forEach(index -> database.write().execute("drop index " + index));
        for (int from = 0; from < MANY / 2; from += AT_ONCE) {
            int count = Math.min(AT_ONCE, MANY / 2 - from);
            copy(
                    database,
                    "0",
                    from,
                    count,
                    Map.of("state", "'completed'", "due_at", "null", "finished_at", "t.accepted_at"));
            copy(database, "f", from, count, Map.of("turn", "t.turn + 100000 + n.i"));
        }
        indexes.values().forEach(database.write()::execute);
        database.write().update("update tallies set number = number + ? where state = 'accepted'", MANY / 2);
        // A page of completed orders is there, in one slot or several.
        database.write()
                .update(
                        "update tallies set number = number + ? where state = 'completed' and slot ="
                                + " (select min(slot) from tallies where state = 'completed')",
                        MANY / 2);
        if (database.isPostgres()) {
            database.write().execute("vacuum analyze orders");
        }
    }

    private static Map<String, String> indexes(Database database) {
        String sql = database.isPostgres()
                ? "select indexname, indexdef from pg_indexes where tablename = 'orders'"
                        + " and indexname not in ('orders_pkey', 'orders_order_key_key')"
                : "select name, sql from sqlite_master where type = 'index' and tbl_name = 'orders' and sql is not null";
        Map<String, String> indexes = new LinkedHashMap<>();
        database.write().query(sql, row -> {
            indexes.put(row.getString(1), row.getString(2));
        });
        return indexes;
    }

    /** Copies the newest row so many times, each copy with a key and a question of its own. */
    private static void copy(Database database, String prefix, int from, int count, Map<String, String> changes) {
        List<String> columns = database.write().query("select * from orders limit 1", rows -> {
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                names.add(rows.getMetaData().getColumnName(i));
            }
            return names;
        });
        Map<String, String> values = new LinkedHashMap<>(changes);
        values.put("id", "'" + prefix + "' || (1000000000 + n.i)");
        values.put("order_key", "'" + prefix + "' || (1000000000 + n.i)");
        values.put(
                "question", database.isPostgres() ? "decode(md5('" + prefix + "' || n.i), 'hex')" : "randomblob(16)");
        values.put("record_no", "n.i");
        values.put("batch_id", "'" + prefix + "'");
        String selected = String.join(
                ", ",
                columns.stream()
                        .map(column -> values.getOrDefault(column, "t." + column))
                        .collect(Collectors.toList()));
        database.write()
                .update(
                        "insert into orders (" + String.join(", ", columns) + ") with recursive n(i) as (select " + from
                                + " union all select i + 1 from n where i < " + (from + count - 1) + ") select "
                                + selected
                                + " from n cross join (select * from orders where state = 'accepted' order by id desc limit 1) t");
    }
}
