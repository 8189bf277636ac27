package org.hospitalhub.ledger;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Numbers from the database. */
final class StoredNumbers implements Numbers {

    private static final long HOUR = 3_600_000;

    private final Database database;
    private final Counters counters;
    private final Operations operations;

    StoredNumbers(Database database, Counters counters, Operations operations) {
        this.database = database;
        this.counters = counters;
        this.operations = operations;
    }

    @Override
    public Map<String, Map<State, Long>> orders() {
        Map<String, Map<State, Long>> orders = new TreeMap<>();
        operations.all().forEach(operation -> orders.put(operation.name(), counters.count(operation.name())));
        return orders;
    }

    @Override
    public List<ParkedGroup> parked() {
        return database
                .read()
                .query(
                        """
                        select problem_code, operation, count(*) as orders, max(id) as newest from orders \
                        where state = 'parked' group by problem_code, operation""",
                        (row, n) -> group(
                                row.getString("problem_code"),
                                row.getString("operation"),
                                row.getLong("orders"),
                                row.getString("newest")))
                .stream()
                .sorted(Comparator.comparingLong(ParkedGroup::count).reversed())
                .toList();
    }

    private ParkedGroup group(String code, String operation, long count, String newest) {
        String title =
                database
                        .read()
                        .queryForList("select problem_title from orders where id = ?", String.class, newest)
                        .stream()
                        .findFirst()
                        .orElse(code);
        return new ParkedGroup(code, operation, title, count, newest);
    }

    @Override
    public SortedMap<Instant, Long> endedByHour(Instant since) {
        SortedMap<Instant, Long> hours = new TreeMap<>();
        database.read()
                .query(
                        """
                        select finished_at / 3600000 as hour, count(*) as orders from orders where finished_at is not null \
                        and emptied = 0 and finished_at >= ? group by finished_at / 3600000""",
                        row -> {
                            hours.put(Instant.ofEpochMilli(row.getLong("hour") * HOUR), row.getLong("orders"));
                        },
                        since.toEpochMilli());
        return hours;
    }

    @Override
    public Map<String, Double> estimateErrors() {
        return database
                .read()
                .query(
                        """
                        select operation, estimated_at, estimated_end, ended_at from batches where ended_at > estimated_at \
                        order by id desc limit ?""",
                        (row, n) -> Map.entry(
                                row.getString("operation"),
                                Math.abs((double) row.getLong("estimated_end") - row.getLong("ended_at"))
                                        / (row.getLong("ended_at") - row.getLong("estimated_at"))),
                        ESTIMATES_JUDGED)
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, TreeMap::new, Collectors.averagingDouble(Map.Entry::getValue)));
    }

    @Override
    public long bytes() {
        Long bytes = database.isPostgres()
                ? database.read().queryForObject("select pg_database_size(current_database())", Long.class)
                : database.read()
                        .queryForObject(
                                "select page_count * page_size from pragma_page_count(), pragma_page_size()",
                                Long.class);
        return bytes == null ? 0 : bytes;
    }
}
