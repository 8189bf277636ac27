package org.hospitalhub.ledger.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.State;
import org.jspecify.annotations.Nullable;

/** A list of orders as SQL: which, in which order, and how many. The common combinations each have their index. */
final class OrderFilter {

    /** All owners, each found by one step along the index of owners. */
    static final String OWNERS = """
            with recursive known (owner) as (select min(owner) from orders union all \
            select (select min(o.owner) from orders o where o.owner > known.owner) from known where known.owner is not null) \
            select owner from known where owner is not null limit 5000""";

    /** Version and variant of a UUID of version 7 (RFC 9562) with nothing but its time. */
    private static final long VERSION = 0x7000L;

    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final int TIME_SHIFT = 16;

    private final Orders.Query query;
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> arguments = new ArrayList<>();
    private final boolean kept;

    /**
     * Reads a query.
     *
     * @param found ids of the orders about the patient searched for, null without a patient search
     * @param keys what the column of keys may hold for the key that is looked for
     */
    OrderFilter(Orders.Query query, @Nullable List<String> found, List<String> keys) {
        this.query = query;
        add("operation = ?", query.operation());
        kept = found == null
                && query.batch() == null
                && query.key() == null
                && query.owner() == null
                && query.problem() == null
                && query.from() == null
                && query.to() == null;
        add("batch_id = ?", query.batch());
        if (!keys.isEmpty()) {
            conditions.add("order_key in (?" + ", ?".repeat(keys.size() - 1) + ")");
            arguments.addAll(keys);
        }
        add("owner = ?", query.owner());
        add("problem_code = ?", query.problem());
        // Ids begin with the moment of acceptance, so that every index by id is one by time.
        add("id >= ?", query.from() == null ? null : firstId(query.from()));
        add("id < ?", query.to() == null ? null : firstId(query.to()));
        state(query.state());
        if (found != null) {
            conditions.add(found.isEmpty() ? "1 = 0" : "id in (?" + ", ?".repeat(found.size() - 1) + ")");
            arguments.addAll(found);
        }
    }

    private void add(String condition, @Nullable Object value) {
        if (value != null) {
            conditions.add(condition);
            arguments.add(value);
        }
    }

    /**
     * The state stands as a literal, and so do the conditions of partial indexes: SQLite takes such an index only when its
     * own condition stands in the query.
     */
    private void state(@Nullable State state) {
        if (state == null) {
            return;
        }
        conditions.add("state = '" + state.word() + "'");
        if (state != State.COMPLETED) {
            conditions.add("state <> 'completed'");
        }
        if (state != State.ACCEPTED) {
            conditions.add("state <> 'accepted'");
        }
    }

    /** Returns the first id of a moment; digits in front as in all ids, so that texts compare as times do. */
    static String firstId(Instant moment) {
        return new UUID(moment.toEpochMilli() << TIME_SHIFT | VERSION, VARIANT).toString();
    }

    /** Values of the conditions. */
    List<Object> arguments() {
        return arguments;
    }

    /** Returns whether the ledger keeps the number of these orders. */
    boolean kept() {
        return kept;
    }

    /** Returns what follows {@link JdbcOrderRecords#SELECT}: size and offset are the last two arguments. */
    String page() {
        // Within a batch the records' numbers give the same order, and have the index. The ids are found first, so that
        // what lies before the page is stepped over in the index alone.
        String order = query.batch() == null ? "id desc" : "record_no desc";
        return "where o.id in (select id from orders" + where() + " order by " + order
                + " limit ? offset ?) order by o." + order;
    }

    /** Counts, but not further than a number. */
    String count(int most) {
        return "select count(*) from (select 1 from orders" + where() + " limit " + most + ") n";
    }

    private String where() {
        return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    }
}
