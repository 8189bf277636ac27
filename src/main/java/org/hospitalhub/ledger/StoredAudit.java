package org.hospitalhub.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The audit in the database. The newest hash stands sealed in {@code facts}: who can write the database but has not the key
 * cannot shorten or rewrite the chain unnoticed.
 */
final class StoredAudit implements Audit {

    private static final String HEAD = "audit";
    private static final int LINK_BYTES = 32;

    private final Database database;
    private final Seal seal;
    private final InstantSource clock;

    StoredAudit(Database database, Seal seal, InstantSource clock) {
        this.database = database;
        this.seal = seal;
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

    /** A row as it stands in the database. */
    private record Row(
            long number,
            long at,
            String who,
            String what,
            @Nullable String order,
            byte @Nullable [] why,
            byte[] link) {

        byte[] linkAfter(byte[] before) {
            MessageDigest digest = sha256();
            for (byte @Nullable [] part :
                    new byte @Nullable [][] {before, number(number), number(at), text(who), text(what), text(order), why
                    }) {
                digest.update(number(part == null ? -1 : part.length));
                digest.update(part == null ? new byte[0] : part);
            }
            return digest.digest();
        }

        private static byte[] number(long number) {
            return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
        }

        private static byte @Nullable [] text(@Nullable String text) {
            return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException("every JDK has SHA-256", impossible);
            }
        }
    }

    @Override
    public void record(String who, String what, @Nullable String order, @Nullable String why) {
        String name = String.valueOf(Columns.cut(who, 200));
        String deed = String.valueOf(Columns.cut(what, 40));
        String subject = Columns.cut(order, 36);
        String reason = Columns.cut(why, 2000);
        database.transact(() -> {
            Head head = headForUpdate();
            long number = head.number() + 1;
            byte[] sealed = reason == null
                    ? null
                    : seal.seal(reason.getBytes(StandardCharsets.UTF_8), HEAD, String.valueOf(number));
            Row row = new Row(number, clock.instant().toEpochMilli(), name, deed, subject, sealed, head.link());
            byte[] link = row.linkAfter(head.link());
            database.write()
                    .update(
                            "insert into audit (number, at, who, what, order_id, why, link) values (?, ?, ?, ?, ?, ?, ?)",
                            number,
                            row.at(),
                            name,
                            deed,
                            subject,
                            sealed,
                            link);
            database.write().update("update facts set value = ? where name = '" + HEAD + "'", (Object)
                    seal.seal(new Head(number, link).bytes(), "facts", HEAD));
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
        List<String> conditions = new ArrayList<>(List.of("number > 0"));
        List<Object> arguments = new ArrayList<>();
        add(conditions, arguments, "who = ?", query.who());
        add(conditions, arguments, "order_id = ?", query.order());
        add(conditions, arguments, "number < ?", query.before());
        arguments.add(limit);
        return database
                .read()
                .query(
                        "select * from audit where " + String.join(" and ", conditions)
                                + " order by number desc limit ?",
                        (row, n) -> row(row),
                        arguments.toArray())
                .stream()
                .map(this::entry)
                .toList();
    }

    private static void add(List<String> conditions, List<Object> arguments, String condition, @Nullable Object value) {
        if (value != null) {
            conditions.add(condition);
            arguments.add(value);
        }
    }

    private Entry entry(Row row) {
        byte[] why = seal.openNullable(row.why(), HEAD, String.valueOf(row.number()));
        return new Entry(
                row.number(),
                java.time.Instant.ofEpochMilli(row.at()),
                row.who(),
                row.what(),
                row.order(),
                why == null ? null : new String(why, StandardCharsets.UTF_8));
    }

    /** The head is read first: entries that are added meanwhile lie behind it and are not walked. */
    @Override
    public Verification verify() {
        Head head = head(database.read(), "").orElse(Head.NONE);
        Walk walk = new Walk();
        database.read()
                .query(
                        "select * from audit where number <= ? order by number",
                        (ResultSet row) -> walk.next(row(row)),
                        head.number());
        if (walk.brokenAt == null && (walk.walked != head.number() || !Arrays.equals(walk.link, head.link()))) {
            walk.brokenAt = walk.walked + 1;
        }
        return new Verification(walk.walked, walk.brokenAt);
    }

    private static final class Walk {
        private byte[] link = Head.NONE.link();
        private long walked;
        private @Nullable Long brokenAt;

        void next(Row row) {
            walked++;
            link = row.linkAfter(link);
            if (brokenAt == null && (row.number() != walked || !MessageDigest.isEqual(link, row.link()))) {
                brokenAt = walked;
            }
        }
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getLong("number"),
                row.getLong("at"),
                row.getString("who"),
                row.getString("what"),
                row.getString("order_id"),
                row.getBytes("why"),
                row.getBytes("link"));
    }
}
