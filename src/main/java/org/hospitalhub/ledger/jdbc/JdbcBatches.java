package org.hospitalhub.ledger.jdbc;

import com.github.f4b6a3.uuid.UuidCreator;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.LargeData;
import org.hospitalhub.ledger.Batch;
import org.hospitalhub.ledger.Batches;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.State;
import org.hospitalhub.ledger.crypto.SealedJson;
import org.hospitalhub.ledger.database.Columns;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.lifecycle.OperationCatalog;
import org.hospitalhub.ledger.lifecycle.OrderRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Batches in the database. */
final class JdbcBatches implements Batches {

    /** A node that dies while it writes a result file lets another one try after this time. */
    private static final Duration LEASE = Duration.ofMinutes(10);

    private static final Duration ESTIMATES_EVERY = Duration.ofSeconds(10);

    private final Database database;
    private final JdbcOrderRecords records;
    private final OutcomeRecorder recorder;
    private final SealedJson sealedJson;
    private final OperationCatalog catalog;
    private final InstantSource clock;
    private final Estimates estimates;
    private final String run;
    private volatile Instant nextEstimates = Instant.MIN;

    JdbcBatches(
            Database database,
            JdbcOrderRecords records,
            OutcomeRecorder recorder,
            SealedJson sealedJson,
            OperationCatalog catalog,
            InstantSource clock,
            Estimates estimates,
            String run) {
        this.database = database;
        this.records = records;
        this.recorder = recorder;
        this.sealedJson = sealedJson;
        this.catalog = catalog;
        this.clock = clock;
        this.estimates = estimates;
        this.run = run;
    }

    @Override
    public Batch open(String operation, String content, String file, Batch.Format format) {
        Instant now = clock.instant();
        String id = UuidCreator.getTimeOrderedEpoch(now).toString();
        return database.transact(() -> {
            insert(id, operation, content, format, now);
            Batch batch = select(database.write(), "operation = ? and content = ?", operation, content)
                    .orElseThrow();
            database.write().update("""
                            insert into batch_files (batch_id, file) values (?, ?) \
                            on conflict (batch_id, file) do update set answered_at = null""", batch.id(), file);
            recorder.answerWhenEnded(batch.id(), now);
            return batch;
        });
    }

    private void insert(String id, String operation, String content, Batch.Format format, Instant now) {
        database.write()
                .update(
                        """
                        insert into batches (id, operation, content, kind, separator, header, position, sealed, accepted, \
                        working, waiting, completed, refused, parked, cancelled, accepted_at, turn) \
                        values (?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0, ?, ?) on conflict do nothing""",
                        id,
                        operation,
                        content,
                        format.kind().name(),
                        String.valueOf(format.separator()),
                        sealedJson.names(format.header(), id),
                        now.toEpochMilli(),
                        start(operation, now));
    }

    /**
     * Returns where a new batch begins in the fair queue: now, or beside the batch that waits longest if that one is behind its
     * schedule, so that an old backlog and a new file share the budget (start-time fair queueing, Goyal 1996).
     */
    private long start(String operation, Instant now) {
        Long head = database.write()
                .queryForObject(
                        "select min(turn) from orders where lane = ? and priority = ? and rank = 3 and due_at is not null",
                        Long.class,
                        catalog.operation(operation).service(),
                        Columns.number(Priority.BATCH));
        return head == null ? now.toEpochMilli() : Math.min(head, now.toEpochMilli());
    }

    @Override
    public void markComplete(String batch) {
        Instant now = clock.instant();
        database.transact(() -> {
            database.write().update("update batches set sealed = 1 where id = ?", batch);
            recorder.answerWhenEnded(batch, now);
            return true;
        });
        keepFirstEstimates(now);
    }

    /** Records the first estimated end of each batch, so that its error can be measured. */
    private void keepFirstEstimates(Instant now) {
        nextEstimates = now.plus(ESTIMATES_EVERY);
        List<String> open = database.read()
                .queryForList(
                        "select id from batches where sealed = 1 and estimated_at is null and ended_at is null"
                                + " and accepted + working + waiting > 0 order by id desc limit 20",
                        String.class);
        for (String batch : open) {
            Instant end = find(batch).map(Batch::expectedEnd).orElse(null);
            if (end != null) {
                database.transact(() -> database.write()
                        .update(
                                "update batches set estimated_at = ?, estimated_end = ? where id = ? and estimated_at is null",
                                now.toEpochMilli(),
                                end.toEpochMilli(),
                                batch));
            }
        }
    }

    @Override
    public Optional<Batch> find(String batch) {
        return select(database.read(), "id = ?", batch).map(this::withExpectedEnd);
    }

    /** Apart from the mapping of a row, since it asks more of the database. */
    private Batch withExpectedEnd(Batch batch) {
        return new Batch(
                batch.id(),
                batch.operation(),
                batch.content(),
                batch.format(),
                batch.position(),
                batch.complete(),
                batch.counts(),
                batch.acceptedAt(),
                estimates.end(batch, clock.instant()),
                batch.answeredAt());
    }

    @Override
    public List<Listed> newest(int limit) {
        return database
                .read()
                .query("select * from batches order by id desc limit ?", (row, n) -> map(row), limit)
                .stream()
                .map(batch -> new Listed(
                        withExpectedEnd(batch),
                        database.read()
                                .queryForList(
                                        "select file from batch_files where batch_id = ? order by file",
                                        String.class,
                                        batch.id())))
                .toList();
    }

    @Override
    public Optional<Answer> claimAnswer(String node, Instant now) {
        if (!now.isBefore(nextEstimates)) {
            keepFirstEstimates(now);
        }
        return database.transact(() -> database
                .write()
                .query(
                        "select batch_id, file, due_at from batch_files where due_at is not null and due_at <= ?"
                                + " order by due_at limit 1" + database.forUpdateSkipLocked(),
                        (row, n) -> new Due(
                                row.getString("batch_id"), row.getString("file"), Columns.moment(row, "due_at")),
                        now.toEpochMilli())
                .stream()
                .findFirst()
                .map(due -> lease(due, now)));
    }

    private record Due(String batch, String file, Instant at) {}

    private Answer lease(Due due, Instant now) {
        // The first file falls due with the end of the last order; a replay later says nothing of the first estimate.
        database.write()
                .update(
                        "update batches set ended_at = ? where id = ? and ended_at is null",
                        due.at().toEpochMilli(),
                        due.batch());
        dueAt(due.batch(), due.file(), now.plus(LEASE), null, run);
        return new Answer(select(database.write(), "id = ?", due.batch()).orElseThrow(), due.file());
    }

    private void dueAt(String batch, String file, Instant at, @Nullable String why, @Nullable String claimedBy) {
        database.write().update("""
                        update batch_files set due_at = ?, why = ?, claimed_by = ? where batch_id = ? and file = ? \
                        and due_at is not null""", at.toEpochMilli(), Columns.cut(why, 1000), claimedBy, batch, file);
    }

    @Override
    public List<Line> lines(String batch, long after, int limit) {
        return openedLines(batch, after, Math.min(limit, linesThatFit(batch, after, limit)));
    }

    /** Returns how many lines one page may have, so that large answers come in small pages. */
    private int linesThatFit(String batch, long after, int limit) {
        List<Long> sizes = database.read().query("""
                        select coalesce(length(p.source), 0) + coalesce(length(p.result), 0) from orders o \
                        left join papers p on p.order_id = o.id where o.batch_id = ? and o.record_no > ? \
                        order by o.record_no limit ?""", (row, n) -> row.getLong(1), batch, after, limit);
        long bytes = 0;
        int fit = 0;
        for (long size : sizes) {
            bytes += size;
            if (fit > 0 && bytes > LargeData.large()) {
                break;
            }
            fit++;
        }
        LargeData.hold(bytes);
        return Math.max(1, fit);
    }

    private List<Line> openedLines(String batch, long after, int limit) {
        return database.read().query("""
                        select o.*, b.answered_at as batch_answered_at, p.source, p.result from orders o \
                        join batches b on b.id = o.batch_id left join papers p on p.order_id = o.id \
                        where o.batch_id = ? and o.record_no > ? order by o.record_no limit ?""", (row, n) -> line(row, n), batch, after, limit);
    }

    private Line line(ResultSet row, int number) throws SQLException {
        OrderRecord order = records.mapper().mapRow(row, number);
        if (order == null) {
            throw new IllegalStateException("a mapper gives a row");
        }
        return new Line(
                row.getLong("record_no"),
                order.order(),
                sealedJson.seal().openNullable(row.getBytes("source"), order.id(), "source"),
                sealedJson.object(row.getBytes("result"), order.id(), "result"));
    }

    /** An order that was replayed while the file was written makes the answer due again with its new end. */
    @Override
    public void answered(Answer answer, Instant now) {
        String batch = answer.batch().id();
        database.transact(() -> {
            int current = database.write().update("""
                            update batch_files set answered_at = ?, due_at = null, why = null, claimed_by = null where batch_id = ? \
                            and file = ? and due_at is not null and exists (select 1 from batches where id = ? \
                            and accepted + working + waiting = 0)""", now.toEpochMilli(), batch, answer.file(), batch);
            if (current > 0) {
                database.write().update("update batches set answered_at = ? where id = ?", now.toEpochMilli(), batch);
            }
            return true;
        });
    }

    @Override
    public void failed(Answer answer, String why, Instant retryAt) {
        dueAt(answer.batch().id(), answer.file(), retryAt, why, null);
    }

    private Optional<Batch> select(JdbcTemplate from, String where, Object... arguments) {
        return from.query("select * from batches where " + where, (row, n) -> map(row), arguments).stream()
                .findFirst();
    }

    private Batch map(ResultSet row) throws SQLException {
        String id = row.getString("id");
        Map<State, Long> counts = new EnumMap<>(State.class);
        for (State state : State.values()) {
            long number = row.getLong(state.word());
            if (number > 0) {
                counts.put(state, number);
            }
        }
        String operation = row.getString("operation");
        return new Batch(
                id,
                operation,
                row.getString("content"),
                new Batch.Format(
                        Batch.Kind.valueOf(row.getString("kind")),
                        row.getString("separator").charAt(0),
                        sealedJson.names(row.getBytes("header"), id)),
                row.getLong("position"),
                row.getInt("sealed") == 1,
                counts,
                Columns.moment(row, "accepted_at"),
                null,
                Columns.momentOrNull(row, "answered_at"));
    }
}
