package org.hospitalhub.ledger.jdbc;

import static org.hospitalhub.ledger.database.Columns.millis;
import static org.hospitalhub.ledger.database.Columns.moment;
import static org.hospitalhub.ledger.database.Columns.momentOrNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.hospitalhub.ledger.CauseLog;
import org.hospitalhub.ledger.Uptime;
import org.hospitalhub.ledger.crypto.StoredWording;
import org.hospitalhub.ledger.database.Columns;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.pacing.Budget.Call;
import org.hospitalhub.pacing.BudgetState;
import org.hospitalhub.pacing.Permits;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/** The calls of every budget and what limit answers taught, in the database, so that restarts and nodes share them. */
final class JdbcBudgets {

    /** How long the words of one order's answer count against those of another's. */
    private static final Duration WORDS_COUNT = Duration.ofMinutes(10);
    /** How much longer calls are kept than they count, for the numbers that look back. */
    private static final Duration KEPT = Duration.ofMinutes(1);
    /** From here on calls are read in groups: a day may have hundreds of thousands. */
    private static final Duration LONG = Duration.ofMinutes(2);
    /** Parts of a long window; the calls of a part are free again with the last of them, never too early. */
    private static final int PARTS = 500;

    private static final String ONE_BY_ONE =
            "select left_at, ended_at, question, run, boot, left_up, requests from calls where budget = ?";
    private static final String GROUPED = """
            select max(left_at) as left_at, max(ended_at) as ended_at, question, run, boot, max(left_up) as left_up, \
            sum(requests) as requests from calls where budget = ? group by question, run, boot, ended_at / ?""";

    private final Database database;
    private final InstantSource clock;
    private final Supplier<@Nullable Uptime> uptime;
    private final NodeClocks clocks = new NodeClocks();
    private final CauseLog limits = new CauseLog(LoggerFactory.getLogger(JdbcBudgets.class)::warn, System::nanoTime);

    /**
     * Sets up the table.
     *
     * @param clock this node's; it must not be put back while the ledger is open
     * @param uptime the machine's own count of time, null if unavailable
     */
    JdbcBudgets(Database database, InstantSource clock, Supplier<@Nullable Uptime> uptime) {
        this.database = database;
        this.uptime = uptime;
        this.clock = clock;
    }

    /** Returns the id of this run in the calls it writes. */
    String run() {
        return clocks.run();
    }

    /**
     * Budgets whose rows are kept for this transaction.
     *
     * @param permits by the budget's name
     * @param now moment after the rows were locked, by the clock of this node
     * @param slowest the same moment by a clock that no other node's is known to be behind
     */
    record Locked(Map<String, Permits> permits, Instant now, Instant slowest) {
        Duration lag() {
            return Duration.between(slowest, now);
        }
    }

    /** Keeps the rows of budgets for this transaction, so that no two nodes count the same free permit. */
    Locked lock(List<Budget> budgets, Instant asked) {
        // Always in one order, or two nodes could wait for each other.
        List<Budget> sorted =
                budgets.stream().sorted(Comparator.comparing(Budget::name)).toList();
        Map<String, BudgetState> states = new HashMap<>();
        sorted.forEach(budget -> states.put(budget.name(), lockedState(budget, asked)));
        Map<String, List<NodeClocks.Stamped>> stamped = new HashMap<>();
        sorted.forEach(budget -> stamped.put(budget.name(), calls(database.write(), budget)));
        // Waiting for the rows takes time: only a moment after it may be compared with what others wrote meanwhile.
        Instant read = clock.instant();
        Instant now = read.isAfter(asked) ? read : asked;
        Instant slowest = now;
        Map<String, Permits> permits = new HashMap<>();
        for (Budget budget : sorted) {
            List<NodeClocks.Stamped> calls = Objects.requireNonNull(stamped.get(budget.name()));
            NodeClocks.Compared compared = clocks.compare(budget.name(), calls, now, uptime.get());
            forget(budget, calls, compared);
            BudgetState state = Objects.requireNonNull(states.get(budget.name()));
            permits.put(budget.name(), new Permits(budget, state, compared.calls(), compared.slowest()));
            slowest = compared.slowest().isBefore(slowest) ? compared.slowest() : slowest;
        }
        return new Locked(permits, now, slowest);
    }

    private BudgetState lockedState(Budget budget, Instant asked) {
        database.write()
                .update(
                        "insert into budgets (name, share, share_at, strikes) values (?, ?, ?, 0) on conflict do nothing",
                        budget.name(),
                        (double) budget.limit(),
                        asked.toEpochMilli());
        return state(database.write(), budget, asked, database.forUpdate());
    }

    /** Forgets calls that matter no more, by the time that was found for them: their stamps may be of a clock that was set. */
    private void forget(Budget budget, List<NodeClocks.Stamped> stamped, NodeClocks.Compared compared) {
        Instant before = compared.slowest().minus(Permits.memory(budget)).minus(KEPT);
        Map<String, Instant> old = new HashMap<>();
        for (int i = 0; i < stamped.size(); i++) {
            Instant ended = compared.calls().get(i).endedAt();
            Instant stamp = stamped.get(i).call().endedAt();
            String writer = stamped.get(i).run();
            if (ended != null && stamp != null && ended.isBefore(before)) {
                old.merge(writer == null ? "" : writer, stamp, (one, other) -> one.isAfter(other) ? one : other);
            }
        }
        old.forEach((writer, until) -> database.write()
                .update(
                        "delete from calls where budget = ? and ended_at <= ? and coalesce(run, '') = ?",
                        budget.name(),
                        until.toEpochMilli(),
                        writer));
    }

    Permits permits(Budget budget, Instant now) {
        List<Call> calls = calls(database.read(), budget).stream()
                .map(NodeClocks.Stamped::call)
                .toList();
        return new Permits(budget, state(budget, now), calls, now);
    }

    BudgetState state(Budget budget, Instant now) {
        return state(database.read(), budget, now, "");
    }

    /** Returns what the service said when it stopped a budget, null when it did not. */
    @Nullable
    Wording why(Budget budget) {
        return database
                .read()
                .query(
                        "select why, wording from budgets where name = ? and why is not null",
                        (row, n) -> StoredWording.read(row.getString("why"), row.getString("wording")),
                        budget.name())
                .stream()
                .findFirst()
                .orElse(null);
    }

    private static BudgetState state(JdbcTemplate from, Budget budget, Instant now, String lock) {
        return from
                .query(
                        "select share, share_at, stopped_until, why, strikes from budgets where name = ?" + lock,
                        (row, n) -> new BudgetState(
                                row.getDouble("share"),
                                moment(row, "share_at"),
                                momentOrNull(row, "stopped_until"),
                                row.getString("why"),
                                row.getInt("strikes")),
                        budget.name())
                .stream()
                .findFirst()
                .orElseGet(() -> BudgetState.untouched(budget, now));
    }

    private static List<NodeClocks.Stamped> calls(JdbcTemplate from, Budget budget) {
        boolean grouped = budget.window().compareTo(LONG) > 0;
        List<Object> arguments = new ArrayList<>(List.of(budget.name()));
        if (grouped) {
            arguments.add(budget.window().toMillis() / PARTS);
        }
        return each(from.query(
                grouped ? GROUPED : ONE_BY_ONE,
                (row, n) -> Collections.nCopies(
                        row.getInt("requests"),
                        new NodeClocks.Stamped(
                                new Call(
                                        moment(row, "left_at"),
                                        momentOrNull(row, "ended_at"),
                                        row.getInt("question") == 1),
                                row.getString("run"),
                                row.getString("boot"),
                                row.getLong("left_up"))),
                arguments.toArray()));
    }

    private static <T> List<T> each(List<List<T>> rows) {
        return rows.stream().flatMap(List::stream).toList();
    }

    /** Counts the requests that left since a moment. */
    int since(Budget budget, Instant from) {
        Integer count = database.read()
                .queryForObject(
                        "select coalesce(sum(requests), 0) from calls where budget = ? and (ended_at is null or ended_at >= ?) and left_at > ?",
                        Integer.class,
                        budget.name(),
                        from.toEpochMilli(),
                        from.toEpochMilli());
        return count == null ? 0 : count;
    }

    /** Returns when the requests after a moment left, the earliest first; as far back as requests are kept. */
    List<Instant> leftAfter(Budget budget, Instant from) {
        return each(database.read()
                .query(
                        """
                        select left_at, requests from calls where budget = ? and (ended_at is null or ended_at >= ?) and left_at > ? \
                        order by left_at""",
                        (row, n) -> Collections.nCopies(row.getInt("requests"), moment(row, "left_at")),
                        budget.name(),
                        from.toEpochMilli(),
                        from.toEpochMilli()));
    }

    /** Writes a request down before it leaves. */
    void leave(Budget budget, String order, int attempt, int requests, boolean question, String node, Instant now) {
        Uptime up = uptime.get();
        database.write()
                .update(
                        "insert into calls (order_id, attempt, budget, left_at, question, node, run, requests, boot,"
                                + " left_up) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        order,
                        attempt,
                        budget.name(),
                        now.toEpochMilli(),
                        question ? 1 : 0,
                        Columns.cut(node, 200),
                        clocks.run(),
                        requests,
                        up == null ? null : Columns.cut(up.boot(), 40),
                        up == null ? null : up.millis());
    }

    void end(String order, int attempt, Instant now) {
        database.write()
                .update(
                        "update calls set ended_at = ? where order_id = ? and attempt = ? and ended_at is null",
                        now.toEpochMilli(),
                        order,
                        attempt);
    }

    /** Ends a try that sent fewer requests than it might have: the other permits are free again. */
    void end(String order, int attempt, int sent, Instant now) {
        if (sent == 0) {
            giveBack(order, attempt);
            return;
        }
        database.write()
                .update(
                        "update calls set requests = ? where order_id = ? and attempt = ? and ended_at is null",
                        sent,
                        order,
                        attempt);
        end(order, attempt, now);
    }

    /** Gives a permit back: nothing left the house. */
    void giveBack(String order, int attempt) {
        database.write().update("delete from calls where order_id = ? and attempt = ?", order, attempt);
    }

    /** Notes that the words of an answer to one order speak of a limit; the same words to a second order stop the budget. */
    void limitWords(Budget budget, String order, Instant leftAt, Wording why, Instant now) {
        boolean another = !database.write()
                .queryForList(
                        "select name from budgets where name = ? and words_by <> ? and words_at > ?",
                        String.class,
                        budget.name(),
                        order,
                        now.minus(WORDS_COUNT).toEpochMilli())
                .isEmpty();
        if (another) {
            limited(budget, leftAt, null, why, now);
        }
        database.write()
                .update("""
                        insert into budgets (name, share, share_at, strikes, words_by, words_at) values (?, ?, ?, 0, ?, ?) \
                        on conflict (name) do update set words_by = excluded.words_by, words_at = excluded.words_at""", budget.name(), (double) budget.limit(), now.toEpochMilli(), order, now.toEpochMilli());
    }

    void limited(Budget budget, Instant leftAt, @Nullable Duration retryAfter, Wording why, Instant now) {
        BudgetState state = state(database.write(), budget, now, database.forUpdate())
                .limited(budget, leftAt, retryAfter, why.text(), now);
        limits.tell(
                budget.name(),
                "Service %s reported that its limit is reached; no requests until %s, then at most %d in a window"
                        .formatted(budget.name(), state.stoppedUntil(), state.permits(budget, now)));
        database.write()
                .update(
                        """
                        insert into budgets (name, share, share_at, stopped_until, why, wording, strikes) \
                        values (?, ?, ?, ?, ?, ?, ?) on conflict (name) do update set share = excluded.share, \
                        share_at = excluded.share_at, stopped_until = excluded.stopped_until, why = excluded.why, \
                        wording = coalesce(excluded.wording, budgets.wording), \
                        strikes = excluded.strikes""",
                        budget.name(),
                        state.share(),
                        millis(state.shareAt()),
                        millis(state.stoppedUntil()),
                        Columns.cut(state.why(), 1000),
                        // An answer that changes nothing leaves the earlier reason.
                        why.text().equals(state.why()) ? StoredWording.column(why) : null,
                        state.strikes());
    }
}
