package org.hospitalhub.ledger.database;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Rows that a transaction on PostgreSQL writes at its end, all of a kind in one round trip: a transaction carries many
 * orders, and a statement of its own for each row costs the server more than the row.
 */
final class DeferredWrites implements TransactionSynchronization {

    private final JdbcTemplate to;
    private final Map<String, List<Object[]>> rows = new LinkedHashMap<>();

    private DeferredWrites(JdbcTemplate to) {
        this.to = to;
    }

    /** Those of the running transaction. */
    static DeferredWrites of(JdbcTemplate to) {
        if (TransactionSynchronizationManager.getResource(to) instanceof DeferredWrites there) {
            return there;
        }
        DeferredWrites writes = new DeferredWrites(to);
        TransactionSynchronizationManager.registerSynchronization(writes);
        TransactionSynchronizationManager.bindResource(to, writes);
        return writes;
    }

    void add(String sql, Object[] arguments) {
        rows.computeIfAbsent(sql, first -> new ArrayList<>()).add(arguments);
    }

    /** Writes now what was put off, for somebody who is about to read it. */
    void write() {
        rows.forEach(to::batchUpdate);
        rows.clear();
    }

    /** Writes it now, if there is a row that ends with this key among it. */
    void write(String key) {
        if (rows.values().stream().flatMap(List::stream).anyMatch(row -> key.equals(row[row.length - 1]))) {
            write();
        }
    }

    /** Before the counts, for whose rows others wait. */
    @Override
    public int getOrder() {
        return 0;
    }

    @Override
    public void beforeCommit(boolean readOnly) {
        write();
    }

    @Override
    public void afterCompletion(int status) {
        TransactionSynchronizationManager.unbindResource(to);
    }
}
