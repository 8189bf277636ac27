package org.hospitalhub.ledger.audit;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.ledger.crypto.Seal;
import org.hospitalhub.ledger.database.Columns;
import org.hospitalhub.ledger.database.Database;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The audit in the database. The newest hash stands sealed in {@code facts}: who can write the database but has not the key
 * cannot shorten or rewrite the chain unnoticed.
 */
public final class JdbcAudit implements Audit {

    private static final String HEAD = "audit";
    private static final int LINK_BYTES = 32;
    private static final String INSERT =
            "insert into audit (number, at, who, what, order_id, why, proof, caller, link) values (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final Database database;
    private final Seal seal;
    private final AuditReason reasons;
    private final InstantSource clock;

    /** Writes and reads the audit of a database. */
    public JdbcAudit(Database database, Seal seal, InstantSource clock) {
        this.database = database;
        this.seal = seal;
        this.reasons = new AuditReason(seal);
        this.clock = clock;
    }

    private record Head(long number, byte[] link) {
        private static final Head NONE = new Head(0, new byte[LINK_BYTES]);

        byte[] bytes() {
            return ByteBuffer.allocate(Long.BYTES + LINK_BYTES)
                    .putLong(number)
                    .put(link)
                    .array();
        }

        static Head of(byte[] bytes) {
            return new Head(
                    ByteBuffer.wrap(bytes).getLong(), Arrays.copyOfRange(bytes, Long.BYTES, Long.BYTES + LINK_BYTES));
        }
    }

    @Override
    public void record(String who, String what, @Nullable String order, @Nullable String why, @Nullable String caller) {
        String name = String.valueOf(Columns.cut(who, 200));
        String action = String.valueOf(Columns.cut(what, 40));
        String subject = Columns.cut(order, 36);
        String from = Columns.cut(caller, 60);
        database.transact(() -> {
            Head head = headForUpdate();
            long number = head.number() + 1;
            AuditReason.Sealed reason = reasons.seal(why, number);
            AuditRecord row = new AuditRecord(
                    number,
                    clock.instant().toEpochMilli(),
                    name,
                    action,
                    subject,
                    reason.why(),
                    reason.proof(),
                    from,
                    head.link());
            byte[] link = row.linkAfter(head.link());
            database.write()
                    .update(INSERT, number, row.at(), name, action, subject, reason.why(), reason.proof(), from, link);
            database.write().update("update facts set value = ? where name = '" + HEAD + "'", (Object)
                    seal.seal(new Head(number, link).bytes(), "facts", HEAD));
            return true;
        });
    }

    @Override
    public void recordAll(String who, String what, List<String> orders, @Nullable String caller) {
        database.transact(() -> {
            orders.forEach(order -> record(who, what, order, null, caller));
            return true;
        });
    }

    private Head headForUpdate() {
        database.write()
                .update("insert into facts (name, value) values ('" + HEAD + "', ?) on conflict do nothing", (Object)
                        seal.seal(Head.NONE.bytes(), "facts", HEAD));
        return head(database.write(), database.forUpdate()).orElse(Head.NONE);
    }

    private Optional<Head> head(JdbcTemplate from, String lock) {
        return from
                .query(
                        "select value from facts where name = '" + HEAD + "'" + lock,
                        (row, n) -> Head.of(seal.open(row.getBytes(1), "facts", HEAD)))
                .stream()
                .findFirst();
    }

    @Override
    public List<Entry> list(Query query, int limit) {
        AuditFilter filter = new AuditFilter(query);
        Object[] window = filter.window().isEmpty()
                ? null
                : database.read()
                        .query(
                                filter.window(),
                                (row, n) -> new Object[] {row.getLong(1), row.getLong(2)},
                                filter.times())
                        .get(0);
        return database
                .read()
                .query(filter.page(), (row, n) -> AuditRecord.of(row), filter.arguments(window, limit))
                .stream()
                .map(this::entry)
                .toList();
    }

    @Override
    public List<String> actions() {
        return database.read().queryForList(AuditFilter.ACTIONS, String.class);
    }

    @Override
    public List<Entry> after(long number, int limit) {
        return database
                .read()
                .query(
                        "select * from audit where number > ? order by number limit ?",
                        (row, n) -> AuditRecord.of(row),
                        number,
                        limit)
                .stream()
                .map(this::entry)
                .toList();
    }

    private Entry entry(AuditRecord row) {
        return new Entry(
                row.number(),
                java.time.Instant.ofEpochMilli(row.at()),
                row.who(),
                row.what(),
                row.order(),
                reasons.open(row),
                row.caller());
    }

    @Override
    public Audit.Head head() {
        Head head = head(database.read(), "").orElse(Head.NONE);
        return new Audit.Head(head.number(), java.util.HexFormat.of().formatHex(head.link()));
    }

    /** Returns the result of checking the chain. The head is read first, so that entries that are added meanwhile are not checked. */
    @Override
    public Verification verify(Audit.@Nullable Head noted) {
        Head head = head(database.read(), "").orElse(Head.NONE);
        AuditChainWalk walk = new AuditChainWalk(reasons, Head.NONE.link(), noted);
        database.read()
                .query(
                        "select * from audit where number <= ? order by number",
                        (ResultSet row) -> walk.next(AuditRecord.of(row)),
                        head.number());
        return walk.end(head.number(), head.link());
    }
}
