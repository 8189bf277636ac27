package org.hospitalhub.ledger.jdbc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.hospitalhub.ledger.Owners;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.database.Columns;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.lifecycle.OperationCatalog;
import org.hospitalhub.ledger.lifecycle.OrderRecord;
import org.hospitalhub.ledger.lifecycle.OrderTransitions;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Saves requests: a question that was answered a short time ago is answered from the ledger, and one that is being asked
 * right now is asked once and answered to all. Each owner has its own questions (and those of the hub's catalogue), so that
 * a quick answer does not reveal what another sender asked.
 */
final class AnswerReuse {

    private static final int CHUNK = 500;

    private final Database database;
    private final JdbcOrderRecords records;
    private final PayloadStore payloads;
    private final OperationCatalog catalog;

    AnswerReuse(Database database, JdbcOrderRecords records, PayloadStore payloads, OperationCatalog catalog) {
        this.database = database;
        this.records = records;
        this.payloads = payloads;
        this.catalog = catalog;
    }

    /**
     * A new order where it belongs.
     *
     * @param result the answer it takes over, null usually
     */
    record Placed(OrderRecord row, @Nullable ObjectNode result) {}

    /** A reuse key of one owner. */
    private record Asked(ByteBuffer reuseKey, String owner) {}

    /** An order that asks the same; of several the newest finished one, else the one that is asked first. */
    private record Twin(
            String id,
            byte[] reuseKey,
            String owner,
            Priority priority,
            @Nullable Instant finishedAt) {}

    /** Looks for twins of new orders, in the ledger and among themselves. Runs inside a transaction. */
    List<Placed> place(List<OrderRecord> rows, Instant now) {
        Map<Asked, Twin> twins = twins(rows);
        List<Placed> placed = new ArrayList<>(rows.size());
        for (OrderRecord row : rows) {
            placed.add(place(row, twins, now));
        }
        return placed;
    }

    private Placed place(OrderRecord row, Map<Asked, Twin> twins, Instant now) {
        if (row.reuseKey() == null || row.state().ended()) {
            return new Placed(row, null);
        }
        Twin twin = twin(row, twins).orElse(null);
        if (twin != null && twin.finishedAt() != null) {
            Duration reuse = catalog.operation(row.operation()).reuse();
            ObjectNode result = twin.finishedAt().isBefore(now.minus(reuse))
                    ? null
                    : payloads.result(database.write(), twin.id()).orElse(null);
            Optional<OrderRecord> answered = result == null ? Optional.empty() : records.findInTransaction(twin.id());
            return answered.map(other -> new Placed(OrderTransitions.completeWithAnswerOf(row, other, now), result))
                    .orElseGet(() -> lead(row, twins));
        }
        // An urgent order does not wait for one of the night: it asks for itself.
        if (twin != null && twin.priority().compareTo(row.priority()) <= 0) {
            // Only the owner may see the id.
            Wording why = twin.owner().equals(row.owner())
                    ? Wording.of("WHY.same-question", twin.id())
                    : Wording.of("WHY.same-question.hub");
            return new Placed(OrderTransitions.waitForAnswerOf(row, twin.id(), why), null);
        }
        return lead(row, twins);
    }

    private static Optional<Twin> twin(OrderRecord row, Map<Asked, Twin> twins) {
        ByteBuffer reuseKey = ByteBuffer.wrap(Objects.requireNonNull(row.reuseKey()));
        return Stream.of(row.owner(), Owners.CATALOGUE)
                .map(owner -> twins.get(new Asked(reuseKey, owner)))
                .filter(Objects::nonNull)
                .reduce(AnswerReuse::better);
    }

    private static Placed lead(OrderRecord row, Map<Asked, Twin> twins) {
        byte[] reuseKey = Objects.requireNonNull(row.reuseKey());
        twins.put(
                new Asked(ByteBuffer.wrap(reuseKey), row.owner()),
                new Twin(row.id(), reuseKey, row.owner(), row.priority(), null));
        return new Placed(row, null);
    }

    private Map<Asked, Twin> twins(List<OrderRecord> rows) {
        List<Object> reuseKeys = new ArrayList<>();
        for (OrderRecord row : rows) {
            if (row.reuseKey() != null && !row.state().ended()) {
                reuseKeys.add(row.reuseKey());
            }
        }
        Map<Asked, Twin> twins = new HashMap<>();
        for (int from = 0; from < reuseKeys.size(); from += CHUNK) {
            List<Object> chunk = reuseKeys.subList(from, Math.min(reuseKeys.size(), from + CHUNK));
            for (Twin twin : read(chunk)) {
                twins.merge(new Asked(ByteBuffer.wrap(twin.reuseKey()), twin.owner()), twin, AnswerReuse::better);
            }
        }
        return twins;
    }

    private List<Twin> read(List<Object> reuseKeys) {
        String sql = "select id, question, owner, priority, finished_at from orders where question in (?"
                + ", ?".repeat(reuseKeys.size() - 1)
                + ") and waits_for is null and emptied = 0"
                + " and state in ('accepted', 'working', 'waiting', 'completed')";
        return database.write()
                .query(
                        sql,
                        (row, n) -> new Twin(
                                row.getString("id"),
                                row.getBytes("question"),
                                row.getString("owner"),
                                Columns.priority(row.getInt("priority")),
                                Columns.momentOrNull(row, "finished_at")),
                        reuseKeys.toArray());
    }

    private static Twin better(Twin one, Twin other) {
        if (one.finishedAt() != null && other.finishedAt() != null) {
            return one.finishedAt().isAfter(other.finishedAt()) ? one : other;
        }
        if (one.finishedAt() != null || other.finishedAt() != null) {
            return one.finishedAt() != null ? one : other;
        }
        return one.priority().compareTo(other.priority()) <= 0 ? one : other;
    }
}
