package org.hospitalhub.ledger.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hospitalhub.ledger.AnswerTimes;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.State;
import org.hospitalhub.ledger.database.Columns;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.lifecycle.OrderRecord;
import org.hospitalhub.pacing.AnswerTime;
import org.hospitalhub.pacing.LearnedPollPlan;
import org.jspecify.annotations.Nullable;

/** Answer times in the database: one row for each order that was asked, rewritten at each question. */
final class JdbcAnswerTimes implements AnswerTimes {

    private final Database database;

    JdbcAnswerTimes(Database database) {
        this.database = database;
    }

    /**
     * Records what a question shows of the service's time to answer.
     *
     * @param before the order as it was when the question left
     * @param fetched whether it found that the answer is there for another step
     * @return {@code after} with what is known of its questions
     */
    OrderRecord learn(OrderRecord before, OrderRecord after, Outcome outcome, boolean fetched, Instant now) {
        Instant since = before.askedSince();
        if (since == null) {
            return after;
        }
        // What the question found was so when it left, whenever the answer arrived.
        Instant asked = before.triedSince(now);
        if (outcome instanceof Outcome.Wait) {
            put(before, since, asked, null);
            return after.withPolls(since, asked);
        }
        boolean answered = outcome instanceof Outcome.Done || outcome instanceof Outcome.Refused || fetched;
        if (answered) {
            put(before, since, before.unansweredAt() == null ? since : before.unansweredAt(), asked);
        }
        return answered || after.state() == State.PARKED ? after.withPolls(null, null) : after;
    }

    private void put(OrderRecord row, Instant since, Instant lower, @Nullable Instant upper) {
        database.writeLast(
                """
                        insert into answer_times (order_id, operation, ordered_at, lower_ms, upper_ms, questions) \
                        values (?, ?, ?, ?, ?, 1) on conflict (order_id) do update set ordered_at = excluded.ordered_at, \
                        lower_ms = excluded.lower_ms, upper_ms = excluded.upper_ms, \
                        questions = answer_times.questions + 1""",
                row.id(),
                row.operation(),
                since.toEpochMilli(),
                age(since, lower),
                upper == null ? null : age(since, upper));
    }

    private static long age(Instant since, Instant then) {
        return Math.max(0, Duration.between(since, then).toMillis());
    }

    @Override
    public List<AnswerTime> newest(String operation, int limit) {
        return database.read()
                .query(
                        """
                        select ordered_at, lower_ms, upper_ms, questions from answer_times where operation = ? \
                        order by ordered_at desc limit ?""",
                        (row, n) -> {
                            Duration lower = Duration.ofMillis(row.getLong("lower_ms"));
                            long upper = row.getLong("upper_ms");
                            return new AnswerTime(
                                    lower,
                                    row.wasNull() ? null : Duration.ofMillis(upper),
                                    Columns.moment(row, "ordered_at"),
                                    row.getInt("questions"));
                        },
                        operation,
                        limit);
    }

    /** Forgets all that no plan asks for any more. */
    void trim(String operation) {
        database.write().update("""
                        delete from answer_times where operation = ? and ordered_at < (\
                        select min(ordered_at) from (select ordered_at from answer_times where operation = ? \
                        order by ordered_at desc limit %d) n)""".formatted(LearnedPollPlan.REMEMBERED), operation, operation);
    }
}
