package org.hospitalhub.ledger.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.State;
import org.hospitalhub.ledger.lifecycle.Course;
import org.hospitalhub.ledger.lifecycle.OperationCatalog;
import org.hospitalhub.ledger.lifecycle.OrderRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parks orders whose answers may be those of other patients, whatever they have come to: an answer that was given already is
 * taken back and serves no other order. Their replay begins with the first step.
 */
final class DuplicateServiceId {

    private static final Logger log = LoggerFactory.getLogger(DuplicateServiceId.class);

    private static final Problem SAME_ID = new Problem(
            "SAME_ORDER_ID",
            "The service gave the same order id to two questions",
            "Nobody can say whose answer it holds, so that all orders with this id wait for a person and their answers are taken"
                    + " back: compare what was delivered. Ask the support of the service, then replay the orders; they are"
                    + " sent again from the first step.");

    private final JdbcOrderRecords table;
    private final OrderBook recorder;
    private final PayloadStore payloads;
    private final JdbcAttempts attempts;
    private final JdbcBudgets budgets;
    private final OperationCatalog catalog;

    DuplicateServiceId(
            JdbcOrderRecords table,
            OrderBook recorder,
            PayloadStore payloads,
            JdbcAttempts attempts,
            JdbcBudgets budgets,
            OperationCatalog catalog) {
        this.table = table;
        this.recorder = recorder;
        this.payloads = payloads;
        this.attempts = attempts;
        this.budgets = budgets;
        this.catalog = catalog;
    }

    /** Parks these orders and those that took over an answer of theirs; returns the outcome of the one that found it out. */
    Outcome sameId(String finder, Set<String> orders, Instant now) {
        log.error(
                "The service gave order {} an id that orders {} with another question have: all are parked",
                finder,
                orders);
        for (String order : orders) {
            Optional<OrderRow> found = table.findForUpdate(order);
            found.stream().flatMap(row -> withCopies(row).stream()).forEach(row -> park(row, now));
        }
        return new Outcome.Failed(SAME_ID, Outcome.Remedy.PARK, null, null);
    }

    private List<OrderRow> withCopies(OrderRow row) {
        List<OrderRow> rows = new ArrayList<>(List.of(row));
        if (row.question() != null) {
            rows.addAll(table.select(
                    "where o.question = ? and o.reused_from = ? order by o.id" + table.forUpdate(),
                    row.question(),
                    row.id()));
        }
        return rows;
    }

    private void park(OrderRow row, Instant now) {
        Course course = row.course();
        if (course.state() == State.CANCELLED || !catalog.knows(row.operation())) {
            return;
        }
        if (course.claimed()) {
            attempts.end(row.id(), course.attempts(), "failed", SAME_ID.code() + ": " + SAME_ID.title(), null, now);
            budgets.end(row.id(), course.attempts(), now);
        }
        payloads.forget(row.id());
        String first = catalog.operation(row.operation()).steps().get(0).name();
        OrderRow parked =
                row.withLeader(null, null).withQuestions(null, null).with(course.distrust(first, SAME_ID, now));
        recorder.save(row, parked, now);
        if (row.batch() != null) {
            recorder.wantAnswerAgain(row.batch());
        }
    }
}
