package org.hospitalhub.ledger.jdbc;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Retention;
import org.hospitalhub.ledger.State;
import org.hospitalhub.ledger.database.Columns;
import org.hospitalhub.ledger.database.Database;

/** Retention in the database. */
final class JdbcRetention implements Retention {

    private static final int CHUNK = 500;

    private final Database database;
    private final JdbcSubjectIndex subjects;
    private final JdbcCounters counters;
    private final JdbcAnswerTimes answerTimes;
    private final Operations operations;

    JdbcRetention(
            Database database,
            JdbcSubjectIndex subjects,
            JdbcCounters counters,
            JdbcAnswerTimes answerTimes,
            Operations operations) {
        this.database = database;
        this.subjects = subjects;
        this.counters = counters;
        this.answerTimes = answerTimes;
        this.operations = operations;
    }

    private record Old(String id, String operation, State state) {}

    @Override
    public long prune(Instant payloadsBefore, Instant ordersBefore) {
        long done = inChunks(() -> empty(payloadsBefore)) + inChunks(() -> remove(ordersBefore));
        operations.all().forEach(operation -> answerTimes.trim(operation.name()));
        database.write().update("delete from kept_answers where kept_at < ?", payloadsBefore.toEpochMilli());
        database.transact(() -> removeBatches(ordersBefore));
        database.giveSpaceBack();
        return done;
    }

    @Override
    public Map<String, Instant> oldest() {
        Map<String, Instant> oldest = new TreeMap<>();
        oldest("papers", "select min(finished_at) from orders where finished_at is not null and emptied = 0", oldest);
        oldest("orders", "select accepted_at from orders order by id limit 1", oldest);
        oldest("audit", "select at from audit order by number limit 1", oldest);
        return oldest;
    }

    private void oldest(String kind, String query, Map<String, Instant> into) {
        database.read().query(query, row -> {
            Instant moment = Columns.momentOrNull(row, row.getMetaData().getColumnLabel(1));
            if (moment != null) {
                into.put(kind, moment);
            }
        });
    }

    private long inChunks(IntSupplier chunk) {
        long done = 0;
        int last;
        do {
            last = database.transact(chunk::getAsInt);
            done += last;
        } while (last == CHUNK);
        return done;
    }

    private int empty(Instant before) {
        List<String> ids = old("""
                finished_at is not null and emptied = 0 and finished_at < ? \
                and due_at is null and claimed_by is null and state <> 'parked' order by finished_at""", before).stream().map(Old::id).toList();
        each("delete from papers where order_id = ?", ids);
        subjects.remove(ids);
        each("update attempts set raw = null where order_id = ?", ids);
        each("delete from service_ids where order_id = ?", ids);
        each("update orders set emptied = 1, findings = null, question = null where id = ?", ids);
        return ids.size();
    }

    private int remove(Instant before) {
        List<Old> orders = old("accepted_at < ? and emptied = 1 order by id", before);
        orders.stream()
                .collect(
                        Collectors.groupingBy(Old::operation, Collectors.groupingBy(Old::state, Collectors.counting())))
                .forEach((operation, counts) -> counters.add(operation, null, negative(counts)));
        List<String> ids = orders.stream().map(Old::id).toList();
        each("delete from attempts where order_id = ?", ids);
        each("delete from orders where id = ?", ids);
        return ids.size();
    }

    private static Map<State, Long> negative(Map<State, Long> counts) {
        return counts.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> -entry.getValue()));
    }

    /** Removes batches without orders; a file that is dropped again later is then a new batch. */
    private int removeBatches(Instant before) {
        List<String> ids = database.write().queryForList("""
                select id from batches where sealed = 1 and accepted_at < ? and accepted + working + waiting = 0 \
                and not exists (select 1 from orders where batch_id = batches.id) and not exists (\
                select 1 from batch_files where batch_id = batches.id and due_at is not null)""", String.class, before.toEpochMilli());
        each("delete from batch_files where batch_id = ?", ids);
        each("delete from batches where id = ?", ids);
        return ids.size();
    }

    private List<Old> old(String where, Instant before) {
        return database.write()
                .query(
                        "select id, operation, state from orders where " + where + " limit " + CHUNK
                                + database.forUpdateSkipLocked(),
                        (row, n) -> new Old(
                                row.getString("id"), row.getString("operation"), Columns.state(row.getString("state"))),
                        before.toEpochMilli());
    }

    private void each(String sql, List<String> ids) {
        database.write()
                .batchUpdate(sql, ids.stream().map(id -> new Object[] {id}).toList());
    }
}
