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

    /** The continuation of an order after a step. */
    enum Going {
        /** To no other step. */
        NOT_ON,
        /** To a question, the same one or another. */
        TO_QUESTION,
        /** To a request that fetches or confirms the answer. */
        TO_ANSWER,
        /** To a step that costs no request: the step behind it decides. */
        UNDECIDED,
        /** To a step that begins again. */
        TO_BEGINNING
    }

    /**
     * Records what a question shows of the service's time to answer.
     *
     * @param before the order as it was when the question left
     * @return {@code after} with what is known of its questions
     */
    OrderRecord learn(OrderRecord before, OrderRecord after, Outcome outcome, Going going, Instant now) {
        Instant since = before.askedSince();
        if (since == null) {
            return after;
        }
        // What the question found was so when it left, whenever the answer arrived.
        Instant asked = before.triedSince(now);
        if (outcome instanceof Outcome.Wait) {
            putWaiting(before, since, asked);
            return after.withPolls(since, asked);
        }
        if (going == Going.UNDECIDED) {
            return after.withPolls(since, asked);
        }
        if (answers(outcome, going)) {
            putAnswered(before, since, before.unansweredAt() == null ? since : before.unansweredAt(), asked);
        }
        return ends(after, outcome, going) ? after.withPolls(null, null) : after;
    }

    /**
     * Records what the step behind a question shows of it, when that step sent no request itself.
     *
     * @param before the order as it was at that step, with the moment of the question
     */
    OrderRecord decide(OrderRecord before, OrderRecord after, Outcome outcome, Going going) {
        Instant since = before.askedSince();
        Instant asked = before.unansweredAt();
        if (since == null || asked == null) {
            return after;
        }
        if (going == Going.TO_QUESTION) {
            putWaiting(before, since, asked);
        } else if (answers(outcome, going)) {
            putAnsweredSinceLast(before, since, asked);
        }
        return ends(after, outcome, going) ? after.withPolls(null, null) : after;
    }

    private static boolean answers(Outcome outcome, Going going) {
        return outcome instanceof Outcome.Done || outcome instanceof Outcome.Refused || going == Going.TO_ANSWER;
    }

    private static boolean ends(OrderRecord after, Outcome outcome, Going going) {
        return answers(outcome, going) || going == Going.TO_BEGINNING || after.state() == State.PARKED;
    }

    private void putWaiting(OrderRecord row, Instant since, Instant lower) {
        put(row, since, lower, null, "excluded.lower_ms");
    }

    private void putAnswered(OrderRecord row, Instant since, Instant lower, Instant upper) {
        put(row, since, lower, upper, "excluded.lower_ms");
    }

    /** The question before the one that had the answer is in the order's row, if there was one. */
    private void putAnsweredSinceLast(OrderRecord row, Instant since, Instant upper) {
        put(
                row,
                since,
                since,
                upper,
                "case when answer_times.ordered_at = excluded.ordered_at then answer_times.lower_ms else 0 end");
    }

    private void put(OrderRecord row, Instant since, Instant lower, @Nullable Instant upper, String newLower) {
        database.writeLast(
                """
                        insert into answer_times (order_id, operation, ordered_at, lower_ms, upper_ms, questions) \
                        values (?, ?, ?, ?, ?, 1) on conflict (order_id) do update set lower_ms = %s, \
                        ordered_at = excluded.ordered_at, upper_ms = excluded.upper_ms, \
                        questions = answer_times.questions + 1""".formatted(newLower),
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
