package org.hospitalhub.ledger.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.hospitalhub.ledger.Uptime;
import org.hospitalhub.ledger.database.Columns;
import org.hospitalhub.ledger.database.Database;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the clock was set between two runs, and moves what waits along with it: an order that was to wait ten seconds
 * waits ten seconds, whatever the clock shows. Only where one hub uses the ledger, since the moments in it are those of one clock then.
 */
final class JdbcClockMarks {

    private static final Logger log = LoggerFactory.getLogger(JdbcClockMarks.class);

    /** Less is what reading two clocks one after the other, and their drift since the last mark, may make. */
    private static final Duration TOLERATED = Duration.ofMillis(250);

    /** Across boots only a clock that went back is certain, and one that was a little fast is nothing to speak of. */
    private static final Duration CERTAINLY_BACK = Duration.ofSeconds(5);

    private static final List<String> MOVES = List.of(
            """
            update orders set due_at = due_at + ?1, turn = turn + ?1, entered_at = entered_at + ?1, tried_at = tried_at + ?1, \
            asked_since = asked_since + ?1, unanswered_at = unanswered_at + ?1 where due_at is not null""",
            "update orders set lease_until = lease_until + ?1 where lease_until is not null",
            "update batch_files set due_at = due_at + ?1 where due_at is not null",
            "update budgets set stopped_until = stopped_until + ?1, share_at = share_at + ?1",
            "update holds set next_at = next_at + ?1 where next_at > 0",
            "update secrets set leased_until = leased_until + ?1 where leased_until is not null");

    private final Database database;
    private final Supplier<@Nullable Uptime> uptime;

    JdbcClockMarks(Database database, Supplier<@Nullable Uptime> uptime) {
        this.database = database;
        this.uptime = uptime;
    }

    private record Mark(String boot, long up, long at) {}

    /** Compares the clock with the last run's, and moves what waits if it was set since. */
    void begin(Instant now) {
        Uptime up = uptime.get();
        if (up == null || !alone()) {
            return;
        }
        Duration set = database.transact(() -> {
            Duration by = setBy(up, now);
            if (!by.isZero()) {
                move(by.toMillis());
            }
            database.write().update("delete from clock_marks where boot <> ?", up.boot());
            mark(up, now);
            return by;
        });
        if (!set.isZero()) {
            log.warn(
                    "The clock was changed by {} since the last run; the due times of waiting orders were moved by the same amount",
                    set);
        }
    }

    /** Notes what the clock shows now. */
    void mark(Instant now) {
        Uptime up = uptime.get();
        if (up != null) {
            mark(up, now);
        }
    }

    private void mark(Uptime up, Instant now) {
        database.write().update("""
                insert into clock_marks (boot, up_ms, at_ms) values (?, ?, ?) \
                on conflict (boot) do update set up_ms = excluded.up_ms, at_ms = excluded.at_ms""", Columns.cut(up.boot(), 40), up.millis(), now.toEpochMilli());
    }

    private boolean alone() {
        Integer hubs = database.write().queryForObject("select count(*) from nodes", Integer.class);
        return !database.isPostgres() || hubs == null || hubs <= 1;
    }

    /** Returns how far the clock is ahead of its value without the change. */
    private Duration setBy(Uptime up, Instant now) {
        List<Mark> marks = database.write()
                .query(
                        "select boot, up_ms, at_ms from clock_marks order by at_ms",
                        (row, n) -> new Mark(row.getString(1), row.getLong(2), row.getLong(3)));
        for (Mark mark : marks) {
            if (mark.boot().equals(up.boot()) && mark.up() <= up.millis()) {
                Duration by = Duration.ofMillis(now.toEpochMilli() - mark.at() - (up.millis() - mark.up()));
                return by.abs().compareTo(TOLERATED) > 0 ? by : Duration.ZERO;
            }
        }
        // After a boot it is unknown how long the machine was off; zero is the minimum.
        Duration since = marks.isEmpty()
                ? Duration.ZERO
                : Duration.ofMillis(
                        now.toEpochMilli() - marks.get(marks.size() - 1).at());
        return since.compareTo(CERTAINLY_BACK.negated()) < 0 ? since : Duration.ZERO;
    }

    private void move(long millis) {
        MOVES.forEach(move -> database.write().update(move.replace("?1", Long.toString(millis))));
    }
}
