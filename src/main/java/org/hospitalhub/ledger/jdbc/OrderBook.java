package org.hospitalhub.ledger.jdbc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.State;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.lifecycle.Course;
import org.hospitalhub.ledger.lifecycle.OperationCatalog;
import org.hospitalhub.ledger.lifecycle.OrderRow;

/** Writes a changed order down together with everything that follows from the change. Runs inside a transaction. */
final class OrderBook {

    private final Database database;
    private final JdbcOrderRecords table;
    private final PayloadStore payloads;
    private final JdbcCounters counters;

    OrderBook(Database database, JdbcOrderRecords table, PayloadStore payloads, JdbcCounters counters) {
        this.database = database;
        this.table = table;
        this.payloads = payloads;
        this.counters = counters;
    }

    /** Saves an order after its course changed; returns it as it was saved. */
    OrderRow save(OrderRow before, OrderRow changed, Instant now) {
        boolean newlyEnded =
                ended(changed) && before.course().state() != changed.course().state();
        OrderRow after = newlyEnded ? onItsWay(changed, now) : changed;
        table.update(before, after);
        counters.move(before, after);
        if (newlyEnded) {
            tellFollowers(after, now);
            if (after.batch() != null) {
                answerWhenEnded(after.batch(), now);
            }
        }
        return after;
    }

    /** Gives an order that ended to delivery, if somebody is to be told. Parked orders are not told: a person comes first. */
    static OrderRow onItsWayIfEnded(OrderRow row, Instant now) {
        return ended(row) ? onItsWay(row, now) : row;
    }

    private static OrderRow onItsWay(OrderRow row, Instant now) {
        boolean told = row.address() instanceof Address.Queue || row.address() instanceof Address.Callback;
        Course course = row.course();
        return told && course.state() != State.PARKED && !course.delivering()
                ? row.with(course.deliver(OperationCatalog.DELIVER.name(), now))
                : row;
    }

    /** Makes the result files of a batch due once it is sealed and none of its orders is open. */
    void answerWhenEnded(String batch, Instant now) {
        counters.answerWhenEnded(batch, now);
    }

    /** Makes every file of a batch want an answer again; it falls due with the next end. */
    void wantAnswerAgain(String batch) {
        database.write().update("update batch_files set answered_at = null, due_at = null where batch_id = ?", batch);
    }

    private void tellFollowers(OrderRow leader, Instant now) {
        List<OrderRow> followers = table.followers(leader.id());
        if (!followers.isEmpty()) {
            database.writeNow();
        }
        for (OrderRow follower : followers) {
            Optional<ObjectNode> answer = leader.course().state() == State.COMPLETED
                    ? payloads.result(database.write(), leader.id())
                    : Optional.empty();
            if (answer.isPresent()) {
                payloads.result(follower.id(), answer.get());
                save(
                        follower,
                        follower.withLeader(leader.id(), null)
                                .with(follower.course().completeWithout(now)),
                        now);
            } else {
                save(
                        follower,
                        follower.withLeader(null, null).with(follower.course().goAlone(now)),
                        now);
            }
        }
    }

    private static boolean ended(OrderRow row) {
        return row.course().state().ended();
    }
}
