package org.hospitalhub.ledger.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hospitalhub.ledger.Numbers;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.State;
import org.hospitalhub.ledger.Step;
import org.hospitalhub.ledger.database.Columns;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.lifecycle.OperationCatalog;
import org.hospitalhub.ledger.lifecycle.Rank;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Numbers from the database. */
final class JdbcNumbers implements Numbers {

    private static final long HOUR = 3_600_000;
    private static final int JUDGED = 100;
    private static final String NEWEST_COMPLETED =
            "select id from orders where operation = ? and state = 'completed' order by id desc limit ?";

    /** An index gives the orders of a queue by turn; only the first of them are looked at. */
    static final String OLDEST = oldest("accepted_at");

    private static final String OLDEST_ANSWER = oldest("finished_at");

    /** A file that is written again after a replay is late only when it cannot be written. */
    private static final String OLDEST_FILE = """
            select min(b.ended_at) from batch_files f join batches b on b.id = f.batch_id where f.due_at is not null \
            and (f.answered_at is null or f.why is not null)""";

    private final Database database;
    private final JdbcCounters counters;
    private final Operations operations;
    private final OperationCatalog catalog;
    private final WriteProof proof;

    JdbcNumbers(
            Database database,
            JdbcCounters counters,
            Operations operations,
            OperationCatalog catalog,
            WriteProof proof) {
        this.database = database;
        this.proof = proof;
        this.counters = counters;
        this.operations = operations;
        this.catalog = catalog;
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
        Wording title = database
                .read()
                .query(
                        "select problem_title, wordings from orders where id = ?",
                        (row, n) ->
                                OrderWordings.read(row.getString("wordings")).title(row.getString("problem_title")),
                        newest)
                .stream()
                .findFirst()
                .orElse(Wording.verbatim(code));
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
    public List<Oldest> oldest() {
        List<Oldest> oldest = new ArrayList<>();
        for (String lane : catalog.lanes()) {
            for (Priority priority : Priority.values()) {
                Stream.of(Rank.values())
                        .map(rank -> oldest(OLDEST, lane, priority, rank))
                        .filter(Objects::nonNull)
                        .min(Comparator.naturalOrder())
                        .ifPresent(moment -> oldest.add(new Oldest(lane, priority, moment)));
            }
        }
        return oldest;
    }

    private static String oldest(String column) {
        return """
                select min(%1$s) from (select %1$s from orders where lane = ? and priority = ? and rank = ? \
                and due_at is not null order by turn limit 100) first_of_queue""".formatted(column);
    }

    private @Nullable Instant oldest(String query, String lane, Priority priority, Rank rank) {
        Long oldest = database.read().queryForObject(query, Long.class, lane, Columns.number(priority), rank.number());
        return Columns.moment(oldest);
    }

    @Override
    public @Nullable Instant undeliveredSince() {
        List<@Nullable Instant> moments = new ArrayList<>();
        moments.add(Columns.moment(database.read().queryForObject(OLDEST_FILE, Long.class)));
        for (Priority priority : Priority.values()) {
            for (Rank rank : Rank.values()) {
                moments.add(oldest(OLDEST_ANSWER, OperationCatalog.DELIVERY, priority, rank));
            }
        }
        return moments.stream()
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    @Override
    public OptionalDouble requestsPerOrder(String service) {
        long orders = 0;
        long requests = 0;
        for (Operation operation : operations.all()) {
            List<Step> counted = operation.steps().stream()
                    .filter(step -> !step.budgets().isEmpty())
                    .toList();
            if (operation.service().equals(service) && !counted.isEmpty()) {
                List<String> ids =
                        database.read().queryForList(NEWEST_COMPLETED, String.class, operation.name(), JUDGED);
                orders += ids.size();
                requests += ids.isEmpty() ? 0 : requests(ids, counted);
            }
        }
        return orders == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) requests / orders);
    }

    private long requests(List<String> ids, List<Step> steps) {
        List<Object> arguments = new ArrayList<>(ids);
        steps.forEach(step -> arguments.add(step.name()));
        Long requests = database.read()
                .queryForObject(
                        "select count(*) from attempts where order_id in (?" + ", ?".repeat(ids.size() - 1)
                                + ") and step in (?" + ", ?".repeat(steps.size() - 1) + ")",
                        Long.class,
                        arguments.toArray());
        return requests == null ? 0 : requests;
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
    public void verifyWritable() {
        proof.writeIfDoubtful();
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
