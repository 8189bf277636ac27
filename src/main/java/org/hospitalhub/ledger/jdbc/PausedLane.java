package org.hospitalhub.ledger.jdbc;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.lifecycle.OrderRecord;

/**
 * The lane {@code ~<operation>} in which the orders of a paused operation wait. Nothing is claimed from it, so that a look into
 * the service's lane stays the first entry of an index however many of them there are. They are put there when they come up, and
 * keep their turn.
 */
final class PausedLane {

    private static final int CHUNK = 500;

    /**
     * The rows are found by the index of what is due; joined to an empty text a column is not looked up in another index,
     * which would lead through all that has ended.
     */
    private static final String MOVE = """
            update orders set lane = ? where lane || '' = ? and due_at is not null and id in (\
            select id from orders where lane = ? and due_at is not null%s limit 500)""";

    private static final String OF_OPERATION = " and operation || '' = ?";

    private final Database database;
    private final Operations operations;

    PausedLane(Database database, Operations operations) {
        this.database = database;
        this.operations = operations;
    }

    /**
     * Moves the orders of a paused operation out of the lane, with others of the operation. Runs in the claim's
     * transaction.
     *
     * @return the others
     */
    List<OrderRecord> put(String lane, List<OrderRecord> up) {
        Set<String> paused = up.stream()
                .filter(row -> !row.delivering())
                .map(OrderRecord::operation)
                .distinct()
                .filter(this::isPaused)
                .collect(Collectors.toSet());
        paused.forEach(operation ->
                database.write().update(MOVE.formatted(OF_OPERATION), lane(operation), lane, lane, operation));
        return up.stream()
                .filter(row -> row.delivering() || !paused.contains(row.operation()))
                .toList();
    }

    /** Brings back what waits for an operation; in small transactions. */
    void bringBack(String operation) {
        operations.find(operation).ifPresent(known -> {
            String pausedLane = lane(operation);
            int moved;
            do {
                moved = database.transact(() -> isPaused(operation)
                        ? 0
                        : database.write().update(MOVE.formatted(""), known.service(), pausedLane, pausedLane));
            } while (moved == CHUNK);
        });
    }

    /** A claim of another node may have moved orders just when their operation was resumed. */
    void bringBackForgotten() {
        operations.all().forEach(operation -> {
            List<Integer> there = database.read()
                    .query(
                            "select 1 from orders where lane = ? and due_at is not null limit 1",
                            (row, n) -> 1,
                            lane(operation.name()));
            if (!there.isEmpty()) {
                bringBack(operation.name());
            }
        });
    }

    private boolean isPaused(String operation) {
        return !database.write()
                .query("select 1 from pauses where service = ?", (row, n) -> 1, operation)
                .isEmpty();
    }

    private static String lane(String operation) {
        return "~" + operation;
    }
}
