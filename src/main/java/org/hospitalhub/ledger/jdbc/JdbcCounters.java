package org.hospitalhub.ledger.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hospitalhub.ledger.State;
import org.hospitalhub.ledger.database.Columns;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.lifecycle.OrderRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Keeps the numbers of orders by state, so that millions of rows need not be counted.
 *
 * <p>Every order of a batch changes the same few rows. So a transaction, which may carry many orders, adds its changes up and
 * writes each number once, as the last thing it does: others wait for these rows no longer than its commit takes.
 */
final class JdbcCounters {

    private static final int SLOTS = 16;

    private static final String TALLY = """
            insert into tallies (operation, state, slot, number) values (?, ?, ?, ?) \
            on conflict (operation, state, slot) do update set number = tallies.number + excluded.number""";

    private static final String DUE = """
            update batch_files set due_at = ? where batch_id = ? and answered_at is null and exists (\
            select 1 from batches where id = ? and sealed = 1 and accepted + working + waiting = 0)""";

    private final Database database;

    JdbcCounters(Database database) {
        this.database = database;
    }

    /** Counts new orders of one operation. Runs in a transaction. */
    void add(String operation, @Nullable String batch, Map<State, Long> added) {
        added.forEach((state, number) -> changes().count(operation, batch, state, number));
    }

    /** Counts one order over from one state to another. Runs in a transaction. */
    void move(OrderRecord before, OrderRecord after) {
        changes().count(after.operation(), after.batch(), before.state(), -1);
        changes().count(after.operation(), after.batch(), after.state(), 1);
    }

    /** Makes the result files of a batch due, once it is sealed and none of its orders is open, when this transaction ends. */
    void answerWhenEnded(String batch, Instant now) {
        changes().answers.put(batch, now);
    }

    /** Orders by state, of one operation or of all. */
    Map<State, Long> count(@Nullable String operation) {
        String where = operation == null ? "" : " where operation = ?";
        Object[] arguments = operation == null ? new Object[0] : new Object[] {operation};
        Map<State, Long> counts = new EnumMap<>(State.class);
        List<Map.Entry<State, Long>> rows = database.read()
                .query(
                        "select state, sum(number) as orders from tallies" + where + " group by state",
                        (row, n) -> Map.entry(Columns.state(row.getString("state")), row.getLong("orders")),
                        arguments);
        rows.stream().filter(row -> row.getValue() != 0).forEach(row -> counts.put(row.getKey(), row.getValue()));
        return counts;
    }

    private Changes changes() {
        if (TransactionSynchronizationManager.getResource(this) instanceof Changes there) {
            return there;
        }
        Changes changes = new Changes();
        TransactionSynchronizationManager.registerSynchronization(changes);
        TransactionSynchronizationManager.bindResource(this, changes);
        return changes;
    }

    /** The changes of one transaction, written in a fixed order, so that transactions do not deadlock. */
    private final class Changes implements TransactionSynchronization {

        private final SortedMap<String, SortedMap<State, Long>> ofBatches = new TreeMap<>();
        private final SortedMap<String, SortedMap<State, Long>> ofOperations = new TreeMap<>();
        private final SortedMap<String, Instant> answers = new TreeMap<>();

        void count(String operation, @Nullable String batch, State state, long number) {
            count(ofOperations, operation, state, number);
            if (batch != null) {
                count(ofBatches, batch, state, number);
            }
        }

        private static void count(SortedMap<String, SortedMap<State, Long>> in, String key, State state, long number) {
            SortedMap<State, Long> states = in.computeIfAbsent(key, none -> new TreeMap<>());
            states.merge(state, number, Long::sum);
            states.values().removeAll(Collections.singleton(0L));
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            ofBatches.forEach(this::writeBatch);
            answers.forEach((batch, now) -> database.write().update(DUE, now.toEpochMilli(), batch, batch));
            int slot = slot();
            ofOperations.forEach((operation, states) -> states.forEach(
                    (state, number) -> database.write().update(TALLY, operation, state.word(), slot, number)));
        }

        private void writeBatch(String batch, SortedMap<State, Long> states) {
            if (!states.isEmpty()) {
                String set = states.keySet().stream()
                        .map(state -> "%1$s = %1$s + ?".formatted(state.word()))
                        .collect(Collectors.joining(", "));
                List<Object> arguments = new ArrayList<>(states.values());
                arguments.add(batch);
                database.write().update("update batches set " + set + " where id = ?", arguments.toArray());
            }
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResource(JdbcCounters.this);
        }
    }

    /** On PostgreSQL transactions run beside each other and should not queue for one row. */
    private int slot() {
        return database.isPostgres() ? Math.floorMod(Thread.currentThread().getId(), SLOTS) : 0;
    }
}
