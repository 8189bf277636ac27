package org.hospitalhub.ledger.crypto;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A column whose values are sealed, and the place that each value is bound to.
 *
 * @param keys the columns of the table's primary key
 * @param row the row's part of the place, from the values of the primary key
 * @param column the column's part of the place
 * @param more further SQL assignments when a value is encrypted again; empty for none
 */
public record SealedColumn(
        String table,
        String name,
        List<String> keys,
        Function<List<Object>, String> row,
        Function<List<Object>, String> column,
        String more) {

    /** Every sealed column of the ledger. */
    public static final List<SealedColumn> ALL = List.of(
            new SealedColumn("facts", "value", List.of("name"), key -> "facts", key -> text(key, 0), ""),
            ofOrder("orders", "findings", "id"),
            ofOrder("orders", "address", "id"),
            ofOrder("papers", "payload", "order_id"),
            ofOrder("papers", "source", "order_id"),
            ofOrder("papers", "memory", "order_id"),
            ofOrder("papers", "result", "order_id"),
            new SealedColumn(
                    "attempts",
                    "raw",
                    List.of("order_id", "number"),
                    key -> text(key, 0),
                    key -> "raw" + text(key, 1),
                    ""),
            ofOrder("batches", "header", "id"),
            new SealedColumn(
                    "kept_answers", "value", List.of("name"), key -> "kept/" + text(key, 0), key -> "value", ""),
            new SealedColumn("secrets", "value", List.of("name"), key -> "secrets/" + text(key, 0), key -> "value", ""),
            // The chain holds what the reason was first sealed to, unless it holds a hash of the reason.
            new SealedColumn(
                    "audit",
                    "why",
                    List.of("number"),
                    key -> "audit",
                    key -> text(key, 0),
                    ", proof = coalesce(proof, why)"));

    private static SealedColumn ofOrder(String table, String name, String key) {
        return new SealedColumn(table, name, List.of(key), values -> text(values, 0), values -> name, "");
    }

    private static String text(List<Object> key, int place) {
        return String.valueOf(key.get(place));
    }

    /** Counts the values by the id of their key. */
    String count() {
        return "select substr(%1$s, 2, 8) as key_id, count(*) as many from %2$s where %1$s is not null group by 1"
                .formatted(name, table);
    }

    /** Reads the next values that another key sealed; takes the key's id, then the last primary key unless it is the start. */
    String next(boolean start, int limit) {
        String columns = String.join(", ", keys);
        String after = start
                ? ""
                : " and (%s) > (%s)"
                        .formatted(columns, keys.stream().map(key -> "?").collect(Collectors.joining(", ")));
        return "select %1$s, %2$s as sealed from %3$s where %2$s is not null and substr(%2$s, 2, 8) <> ?%4$s order by %1$s limit %5$d"
                .formatted(columns, name, table, after, limit);
    }

    /** Writes a re-encrypted value, unless the row has changed meanwhile. */
    String write() {
        return "update %1$s set %2$s = ?%3$s where %4$s and %2$s = ?"
                .formatted(
                        table,
                        name,
                        more,
                        keys.stream().map(key -> key + " = ?").collect(Collectors.joining(" and ")));
    }
}
