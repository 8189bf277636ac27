package org.hospitalhub.operations;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Many orders, made by the database itself from one that was accepted as usual: three minutes apart, the oldest years ago;
 * of a hundred 93 completed, and one batch of a fifth of all of them.
 */
final class MillionOrders {

    static final String BATCH = "batch-of-the-benchmark";
    static final String DAY = "2024-01-10";
    static final String NEXT_DAY = "2024-01-11";

    private static final int AT_ONCE = 100_000;
    private static final long FIRST = 1_577_836_800_000L;
    private static final long APART = 180_000;

    private final String url;
    private final String user;
    private final String password;
    private final boolean postgres;

    MillionOrders(String url, String user, String password) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.postgres = url.startsWith("jdbc:postgresql:");
    }

    void fill(String template, int orders) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement run = connection.createStatement()) {
            if (!postgres) {
                run.execute("pragma busy_timeout = 60000");
            }
            for (int from = 0; from < orders; from += AT_ONCE) {
                String series = series(from, Math.min(orders, from + AT_ONCE));
                run.execute(orders(template, series));
                run.execute("insert into subjects (part, hash, order_id) " + series + " select (" + FIRST
                        + " + n / 1000 * " + APART * 1000 + "), " + random() + ", " + id() + " from series");
                run.execute("insert into subjects (part, hash, order_id) " + series + " select (" + FIRST
                        + " + n / 1000 * " + APART * 1000 + "), " + random() + ", " + id() + " from series");
                run.execute("insert into attempts (order_id, number, step, node, started_at, ended_at, outcome) "
                        + series + " select " + id()
                        + ", 1, 'submit', 'node', 1, 2, 'next' from series where n % 10 = 0");
                run.execute("insert into audit (number, at, who, what, link) " + series
                        + " select 1000 + n, " + FIRST
                        + " + n, case n % 3 when 0 then 'olga' else 'boris' end, 'replay', " + bytes()
                        + " from series where n % 5 = 0");
            }
            count(run);
        }
    }

    private void count(Statement run) throws SQLException {
        run.execute(
                "insert into batches (id, operation, content, kind, separator, position, sealed, accepted, working, waiting,"
                        + " completed, refused, parked, cancelled, accepted_at, turn) select '" + BATCH
                        + "', 'n3.snils', 'c', 'CSV', ';', 0, 1, sum(case state when 'accepted' then 1 else 0 end), 0,"
                        + " sum(case state when 'waiting' then 1 else 0 end), sum(case state when 'completed' then 1 else 0 end),"
                        + " sum(case state when 'refused' then 1 else 0 end), sum(case state when 'parked' then 1 else 0 end), 0, "
                        + FIRST + ", " + FIRST + " from orders where batch_id = '" + BATCH + "'");
        run.execute("insert into batch_files (batch_id, file) values ('" + BATCH + "', 'patients.csv')");
        run.execute(
                "insert into tallies (operation, state, slot, number) select operation, state, 99, count(*) from orders"
                        + " where id <> '' group by operation, state");
        // What the database does by itself in the night.
        run.execute(postgres ? "vacuum analyze" : "pragma wal_checkpoint");
    }

    /** Copies the template's row; what differs stands in the map. */
    private String orders(String template, String series) {
        List<String> columns = List.of(
                "id",
                "operation",
                "order_key",
                "fingerprint",
                "question",
                "priority",
                "owner",
                "address_kind",
                "address",
                "batch_id",
                "record_no",
                "accepted_at",
                "state",
                "step",
                "delivering",
                "attempts",
                "tries",
                "failures",
                "unsure",
                "entered_at",
                "tried_at",
                "due_at",
                "why",
                "finished_at",
                "delivered_at",
                "problem_code",
                "problem_title",
                "problem_detail",
                "undelivered",
                "claimed_by",
                "lease_until",
                "lane",
                "rank",
                "turn",
                "findings",
                "reused_from",
                "waits_for",
                "asked_since",
                "unanswered_at",
                "emptied");
        String values = columns.stream().map(this::value).collect(Collectors.joining(", "));
        return "insert into orders (" + String.join(", ", columns) + ") " + series + ", n as (select n, "
                + state() + " as made from series) select " + values + " from n cross join orders t where t.id = '"
                + template + "'";
    }

    private static String state() {
        return "case when n % 100 < 93 then 'completed' when n % 100 < 95 then 'refused' when n % 1000 = 995 then 'parked'"
                + " when n % 100 < 97 then 'accepted' when n % 100 < 99 then 'waiting' else 'cancelled' end";
    }

    private String value(String column) {
        String at = FIRST + " + n.n * " + APART;
        return switch (column) {
            case "id" -> id("n.n");
            case "operation" ->
                "case when n.n % 5 = 0 then 'n3.snils' when n.n % 7 < 3 then 'n3.snils' when n.n % 7 < 5 then"
                        + " 'n3.snils-validate' else 'nhif.query' end";
            case "order_key" -> "'key-' || n.n";
            case "owner" -> "case when n.n % 3 = 0 then 'his' else 'jms' end";
            case "batch_id" -> "case when n.n % 5 = 0 then '" + BATCH + "' end";
            case "address_kind" -> "case when n.n % 5 = 0 then 'batch' else 'ask' end";
            case "record_no" -> "case when n.n % 5 = 0 then n.n / 5 end";
            case "accepted_at", "entered_at", "turn" -> at;
            case "state" -> "n.made";
            case "due_at" -> "case when n.made in ('accepted', 'waiting') then " + at + " end";
            case "finished_at" ->
                "case when n.made in ('completed', 'refused', 'cancelled', 'parked') then " + at + " end";
            case "problem_code" -> "case when n.made = 'parked' then 'CODE_' || (n.n / 1000 % 5) end";
            case "problem_title", "problem_detail" -> "case when n.made = 'parked' then 'It did not work' end";
            default -> "t." + column;
        };
    }

    private static String series(int from, int to) {
        return "with recursive series (n) as (select cast(" + from
                + " as bigint) union all select n + 1 from series where n < " + (to - 1) + ")";
    }

    private String id() {
        return id("n");
    }

    /** As ids are: the time in milliseconds, version 7, and a random part. */
    private String id(String n) {
        String at = "(" + FIRST + " + " + n + " * " + APART + ")";
        if (postgres) {
            return "lpad(to_hex(" + at + "::bigint >> 16), 8, '0') || '-' || lpad(to_hex(" + at
                    + "::bigint & 65535), 4, '0') || '-7000-8000-' || lpad(to_hex(" + n + "), 12, '0')";
        }
        return "printf('%08x-%04x-7000-8000-%012x', " + at + " >> 16, " + at + " & 65535, " + n + ")";
    }

    private String random() {
        return postgres ? "((random() - 0.5) * 1.8e19)::bigint" : "random()";
    }

    private String bytes() {
        return postgres ? "'\\x00'::bytea" : "x'00'";
    }
}
