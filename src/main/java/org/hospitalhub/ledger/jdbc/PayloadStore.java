package org.hospitalhub.ledger.jdbc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.calls.LargeData;
import org.hospitalhub.ledger.crypto.Seal;
import org.hospitalhub.ledger.crypto.SealedJson;
import org.hospitalhub.ledger.database.BatchInsert;
import org.hospitalhub.ledger.database.Database;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The content of orders, encrypted: payload, source record, memory of the steps, answer. */
final class PayloadStore {

    private static final BatchInsert INSERT = new BatchInsert(
            "insert into papers (order_id, payload, source, result) values ", "(?, ?, ?, ?)", "order_id");

    private final Database database;
    private final SealedJson sealedJson;

    PayloadStore(Database database, SealedJson sealedJson) {
        this.database = database;
        this.sealedJson = sealedJson;
    }

    /** The content of a claimed order. */
    record Opened(byte[] payload, ObjectNode memory) {}

    Object[] values(String id, byte[] payload, byte @Nullable [] source, @Nullable ObjectNode result) {
        Seal seal = sealedJson.seal();
        return java.util.Arrays.asList(
                        id,
                        seal.seal(payload, id, "payload"),
                        seal.sealNullable(source, id, "source"),
                        sealedJson.object(result, id, "result"))
                .toArray();
    }

    void insert(List<Object[]> rows) {
        INSERT.insert(database.write(), rows);
    }

    void payload(String id, byte[] payload) {
        database.write()
                .update(
                        "update papers set payload = ?, memory = null where order_id = ?",
                        sealedJson.seal().seal(payload, id, "payload"),
                        id);
    }

    void memory(String id, @Nullable ObjectNode memory) {
        if (memory != null) {
            database.writeLast(
                    "update papers set memory = ? where order_id = ?", sealedJson.object(memory, id, "memory"), id);
        }
    }

    void result(String id, ObjectNode result) {
        database.writeLast(
                "update papers set result = ? where order_id = ?", sealedJson.object(result, id, "result"), id);
    }

    /** Removes what the steps left for each other, and the answer. */
    void forget(String id) {
        database.writeNow(id);
        database.write().update("update papers set memory = null, result = null where order_id = ?", id);
    }

    /** Returns the answer when there is room for it in memory. */
    Optional<ObjectNode> result(String id) {
        LargeData.hold(resultBytes(id));
        return result(database.read(), id);
    }

    /** Returns the answer; within a transaction when {@code from} writes. */
    Optional<ObjectNode> result(JdbcTemplate from, String id) {
        return object(from, id, "result");
    }

    /** Returns the length of the stored answer. */
    long resultBytes(String id) {
        return database
                .read()
                .query(
                        "select coalesce(length(result), 0) from papers where order_id = ?",
                        (row, n) -> row.getLong(1),
                        id)
                .stream()
                .findFirst()
                .orElse(0L);
    }

    /** Returns what the steps left for each other; empty while they left nothing. */
    Optional<ObjectNode> memory(String id) {
        return object(database.read(), id, "memory");
    }

    private Optional<ObjectNode> object(JdbcTemplate from, String id, String column) {
        return from
                .query(
                        "select " + column + " from papers where order_id = ?",
                        (row, n) -> Optional.ofNullable(row.getBytes(1)),
                        id)
                .stream()
                .flatMap(Optional::stream)
                .findFirst()
                .map(closed -> {
                    if (from == database.read()) {
                        LargeData.hold(closed.length);
                    }
                    return sealedJson.object(closed, id, column);
                });
    }

    Optional<byte[]> payload(String id) {
        return database
                .read()
                .query("select payload from papers where order_id = ?", (row, n) -> row.getBytes(1), id)
                .stream()
                .findFirst()
                .map(closed -> sealedJson.seal().open(closed, id, "payload"));
    }

    Opened open(String id) {
        return database.write()
                .query(
                        "select payload, memory from papers where order_id = ?",
                        (row, n) -> {
                            ObjectNode memory = sealedJson.object(row.getBytes("memory"), id, "memory");
                            return new Opened(
                                    sealedJson.seal().open(row.getBytes("payload"), id, "payload"),
                                    memory == null ? JsonNodeFactory.instance.objectNode() : memory);
                        },
                        id)
                .get(0);
    }
}
