package org.hospitalhub.ledger.jdbc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hospitalhub.ledger.Acceptance;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.State;
import org.hospitalhub.ledger.crypto.SealedJson;
import org.hospitalhub.ledger.database.Columns;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.database.OrderKey;
import org.hospitalhub.ledger.lifecycle.OperationCatalog;
import org.hospitalhub.ledger.lifecycle.OrderRecord;
import org.hospitalhub.ledger.lifecycle.OrderTransitions;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Acceptance in the database. */
final class JdbcAcceptance implements Acceptance {

    private final Database database;
    private final JdbcOrderRecords records;
    private final PayloadStore payloads;
    private final JdbcSubjectIndex subjects;
    private final JdbcCounters counters;
    private final AnswerReuse reuse;
    private final SealedJson sealedJson;
    private final OperationCatalog catalog;
    private final InstantSource clock;

    JdbcAcceptance(
            Database database,
            JdbcOrderRecords records,
            PayloadStore payloads,
            JdbcSubjectIndex subjects,
            JdbcCounters counters,
            AnswerReuse reuse,
            SealedJson sealedJson,
            OperationCatalog catalog,
            InstantSource clock) {
        this.database = database;
        this.records = records;
        this.payloads = payloads;
        this.subjects = subjects;
        this.counters = counters;
        this.reuse = reuse;
        this.sealedJson = sealedJson;
        this.catalog = catalog;
        this.clock = clock;
    }

    /** A row that is about to be written, and its columns, sealed before the transaction begins. */
    private record Draft(
            OrderRecord row, NewOrder order, Object[] columns, Object[] payloads, List<Object[]> subjects) {}

    @Override
    public Accepted accept(NewOrder order) {
        Instant now = clock.instant();
        Draft draft = draft(order, now, now, JdbcSubjectIndex.part(now, 1));
        return database.transact(() -> known(order).orElseGet(() -> write(draft, now)));
    }

    private Accepted write(Draft draft, Instant now) {
        Draft placed = place(List.of(draft), now).get(0);
        if (insert(List.of(placed)).isEmpty()) {
            return known(draft.order()).orElseThrow();
        }
        OrderRecord row = placed.row();
        counters.add(row.operation(), row.batch(), Map.of(row.state(), 1L));
        return new Accepted(row.order(), false);
    }

    private Optional<Accepted> known(NewOrder order) {
        if (order.key() == null) {
            return Optional.empty();
        }
        // Rows of earlier versions hold the plain key, which may be another owner's.
        return records
                .select(
                        "where o.order_key in (?, ?)" + records.forUpdate(),
                        OrderKey.stored(order.owner(), order.key()),
                        order.key())
                .stream()
                .filter(row -> row.owner().equals(order.owner()))
                .findFirst()
                .map(row -> sameAsBefore(row, order));
    }

    private Accepted sameAsBefore(OrderRecord row, NewOrder order) {
        if (!row.operation().equals(order.operation())) {
            throw new KeyReusedException(Wording.of("KEY_REUSED.operation", row.operation(), order.operation()));
        }
        if (!sealedJson.isFingerprint(row.fingerprint(), order.operation(), order.payload())) {
            throw new KeyReusedException(Wording.of("KEY_REUSED", row.id()));
        }
        return new Accepted(answeredToo(row, order).order(), true);
    }

    /** Returns the order with the address of a repeat added, because its sender wants the answer there, too. */
    private OrderRecord answeredToo(OrderRecord row, NewOrder repeat) {
        if (!(repeat.address() instanceof Address.Queue more) || (row.state().ended() && row.state() != State.PARKED)) {
            return row;
        }
        Address address = row.address();
        if (address instanceof Address.Queue known) {
            address = known.with(more);
        } else if (address instanceof Address.Ask) {
            address = more;
        }
        return address.equals(row.address()) ? row : records.move(row, address);
    }

    @Override
    public void acceptAll(String batch, long position, List<NewOrder> orders) {
        Instant now = clock.instant();
        Queue queue = queue(batch);
        long part = JdbcSubjectIndex.part(now, orders.size());
        // Sealing takes as long as writing, and needs no order.
        List<Draft> drafts = orders.parallelStream()
                .map(order -> draft(order, queue.turn(order.address()), now, part))
                .toList();
        database.transact(() -> writeAll(batch, position, drafts, now));
    }

    /** The positions of a batch's records in the fair queue: one nominal interval of the service apart. */
    private record Queue(Instant start, Duration interval) {
        Instant turn(Address address) {
            long record = address instanceof Address.BatchRecord given ? given.record() : 0;
            return start.plus(interval.multipliedBy(record));
        }
    }

    private Queue queue(String batch) {
        return database
                .read()
                .query(
                        "select turn, operation from batches where id = ?",
                        (row, n) ->
                                new Queue(Columns.moment(row, "turn"), catalog.interval(row.getString("operation"))),
                        batch)
                .stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no batch " + batch));
    }

    private boolean writeAll(String batch, long position, List<Draft> drafts, Instant now) {
        database.write().query("select id from batches where id = ?" + database.forUpdate(), row -> {}, batch);
        List<Draft> placed = place(drafts, now);
        Map<State, Long> counts = new EnumMap<>(State.class);
        insert(placed).forEach(draft -> counts.merge(draft.row().state(), 1L, Long::sum));
        if (!placed.isEmpty()) {
            counters.add(placed.get(0).row().operation(), batch, counts);
        }
        database.write()
                .update("update batches set position = ? where id = ? and position < ?", position, batch, position);
        return true;
    }

    /** Inserts the drafts that are new, and returns these. */
    private List<Draft> insert(List<Draft> drafts) {
        Set<String> ids = records.insert(drafts.stream().map(Draft::columns).toList());
        List<Draft> inserted =
                drafts.stream().filter(draft -> ids.contains(draft.row().id())).toList();
        payloads.insert(inserted.stream().map(Draft::payloads).toList());
        subjects.insert(
                inserted.stream().flatMap(draft -> draft.subjects().stream()).toList());
        return inserted;
    }

    /** Lets new orders take over answers; where that changes an order, its columns are computed again. */
    private List<Draft> place(List<Draft> drafts, Instant now) {
        List<Draft> placed = new ArrayList<>(drafts.size());
        List<AnswerReuse.Placed> found =
                reuse.place(drafts.stream().map(Draft::row).toList(), now);
        for (int i = 0; i < drafts.size(); i++) {
            Draft draft = drafts.get(i);
            AnswerReuse.Placed place = found.get(i);
            placed.add(
                    place.row().equals(draft.row())
                            ? draft
                            : draft(
                                    draft.order(),
                                    OrderTransitions.deliverIfEnded(place.row(), now),
                                    place.result(),
                                    draft.subjects()));
        }
        return placed;
    }

    private Draft draft(NewOrder order, Instant turn, Instant now, long part) {
        Operation operation = catalog.operation(order.operation());
        String id = UuidCreator.getTimeOrderedEpoch(now).toString();
        boolean refused = order.findings().stream().anyMatch(Finding::refuses);
        boolean reusable = order.reuseKey() != null && operation.reuse().compareTo(Duration.ZERO) > 0 && !refused;
        OrderRecord accepted = OrderRecord.accepted(
                id,
                order,
                sealedJson.fingerprint(order.operation(), order.payload()),
                reusable && order.reuseKey() != null ? sealedJson.reuseKey(order.operation(), order.reuseKey()) : null,
                operation.steps().get(0).name(),
                turn,
                now);
        OrderRecord row = refused ? OrderTransitions.refuseAtOnce(accepted, now) : accepted;
        return draft(
                order,
                OrderTransitions.deliverIfEnded(row, now),
                null,
                subjects.rows(order.operation(), id, order.payload(), part));
    }

    private Draft draft(NewOrder order, OrderRecord row, @Nullable ObjectNode result, List<Object[]> about) {
        return new Draft(
                row,
                order,
                records.values(row),
                payloads.values(row.id(), order.payload(), order.source(), result),
                about);
    }
}
