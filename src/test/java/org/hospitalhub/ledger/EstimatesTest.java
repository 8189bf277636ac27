package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.hospitalhub.pacing.Budget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Estimated ends of queues and batches, compared with the real ends. */
class EstimatesTest {

    private static final LedgerSettings NOWHERE = LedgerSettings.sqlite(Path.of("nowhere"), LedgerContract.KEY);

    private final LedgerFixture stage =
            new LedgerFixture(new Budget("svc", 60, Duration.ofMinutes(1), Duration.ZERO, 0, Duration.ZERO));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private LedgerSettings settings = NOWHERE;

    @SuppressWarnings("NullAway.Init")
    private Ledger ledger;

    @BeforeEach
    void open() {
        settings = LedgerSettings.sqlite(folder.resolve("ledger.db"), LedgerContract.KEY);
        ledger = stage.open(settings);
    }

    /** Ten answers, so that the time which the service takes is known. */
    private void learn() {
        for (int order = 0; order < 10; order++) {
            for (String operation : List.of("svc.ask", "svc.tell")) {
                accept(operation, 1);
                stage.complete(ledger);
                stage.advance(Duration.ofSeconds(10));
            }
        }
    }

    @Test
    void theEndIsNotKnownBeforeTheServiceHasAnswered() {
        Batch batch = batch(40);
        assertThat(standing().expectedEnds()).isEmpty();
        assertThat(ledger.batches().find(batch.id()).map(Batch::expectedEnd)).isEmpty();
        for (int order = 0; order < 4; order++) {
            stage.complete(ledger);
        }
        assertThat(ledger.batches().find(batch.id()).map(Batch::expectedEnd)).isPresent();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void theExpectedEndOfAQueueFollowsFromTheBudget() {
        learn();
        accept("svc.ask", 300);
        Instant end = Objects.requireNonNull(standing().expectedEnd());
        assertThat(end).isAfter(stage.now().plus(Duration.ofMinutes(10)));
    }

    @Test
    void operationsOfOneServiceShareItsBudget() {
        learn();
        accept("svc.ask", 300);
        Instant alone = end("svc.ask");
        accept("svc.tell", 100);
        assertThat(end("svc.ask")).isAfter(alone);
        assertThat(end("svc.tell")).isBefore(end("svc.ask"));
    }

    @Test
    void aPausedServiceHasNoExpectedEnd() {
        accept("svc.ask", 3);
        ledger.services().pause("svc", "olga", "maintenance", stage.now());
        assertThat(standing().expectedEnd()).isNull();
    }

    @Test
    void aServiceWithoutOpenOrdersHasNoEnd() {
        assertThat(standing().expectedEnds()).isEmpty();
    }

    @Test
    void theErrorOfABatchsFirstEstimateIsKept() {
        learn();
        Batch batch = batch(4);
        Duration estimated = Duration.between(
                stage.now(),
                ledger.batches().find(batch.id()).map(Batch::expectedEnd).orElseThrow());
        for (int order = 0; order < 4; order++) {
            stage.complete(ledger);
        }
        ledger.close();
        ledger = stage.open(settings);
        assertThat(ledger.numbers().estimateErrors()).isEmpty();
        stage.advance(Duration.ofSeconds(30));
        assertThat(ledger.batches().claimAnswer("node", stage.now())).isPresent();
        double error = Math.abs(estimated.toMillis() - 40_000) / 40_000.0;
        assertThat(ledger.numbers().estimateErrors().get("svc.ask")).isCloseTo(error, within(0.001));
    }

    private Batch batch(int records) {
        Batch batch = ledger.batches()
                .open("svc.ask", "c0ffee", "a.csv", new Batch.Format(Batch.Kind.CSV, ';', List.of("a")));
        List<NewOrder> orders = IntStream.rangeClosed(1, records)
                .mapToObj(record -> stage.order("file:" + record)
                        .withAddress(new Address.BatchRecord(batch.id(), record))
                        .order())
                .toList();
        ledger.acceptance().acceptAll(batch.id(), records, orders);
        ledger.batches().markComplete(batch.id());
        return batch;
    }

    private void accept(String operation, int orders) {
        for (int order = 0; order < orders; order++) {
            ledger.acceptance()
                    .accept(stage.order(operation + order + stage.now())
                            .withOperation(operation)
                            .order());
        }
    }

    private Services.ServiceStatus standing() {
        return ledger.services().all(stage.now()).get(0);
    }

    private Instant end(String operation) {
        return Objects.requireNonNull(standing().expectedEnds().get(operation));
    }
}
