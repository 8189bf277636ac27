package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hospitalhub.pacing.Budget;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it costs acceptance that orders are found by whom they are about: the same file with patients and without. */
@Tag("slow")
class SubjectIndexCostTest {

    private static final int CHUNK = 1_000;

    private final LedgerFixture stage = new LedgerFixture(Budget.unlimited("svc"));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void ordersAreAcceptedNearlyAsFastWithTheirPatientsAsWithout() {
        int rows = Integer.getInteger("hub.test.rows", 50_000);
        try (Ledger ledger = stage.open(LedgerSettings.sqlite(folder.resolve("ledger.db"), LedgerContract.KEY))) {
            seconds(ledger, "warm", "patient", 20_000);
            double without = 0;
            double with = 0;
            for (int round = 0; round < 3; round++) {
                without += seconds(ledger, "without" + round, "nobody", rows);
                with += seconds(ledger, "with" + round, "patient", rows);
            }
            System.out.printf(
                    "%,.0f rows/s without, %,.0f rows/s with a subject each; load %.1f%n",
                    3 * rows / without,
                    3 * rows / with,
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
            assertThat(with / without).isLessThan(2);
        }
    }

    private double seconds(Ledger ledger, String name, String field, int rows) {
        Batch batch = ledger.batches()
                .open("svc.ask", name, name + ".csv", new Batch.Format(Batch.Kind.CSV, ';', List.of("a")));
        long started = System.nanoTime();
        for (int from = 0; from < rows; from += CHUNK) {
            List<NewOrder> orders = new ArrayList<>();
            for (int record = from + 1; record <= from + CHUNK; record++) {
                orders.add(new NewOrder(
                        "svc.ask",
                        "file:" + batch.id() + ":" + record,
                        Priority.BATCH,
                        "file",
                        "{\"%s\":{\"familyName\":\"%s %d\"},\"text\":\"%s\"}"
                                .formatted(field, name, record, "x".repeat(600))
                                .getBytes(StandardCharsets.UTF_8),
                        List.of(),
                        JsonNodeFactory.instance.objectNode().put("q", name + record),
                        new Address.BatchRecord(batch.id(), record),
                        null));
            }
            // Every chunk has its moment, as it has in a hub.
            stage.advance(java.time.Duration.ofMillis(50));
            ledger.acceptance().acceptAll(batch.id(), from + CHUNK, orders);
        }
        return (System.nanoTime() - started) / 1e9;
    }
}
