package org.hospitalhub.ledger;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps the numbers of orders by state, so that nobody has to count millions of rows. */
final class Counters {

    private static final int SLOTS = 16;

    private static final String TALLY = """
            insert into tallies (operation, state, slot, number) values (?, ?, ?, ?)%s \
            on conflict (operation, state, slot) do update set number = tallies.number + excluded.number""";

    private final Database database;

    Counters(Database database) {
        this.database = database;
    }

    /** Counts new orders of one operation. */
    void add(String operation, @Nullable String batch, Map<State, Long> added) {
        int slot = slot();
        new TreeMap<>(added).forEach((state, number) -> tally(operation, state, slot, number));
        if (batch != null) {
            added.forEach((state, number) -> database.write()
                    .update("update batches set %1$s = %1$s + ? where id = ?".formatted(state.word()), number, batch));
        }
    }

    /**
     * Counts one order over from one state to another. The batch comes first and the states in their order, everywhere: so
     * transactions on PostgreSQL wait for each other in one direction.
     */
    void move(OrderRow before, OrderRow after) {
        State from = before.course().state();
        State to = after.course().state();
        if (from == to) {
            return;
        }
        if (after.batch() != null) {
            database.write()
                    .update(
                            "update batches set %1$s = %1$s - 1, %2$s = %2$s + 1 where id = ?"
                                    .formatted(from.word(), to.word()),
                            after.batch());
        }
        int slot = slot();
        boolean ascending = from.compareTo(to) < 0;
        database.write()
                .update(
                        TALLY.formatted(", (?, ?, ?, ?)"),
                        after.operation(),
                        (ascending ? from : to).word(),
                        slot,
                        ascending ? -1 : 1,
                        after.operation(),
                        (ascending ? to : from).word(),
                        slot,
                        ascending ? 1 : -1);
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

    private void tally(String operation, State state, int slot, long number) {
        database.write().update(TALLY.formatted(""), operation, state.word(), slot, number);
    }

    /**
     * On PostgreSQL transactions run beside each other and should not queue for one row. A thread keeps to its slot, so that
     * a transaction of several orders takes no second one that another transaction has.
     */
    private int slot() {
        return database.isPostgres() ? Math.floorMod(Thread.currentThread().getId(), SLOTS) : 0;
    }
}
