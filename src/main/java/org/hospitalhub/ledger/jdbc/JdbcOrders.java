package org.hospitalhub.ledger.jdbc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.State;
import org.hospitalhub.ledger.Subject;
import org.hospitalhub.ledger.SubjectHash;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.database.OrderKey;
import org.hospitalhub.ledger.lifecycle.OperationCatalog;
import org.hospitalhub.ledger.lifecycle.OrderRecord;
import org.hospitalhub.ledger.lifecycle.OrderTransitions;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Orders in the database. */
final class JdbcOrders implements Orders {

    private static final int COUNTED = 10_000;

    private final Database database;
    private final JdbcOrderRecords records;
    private final OutcomeRecorder recorder;
    private final PayloadStore payloads;
    private final JdbcSubjectIndex subjects;
    private final JdbcAttempts attempts;
    private final JdbcCounters counters;
    private final OperationCatalog catalog;

    JdbcOrders(
            Database database,
            JdbcOrderRecords records,
            OutcomeRecorder recorder,
            PayloadStore payloads,
            JdbcSubjectIndex subjects,
            JdbcAttempts attempts,
            JdbcCounters counters,
            OperationCatalog catalog) {
        this.database = database;
        this.records = records;
        this.recorder = recorder;
        this.payloads = payloads;
        this.subjects = subjects;
        this.attempts = attempts;
        this.counters = counters;
        this.catalog = catalog;
    }

    @Override
    public Optional<Order> find(String id) {
        return records.find(id).map(OrderRecord::order);
    }

    @Override
    public Optional<ObjectNode> result(String id) {
        return payloads.result(database.read(), id);
    }

    @Override
    public long resultBytes(String id) {
        return payloads.resultBytes(id);
    }

    @Override
    public Optional<byte[]> payload(String id) {
        return payloads.payload(id);
    }

    @Override
    public List<ObjectNode> progress(String id) {
        List<ObjectNode> events = new ArrayList<>();
        payloads.memory(id).ifPresent(memory -> memory.path(PROGRESS).forEach(event -> {
            if (event instanceof ObjectNode object) {
                events.add(object);
            }
        }));
        return List.copyOf(events);
    }

    @Override
    public List<Attempt> attempts(String id) {
        return attempts.all(id);
    }

    @Override
    public Optional<byte[]> raw(String id, int attempt) {
        return Optional.ofNullable(attempts.raw(id, attempt));
    }

    @Override
    public SubjectHash hash(Subject subject) {
        return subjects.hash(subject);
    }

    @Override
    public Page list(Query query, int page, int size) {
        OrderFilter filter = new OrderFilter(
                query, query.subjects().isEmpty() ? null : subjects.find(query.subjects()), keys(query));
        long total = total(query, filter);
        List<Object> arguments = new ArrayList<>(filter.arguments());
        arguments.add(size);
        arguments.add((long) page * size);
        List<Order> items = records.look(filter.page(), arguments.toArray()).stream()
                .map(OrderRecord::order)
                .toList();
        return new Page(items, page, (int) ((total + size - 1) / size), total);
    }

    /** Returns the key that is looked for as each owner's row would hold it. */
    private List<String> keys(Query query) {
        if (query.key() == null) {
            return List.of();
        }
        List<String> owners = query.owner() != null
                ? List.of(query.owner())
                : database.read().queryForList(OrderFilter.OWNERS, String.class);
        List<String> keys = new ArrayList<>(List.of(query.key()));
        owners.forEach(owner -> keys.add(OrderKey.stored(owner, query.key())));
        return keys;
    }

    /** Numbers that are kept are exact; what must be counted is counted up to {@value COUNTED}. */
    private long total(Query query, OrderFilter filter) {
        if (filter.kept()) {
            return counters.count(query.operation()).entrySet().stream()
                    .filter(count -> query.state() == null || count.getKey() == query.state())
                    .mapToLong(java.util.Map.Entry::getValue)
                    .sum();
        }
        Long total = database.read()
                .queryForObject(
                        filter.count(COUNTED), Long.class, filter.arguments().toArray());
        return total == null ? 0 : total;
    }

    @Override
    public void fetched(String id, Instant now) {
        database.transact(() -> {
            Optional<OrderRecord> waiting = records.findForUpdate(id)
                    .filter(row -> row.address() instanceof Address.Ask)
                    .filter(row -> row.state().ended() && row.state() != State.PARKED)
                    .filter(row -> row.deliveredAt() == null);
            waiting.ifPresent(row -> recorder.save(row, OrderTransitions.fetched(row, now), now));
            return true;
        });
    }

    @Override
    public Order replay(String id, byte @Nullable [] corrected, String who, Instant now) {
        return database.transact(() -> {
            OrderRecord row = existing(id);
            String from = corrected == null ? restart(row) : firstStep(row);
            OrderRecord changed = OrderTransitions.replay(row, from, now);
            if (corrected != null) {
                payloads.payload(id, corrected);
                subjects.replace(row.operation(), id, corrected, now);
                changed = changed.withoutReuseKey();
            }
            OrderRecord saved = recorder.save(row, changed, now);
            recorder.wantAnswerAgain(row);
            return saved.order();
        });
    }

    /** Returns the step at which an order starts again: its own, or the first one when this version does not have its own any more. */
    private @Nullable String restart(OrderRecord row) {
        boolean known = row.undelivered() != null
                || catalog.operation(row.operation()).steps().stream()
                        .anyMatch(step -> step.name().equals(row.step()));
        return known ? null : firstStep(row);
    }

    private String firstStep(OrderRecord row) {
        return catalog.operation(row.operation()).steps().get(0).name();
    }

    @Override
    public Order confirmArrival(String id, ObjectNode result, String who, Instant now) {
        return database.transact(() -> {
            OrderRecord row = existing(id);
            OrderRecord confirmed = OrderTransitions.confirmArrival(row, now);
            payloads.result(id, result);
            attempts.start(id, confirmed.attempts(), confirmed.step(), who, now);
            attempts.end(id, confirmed.attempts(), "done", Wording.of("ATTEMPT.arrived"), null, now);
            recorder.wantAnswerAgain(row);
            return recorder.save(row, confirmed, now).order();
        });
    }

    @Override
    public Order cancel(String id, String who, Instant now) {
        return database.transact(() -> {
            OrderRecord row = existing(id);
            OrderRecord changed = OrderTransitions.cancel(row, now);
            if (row.state() == State.PARKED) {
                recorder.wantAnswerAgain(row);
            }
            return recorder.save(row, changed, now).order();
        });
    }

    private OrderRecord existing(String id) {
        return records.findForUpdate(id).orElseThrow(() -> new WrongMomentException(Wording.of("HTTP.no-order", id)));
    }
}
