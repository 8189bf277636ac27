package org.hospitalhub.ledger.database;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;

/** An insert of many rows in few statements, since a round trip to PostgreSQL costs more than a row. */
public final class BatchInsert {

    /** Few enough for the parameters that a statement may have (SQLite 32,766, PostgreSQL 65,535). */
    private static final int AT_ONCE = 50;

    private final String one;
    private final String many;

    /**
     * Prepares the statements.
     *
     * @param insert up to the word {@code values}
     * @param row one row of values in brackets
     * @param key column that identifies the rows
     */
    public BatchInsert(String insert, String row, String key) {
        String end = " on conflict do nothing returning " + key;
        this.one = insert + row + end;
        this.many = insert + row + (", " + row).repeat(AT_ONCE - 1) + end;
    }

    /** Inserts rows that are not there yet, and returns their keys. */
    public Set<String> insert(JdbcTemplate to, List<Object[]> rows) {
        Set<String> inserted = new HashSet<>();
        int from = 0;
        while (from < rows.size()) {
            int next = rows.size() - from < AT_ONCE ? from + 1 : from + AT_ONCE;
            Object[] values =
                    rows.subList(from, next).stream().flatMap(Arrays::stream).toArray();
            inserted.addAll(to.query(next - from == 1 ? one : many, (row, n) -> row.getString(1), values));
            from = next;
        }
        return inserted;
    }
}
