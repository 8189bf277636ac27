package org.hospitalhub.ledger.jdbc;

import java.time.Duration;
import java.time.InstantSource;
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

    /** Less is what reading two clocks twice, and their drift since the last mark, may make. */
    private static final Duration TOLERATED = Duration.ofMillis(250);

    /** On a busy machine a thread may have to wait between two clocks: it then reads them again. */
    private static final Duration CLOSE = Duration.ofMillis(50);

    private static final int TRIES = 5;

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
    private final InstantSource clock;
    private final Supplier<@Nullable Uptime> uptime;

    JdbcClockMarks(Database database, InstantSource clock, Supplier<@Nullable Uptime> uptime) {
        this.database = database;
        this.clock = clock;
        this.uptime = uptime;
    }

    private record Mark(String boot, long up, long at) {}

    /**
     * Both clocks at one moment.
     *
     * @param apart milliseconds that may lie between the two
     */
    private record Reading(Mark mark, long apart) {}

    /** Compares the clock with the last run's, and moves what waits if it was set since. */
    void begin() {
        Reading now = read();
        if (now == null || !alone()) {
            return;
        }
        Duration set = database.transact(() -> {
            Duration by = setBy(now);
            if (!by.isZero()) {
                move(by.toMillis());
            }
            database.write()
                    .update(
                            "delete from clock_marks where boot <> ?",
                            now.mark().boot());
            mark(now.mark());
            return by;
        });
        if (!set.isZero()) {
            log.warn(
                    "The clock was changed by {} since the last run; the due times of waiting orders were moved by the same amount",
                    set);
        }
    }

    /** Notes what the clock shows now; the last note stays where it cannot be read well. */
    void mark() {
        Reading now = read();
        if (now != null && now.apart() <= CLOSE.toMillis()) {
            mark(now.mark());
        }
    }

    private @Nullable Reading read() {
        Reading best = null;
        for (int tries = 0; tries < TRIES && (best == null || best.apart() > CLOSE.toMillis()); tries++) {
            Uptime before = uptime.get();
            long at = clock.millis();
            Uptime after = uptime.get();
            if (before == null || after == null) {
                return null;
            }
            long apart = after.millis() - before.millis();
            if (best == null || apart < best.apart()) {
                best = new Reading(new Mark(after.boot(), before.millis(), at), apart);
            }
        }
        return best;
    }

    private void mark(Mark mark) {
        database.write().update("""
                insert into clock_marks (boot, up_ms, at_ms) values (?, ?, ?) \
                on conflict (boot) do update set up_ms = excluded.up_ms, at_ms = excluded.at_ms""", Columns.cut(mark.boot(), 40), mark.up(), mark.at());
    }

    private boolean alone() {
        Integer hubs = database.write().queryForObject("select count(*) from nodes", Integer.class);
        return !database.isPostgres() || hubs == null || hubs <= 1;
    }

    /** Returns how far the clock is ahead of its value without the change. */
    private Duration setBy(Reading reading) {
        Mark now = reading.mark();
        List<Mark> marks = database.write()
                .query(
                        "select boot, up_ms, at_ms from clock_marks order by at_ms",
                        (row, n) -> new Mark(row.getString(1), row.getLong(2), row.getLong(3)));
        for (Mark mark : marks) {
            if (mark.boot().equals(now.boot()) && mark.up() <= now.up()) {
                Duration by = Duration.ofMillis(now.at() - mark.at() - (now.up() - mark.up()));
                return by.abs().compareTo(TOLERATED.plusMillis(reading.apart())) > 0 ? by : Duration.ZERO;
            }
        }
        // After a boot it is unknown how long the machine was off; zero is the minimum.
        Duration since = marks.isEmpty()
                ? Duration.ZERO
                : Duration.ofMillis(now.at() - marks.get(marks.size() - 1).at());
        return since.compareTo(CERTAINLY_BACK.negated()) < 0 ? since : Duration.ZERO;
    }

    private void move(long millis) {
        MOVES.forEach(move -> database.write().update(move.replace("?1", Long.toString(millis))));
    }
}
