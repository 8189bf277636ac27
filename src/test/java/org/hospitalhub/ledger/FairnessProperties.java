package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.jspecify.annotations.Nullable;

/** For any drops at any times: urgent orders go first, batches share the service, no order waits for ever. */
class FairnessProperties {

    private final LedgerFixture stage = new LedgerFixture();
    private final Map<String, String> batchOfOrder = new HashMap<>();
    private final Map<String, Integer> sizes = new HashMap<>();
    private final Map<String, Integer> left = new HashMap<>();
    private final Map<String, Integer> turnsAtDrop = new HashMap<>();
    private final Map<String, Integer> rivals = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    private @Nullable Path folder;
    private @Nullable Ledger ledger;
    private @Nullable String urgent;
    private int submissions;

    @BeforeTry
    void openLedger() throws IOException {
        folder = Files.createTempDirectory("fair");
        ledger = stage.open(new LedgerSettings(
                "jdbc:sqlite:" + folder.resolve("ledger.db"), null, null, List.of(LedgerContract.KEY)));
    }

    @AfterTry
    void closeLedger() throws IOException {
        ledger().close();
        try (Stream<Path> files = Files.walk(folder())) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    @Property(tries = 6)
    void everyOrderIsServedUrgentOnesFirstAndSmallBatchesSoon(@ForAll long seed) {
        Random random = new Random(seed);
        drop(20 + random.nextInt(15), random);
        int drops = 6;
        while (!open.isEmpty()) {
            if (drops > 0 && random.nextInt(12) == 0) {
                drops--;
                dropSomething(random);
            }
            step();
        }
        assertThat(submissions).isEqualTo(batchOfOrder.size());
    }

    private void dropSomething(Random random) {
        if (random.nextBoolean()) {
            drop(1 + random.nextInt(8), random);
        } else if (urgent == null) {
            Priority priority = random.nextBoolean() ? Priority.URGENT : Priority.NORMAL;
            String id = accept(stage.order(null).withPriority(priority), "alone");
            urgent = priority == Priority.URGENT ? id : null;
        }
    }

    private void drop(int size, Random random) {
        String operation = random.nextBoolean() ? "svc.ask" : "svc.tell";
        String name = "batch" + sizes.size();
        Batch batch =
                ledger().batches().open(operation, name, name, new Batch.Format(Batch.Kind.NDJSON, ',', List.of()));
        rivals.put(
                name, (int) left.values().stream().filter(orders -> orders > 0).count());
        sizes.put(name, size);
        left.put(name, size);
        turnsAtDrop.put(name, submissions);
        List<NewOrder> orders = new ArrayList<>();
        for (int record = 1; record <= size; record++) {
            orders.add(stage.order(name + ":" + record)
                    .withOperation(operation)
                    .withPriority(Priority.BATCH)
                    .withAddress(new Address.BatchRecord(batch.id(), record))
                    .order());
        }
        ledger().acceptance().acceptAll(batch.id(), size, orders);
        ledger().batches()
                .lines(batch.id(), 0, size)
                .forEach(line -> note(line.order().id(), name));
    }

    private String accept(Given order, String name) {
        String id = ledger().acceptance().accept(order.order()).order().id();
        note(id, name);
        return id;
    }

    private void note(String id, String batch) {
        batchOfOrder.put(id, batch);
        open.add(id);
    }

    /** One request, or on to the moment at which one may be. */
    private void step() {
        Claims.Claim claim = ledger().claims().claim("svc", "node", stage.now());
        if (claim instanceof Claims.Claim.NotYet notYet) {
            assertThat(notYet.next())
                    .as("something waits, so a moment is returned")
                    .isNotNull();
            stage.advance(Duration.between(stage.now(), notYet.next() == null ? Instant.MAX : notYet.next()));
            return;
        }
        ClaimedStep work = ((Claims.Claim.Claimed) claim).work();
        String id = work.order().id();
        if ("submit".equals(work.step())) {
            submissions++;
            submitted(id);
            ledger().claims().record(work, stage.nextPollRipeAfter(Duration.ofSeconds(15)), stage.now());
        } else {
            ledger().claims().record(work, stage.done("yes"), stage.now());
            open.remove(id);
        }
    }

    private void submitted(String id) {
        if (urgent != null) {
            assertThat(id).as("the urgent order goes first").isEqualTo(urgent);
            urgent = null;
        }
        String batch = batchOfOrder.getOrDefault(id, "alone");
        if (left.merge(batch, -1, Integer::sum) == 0) {
            int size = sizes.getOrDefault(batch, 0);
            int turns = submissions - turnsAtDrop.getOrDefault(batch, 0);
            // Its own turns, as many of each batch that was there before or came later, and single orders.
            int fair = size * (rivals.getOrDefault(batch, 0) + 1 + 6) + 12;
            assertThat(turns).as("turns until %s of %d was served", batch, size).isLessThanOrEqualTo(fair);
        }
    }

    private Ledger ledger() {
        return java.util.Objects.requireNonNull(ledger);
    }

    private Path folder() {
        return java.util.Objects.requireNonNull(folder);
    }
}
