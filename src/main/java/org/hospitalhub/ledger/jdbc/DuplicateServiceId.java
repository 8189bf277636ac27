package org.hospitalhub.ledger.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hospitalhub.ledger.CauseLog;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.State;
import org.hospitalhub.ledger.lifecycle.OperationCatalog;
import org.hospitalhub.ledger.lifecycle.OrderRecord;
import org.hospitalhub.ledger.lifecycle.OrderTransitions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parks orders whose answers may be those of other patients, whatever they have come to: an answer that was given already is
 * taken back and serves no other order. Their replay begins with the first step.
 */
final class DuplicateServiceId {

    private static final Logger log = LoggerFactory.getLogger(DuplicateServiceId.class);

    private static final Problem SAME_ID = Problem.of("SAME_ORDER_ID", "SAME_ORDER_ID");

    /** The outcome of the order that brought an id that others have. */
    static final Outcome OUTCOME = new Outcome.Failed(SAME_ID, Outcome.Remedy.PARK, null, null);

    private final CauseLog found = new CauseLog(log::error, System::nanoTime);
    private final JdbcOrderRecords records;
    private final PayloadStore payloads;
    private final JdbcAttempts attempts;
    private final JdbcBudgets budgets;
    private final OperationCatalog catalog;

    DuplicateServiceId(
            JdbcOrderRecords records,
            PayloadStore payloads,
            JdbcAttempts attempts,
            JdbcBudgets budgets,
            OperationCatalog catalog) {
        this.records = records;
        this.payloads = payloads;
        this.attempts = attempts;
        this.budgets = budgets;
        this.catalog = catalog;
    }

    /** Logs each service once a minute, however often it gives an id twice. */
    void logDuplicate(String service, String finder, Set<String> orders) {
        found.tell(
                service,
                "Service %s gave order %s the same id as orders %s, which asked something else; all are parked"
                        .formatted(service, finder, orders));
    }

    /** Logs how many more were found since the last lines. */
    void flushLog() {
        found.flush();
    }

    /** Returns an order and those that took over its answer, as far as they can be parked. */
    List<OrderRecord> affected(String id) {
        return records.findForUpdate(id).stream()
                .flatMap(order -> withCopies(order).stream())
                .filter(order -> order.state() != State.CANCELLED && catalog.knows(order.operation()))
                .toList();
    }

    private List<OrderRecord> withCopies(OrderRecord order) {
        List<OrderRecord> all = new ArrayList<>(List.of(order));
        if (order.reuseKey() != null) {
            all.addAll(records.select(
                    "where o.question = ? and o.reused_from = ? order by o.id" + records.forUpdate(),
                    order.reuseKey(),
                    order.id()));
        }
        return all;
    }

    /** Ends a try of the order and forgets its answer; returns it parked. */
    OrderRecord park(OrderRecord order, Instant now) {
        if (order.claimed()) {
            attempts.end(order.id(), order.attempts(), "failed", SAME_ID.codeAndTitle(), null, now);
            budgets.end(order.id(), order.attempts(), now);
        }
        payloads.forget(order.id());
        String first = catalog.operation(order.operation()).steps().get(0).name();
        return OrderTransitions.parkFromTheStart(order, first, SAME_ID, now);
    }
}
