package org.hospitalhub.ledger.jdbc;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.Runs;
import org.hospitalhub.ledger.database.Columns;
import org.hospitalhub.ledger.database.Database;

/** Runs in the database. */
final class JdbcRuns implements Runs {

    private final Database database;
    private final Claims claims;
    private final String run;

    JdbcRuns(Database database, Claims claims, String run) {
        this.database = database;
        this.claims = claims;
        this.run = run;
    }

    @Override
    public String id() {
        return run;
    }

    @Override
    public Optional<RunStatus> status(String node) {
        return database
                .write()
                .query(
                        "select run, place, beat, ended from nodes where node = ?",
                        (row, n) -> new RunStatus(
                                row.getString("run"),
                                row.getString("place"),
                                row.getLong("beat"),
                                row.getInt("ended") == 1),
                        name(node))
                .stream()
                .findFirst();
    }

    @Override
    public TakenBack takeBackAll(Instant now) {
        int attempts = 0;
        for (String other : database.write()
                .queryForList(
                        "select distinct claimed_by from orders where lease_until is not null and claimed_by <> ?",
                        String.class,
                        run)) {
            attempts += claims.recover(other, now);
        }
        return new TakenBack(attempts, filesDue("claimed_by <> ?", run, now));
    }

    @Override
    public TakenBack takeBack(String other, boolean proven, Instant now) {
        int attempts = proven ? claims.recover(other, now) : 0;
        return new TakenBack(attempts, filesDue("claimed_by = ?", other, now));
    }

    private int filesDue(String whose, String id, Instant now) {
        return database.write()
                .update(
                        "update batch_files set due_at = ?, claimed_by = null where due_at is not null and " + whose,
                        now.toEpochMilli(),
                        id);
    }

    @Override
    public boolean begin(String node, String place, Optional<RunStatus> before, Instant now) {
        return database.transact(() -> before.map(old -> database.write()
                                .update(
                                        "update nodes set run = ?, place = ?, beat = beat + 1, ended = 0, seen_at = ?"
                                                + " where node = ? and run = ? and beat = ?",
                                        run,
                                        place,
                                        now.toEpochMilli(),
                                        name(node),
                                        old.run(),
                                        old.beat()))
                        .orElseGet(() -> database.write()
                                .update(
                                        "insert into nodes (node, run, place, beat, ended, seen_at)"
                                                + " values (?, ?, ?, 0, 0, ?) on conflict do nothing",
                                        name(node),
                                        run,
                                        place,
                                        now.toEpochMilli()))
                == 1);
    }

    @Override
    public boolean beat(String node, Instant now) {
        return mark("beat = beat + 1", node, now);
    }

    @Override
    public void mark() {
        database.mark();
    }

    @Override
    public void end(String node, Instant now) {
        mark("ended = 1", node, now);
    }

    private boolean mark(String what, String node, Instant now) {
        List<Object> arguments = List.of(now.toEpochMilli(), name(node), run);
        return database.write()
                        .update(
                                "update nodes set " + what + ", seen_at = ? where node = ? and run = ?",
                                arguments.toArray())
                == 1;
    }

    private static String name(String node) {
        return String.valueOf(Columns.cut(node, 200));
    }
}
