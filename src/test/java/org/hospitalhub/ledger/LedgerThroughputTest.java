package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.pacing.Budget;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How fast the ledger is: prints figures, and fails only where a promise is broken. */
@Tag("slow")
class LedgerThroughputTest {

    private static final int IN_ONE_TRANSACTION = 1_000;
    private static final byte[] PAYLOAD =
            "{\"text\":\"%s\"}".formatted("x".repeat(600)).getBytes(StandardCharsets.UTF_8);

    private final LedgerFixture stage = new LedgerFixture(Budget.unlimited("svc"));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void sqliteAcceptsNearlyAsFastAsItsOwnInserts() throws SQLException {
        LedgerSettings settings = LedgerSettings.sqlite(folder.resolve("ledger.db"), LedgerContract.KEY);
        LedgerSettings plain = LedgerSettings.sqlite(folder.resolve("plain.db"), LedgerContract.KEY);
        int rows = Integer.getInteger("hub.test.rows", 50_000);
        stage.open(plain).close();
        try (Ledger ledger = stage.open(settings)) {
            acceptAll(ledger, "warm", 20_000);
            double rate = acceptAll(ledger, "measured", rows);
            double reference = reference(settings, plain, rows);
            load();
            System.out.printf("sqlite: %.2f of the rate of plain JDBC inserts of the same rows%n", rate / reference);
            steps("sqlite", ledger, 500);
            assertThat(rate / reference).isGreaterThan(0.25);
        }
    }

    @Test
    void aClaimTakesNoLongerBehindManyMoreOrders() {
        LedgerSettings settings = LedgerSettings.sqlite(folder.resolve("ledger.db"), LedgerContract.KEY);
        try (Ledger ledger = stage.open(settings)) {
            acceptAll(ledger, "few", 10_000);
            steps("warm", ledger, 500);
            double few = steps("10,000 orders", ledger, 500);
            acceptAll(ledger, "many", Integer.getInteger("hub.test.orders", 300_000));
            double many = steps("many orders", ledger, 500);
            load();
            assertThat(many / few).isLessThan(2.0);
        }
    }

    private static void load() {
        System.out.printf(
                "load average %.1f%n",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** Writes the rows that we wrote once more, with nothing but JDBC, in transactions of the same size. */
    private static double reference(LedgerSettings from, LedgerSettings to, int rows) throws SQLException {
        try (Database source = Database.open(from);
                Database target = Database.open(to)) {
            long nanos = 0;
            for (int offset = 20_000; offset < 20_000 + rows; offset += IN_ONE_TRANSACTION) {
                String page = " limit " + IN_ONE_TRANSACTION + " offset " + offset;
                List<Object[]> orders = source.read().query("select * from orders" + page, LedgerThroughputTest::cells);
                List<Object[]> payloads =
                        source.read().query("select * from papers" + page, LedgerThroughputTest::cells);
                long started = System.nanoTime();
                target.transact(() -> {
                    target.write().batchUpdate(insert("orders", orders), orders);
                    target.write().batchUpdate(insert("papers", payloads), payloads);
                    return true;
                });
                nanos += System.nanoTime() - started;
            }
            double rate = rows * 1e9 / nanos;
            System.out.printf("plain JDBC: %.0f rows/s%n", rate);
            return rate;
        }
    }

    private static Object[] cells(ResultSet row, int number) throws SQLException {
        Object[] cells = new Object[row.getMetaData().getColumnCount()];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = row.getObject(i + 1);
        }
        return cells;
    }

    private static String insert(String table, List<Object[]> rows) {
        return "insert into " + table + " values (?" + ", ?".repeat(rows.get(0).length - 1) + ")";
    }

    @Test
    void postgresIsMeasuredToo() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
                Ledger ledger = stage.open(new LedgerSettings(
                        postgres.getJdbcUrl("postgres", "postgres"),
                        "postgres",
                        "postgres",
                        List.of(LedgerContract.KEY)))) {
            acceptAll(ledger, "warm", 10_000);
            acceptAll(ledger, "measured", 50_000);
            steps("postgres", ledger, 500);
        }
    }

    static double acceptAll(Ledger ledger, String name, int rows) {
        Batch batch = ledger.batches()
                .open("svc.ask", name, name + ".csv", new Batch.Format(Batch.Kind.CSV, ';', List.of("a")));
        long started = System.nanoTime();
        long processor = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int from = 0; from < rows; from += IN_ONE_TRANSACTION) {
            List<NewOrder> orders = new ArrayList<>();
            for (int record = from + 1; record <= from + IN_ONE_TRANSACTION; record++) {
                orders.add(new NewOrder(
                        "svc.ask",
                        "file:" + batch.id() + ":" + record,
                        Priority.BATCH,
                        "file",
                        PAYLOAD,
                        List.of(),
                        JsonNodeFactory.instance.objectNode().put("q", name + record),
                        new Address.BatchRecord(batch.id(), record),
                        "some;cells;as;given".getBytes(StandardCharsets.UTF_8)));
            }
            ledger.acceptance().acceptAll(batch.id(), from + IN_ONE_TRANSACTION, orders);
        }
        double rate = rows * 1e9 / (System.nanoTime() - started);
        double busy = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - processor) / 1e9;
        System.out.printf(
                "%s: %d rows accepted, %.0f rows/s, %.0f rows per second of processor%n",
                name, rows, rate, rows / busy);
        return rate;
    }

    private double steps(String name, Ledger ledger, int number) {
        long started = System.nanoTime();
        long claiming = 0;
        for (int i = 0; i < number; i++) {
            long before = System.nanoTime();
            ClaimedStep work = stage.claim(ledger);
            claiming += System.nanoTime() - before;
            ledger.claims().record(work, stage.nextPoll(), stage.now());
        }
        double rate = number * 1e9 / (System.nanoTime() - started);
        System.out.printf("%s: claim + record %.0f/s, a claim takes %.2f ms%n", name, rate, claiming / 1e6 / number);
        return (double) claiming / number;
    }
}
