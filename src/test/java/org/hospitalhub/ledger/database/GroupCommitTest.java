package org.hospitalhub.ledger.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.hospitalhub.ledger.LedgerContract;
import org.hospitalhub.ledger.LedgerFixture;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.pacing.Budget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers of SQLite that wait while another one writes. */
@SuppressWarnings("NullAway.Init")
class GroupCommitTest {

    private static final int CALLERS = 20;

    @TempDir
    Path folder;

    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS + 1);
    private final AtomicInteger interrupted = new AtomicInteger();
    private Database database;

    @BeforeEach
    void open() {
        LedgerSettings settings = LedgerSettings.sqlite(folder.resolve("ledger.db"), LedgerContract.KEY);
        new LedgerFixture(Budget.unlimited("svc")).open(settings).close();
        database = Database.open(settings);
    }

    @AfterEach
    void close() {
        callers.shutdownNow();
        database.close();
    }

    @Test
    void waitingWritersAreWrittenByOneOfThem() throws Exception {
        Set<Thread> writers = ConcurrentHashMap.newKeySet();
        for (Future<Boolean> caller : whileSomebodyWrites(n -> {
            writers.add(Thread.currentThread());
            return write(n);
        })) {
            assertThat(caller.get()).isTrue();
        }
        assertThat(written()).isEqualTo(CALLERS);
        assertThat(writers).hasSize(1);
    }

    @Test
    void aFailureTakesBackOnlyItsOwnWork() throws Exception {
        List<Future<Boolean>> all = whileSomebodyWrites(n -> {
            write(n);
            if (n % 5 == 0) {
                throw new IllegalArgumentException("caller " + n);
            }
            return true;
        });
        for (int n = 0; n < CALLERS; n++) {
            Future<Boolean> caller = all.get(n);
            if (n % 5 == 0) {
                assertThatThrownBy(caller::get)
                        .isInstanceOf(ExecutionException.class)
                        .hasRootCauseMessage("caller " + n);
            } else {
                assertThat(caller.get()).isTrue();
            }
        }
        assertThat(written()).isEqualTo(CALLERS - CALLERS / 5);
    }

    @Test
    void everyReaderSeesAnAcknowledgedWrite() throws Exception {
        List<Future<Boolean>> all = whileSomebodyWrites(n -> write(n));
        for (int n = 0; n < CALLERS; n++) {
            assertThat(all.get(n).get()).isTrue();
            assertThat(database.read()
                            .queryForObject("select count(*) from pauses where service = ?", Integer.class, "s" + n))
                    .isEqualTo(1);
        }
    }

    @Test
    void aCallerThatIsInterruptedWritesFirstAndIsStillInterrupted() throws Exception {
        List<Future<Boolean>> all = whileSomebodyWrites(n -> write(n), waiting -> waiting.forEach(Thread::interrupt));
        for (Future<Boolean> caller : all) {
            assertThat(caller.get()).isTrue();
        }
        assertThat(written()).isEqualTo(CALLERS);
        assertThat(interrupted).hasValue(CALLERS);
    }

    private interface ClaimedStep {
        boolean of(int caller);
    }

    /** Lets everybody call while the first one holds the database. */
    private List<Future<Boolean>> whileSomebodyWrites(ClaimedStep work) throws Exception {
        return whileSomebodyWrites(work, waiting -> {});
    }

    private List<Future<Boolean>> whileSomebodyWrites(ClaimedStep work, Consumer<Set<Thread>> meanwhile)
            throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Future<?> first = callers.submit(() -> database.transact(() -> {
            writing.countDown();
            await(goOn);
            return true;
        }));
        await(writing);
        Set<Thread> waiting = ConcurrentHashMap.newKeySet();
        List<Future<Boolean>> all = IntStream.range(0, CALLERS)
                .mapToObj(n -> callers.submit(() -> {
                    waiting.add(Thread.currentThread());
                    boolean answer = database.transact(() -> work.of(n));
                    if (Thread.interrupted()) {
                        interrupted.incrementAndGet();
                    }
                    return answer;
                }))
                .toList();
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> waiting.size() == CALLERS
                        && waiting.stream().allMatch(caller -> caller.getState() == Thread.State.WAITING));
        meanwhile.accept(waiting);
        goOn.countDown();
        first.get();
        return all;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean write(int caller) {
        return database.write()
                        .update("insert into pauses (service, who, why, since) values (?, '', '', 0)", "s" + caller)
                == 1;
    }

    private int written() {
        Integer count = database.read().queryForObject("select count(*) from pauses", Integer.class);
        return count == null ? 0 : count;
    }
}
