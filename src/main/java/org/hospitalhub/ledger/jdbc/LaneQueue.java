package org.hospitalhub.ledger.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.database.Columns;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.lifecycle.OrderRecord;
import org.hospitalhub.ledger.lifecycle.Rank;
import org.hospitalhub.pacing.Permit;
import org.hospitalhub.pacing.Permits;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the best orders of a lane at one moment: priority first; within it steps that cost nothing, then questions that are
 * worth a request and later or repeated steps by turn, then submissions. Every look is the first entry of an index, so it does not
 * matter how many orders wait; the first turns of all queues are read in one statement, since most queues are empty.
 */
final class LaneQueue {

    private static final String DUE = "where o.lane = ? and o.priority = ? and o.rank = %d and o.due_at is not null";
    private static final String RIPE = DUE + " and o.turn <= ? order by o.turn limit ";
    private static final String FIRST = DUE + " order by o.turn limit ";
    private static final String UNRIPE =
            "where o.lane = ? and o.rank = 1 and o.due_at is not null and o.rank < 3 and o.due_at <= ?"
                    + " and o.priority <= ? order by o.due_at limit ";
    private static final String QUESTION =
            " from orders where lane = ? and rank = 1 and due_at is not null and rank < 3";
    private static final String QUESTION_DUE = "select min(due_at)" + QUESTION + " and due_at > ?";
    private static final String QUESTION_WAITS = "select min(due_at)" + QUESTION + " and due_at <= ?";
    private static final String QUESTION_RIPE =
            "select min(turn) from orders where lane = ? and priority = ? and rank = 1 and due_at is not null and turn > ?";
    private static final String COUNT = "select 1 from orders o " + DUE + " and o.turn <= ? limit ?";

    private static final String IN_FLIGHT = "select 1" + QUESTION + " limit ?";

    /** How many orders are looked at to find one whose limits have permits, where steps count for different ones. */
    private static final int LOOK = 64;

    /** Share of a budget's limit that orders in flight may be, if each is asked after nearly every pause. */
    private static final double FEW = 0.25;

    private static final String HEADS = Stream.of(Priority.values())
            .flatMap(priority ->
                    Stream.of(Rank.values()).map(rank -> """
                            select * from (select priority, rank, turn from orders where lane = ? and priority = %d \
                            and rank = %d and due_at is not null order by turn limit 1) q%1$d%2$d""".formatted(Columns.number(priority), rank.number())))
            .collect(Collectors.joining(" union all "));

    private final Database database;
    private final JdbcOrderRecords records;
    private final LearnedPollPlans plans;
    private final String lane;
    private final Map<Queue, Instant> heads = new HashMap<>();
    private final StepLimits limits;
    private final @Nullable Permits permits;
    private final Instant now;
    private int waiting = -1;
    private Permit.@Nullable Held held;

    LaneQueue(
            Database database,
            JdbcOrderRecords records,
            LearnedPollPlans plans,
            String lane,
            StepLimits limits,
            Instant now) {
        this.database = database;
        this.records = records;
        this.plans = plans;
        this.lane = lane;
        this.limits = limits;
        this.permits = limits.pacing();
        this.now = now;
        Object[] lanes = Collections.nCopies(Priority.values().length * Rank.values().length, lane)
                .toArray();
        database.write()
                .query(
                        HEADS,
                        row -> {
                            heads.put(
                                    new Queue(row.getInt("priority"), row.getInt("rank")), Columns.moment(row, "turn"));
                        },
                        lanes);
    }

    /** One of the queues of a lane, by the numbers of its columns. */
    private record Queue(int priority, int rank) {}

    /** Returns all queries of a claim, for the test that reads their plans. */
    static Stream<String> queries() {
        return Stream.concat(
                Stream.of(HEADS, QUESTION_DUE, QUESTION_WAITS, QUESTION_RIPE, JdbcOrderRecords.SELECT + UNRIPE + 1),
                Stream.of(RIPE, FIRST).map(sql -> JdbcOrderRecords.SELECT + sql.formatted(Rank.QUESTION.number()) + 1));
    }

    /**
     * Returns the best orders that may be tried now, the best first; afterwards {@link #held} returns what held others back.
     *
     * @param most one where permits are counted, because each order needs its own permit
     */
    List<OrderRecord> best(int most) {
        List<OrderRecord> best = new ArrayList<>();
        for (Priority priority : Priority.values()) {
            add(best, most, limit -> ripe(priority, Rank.FREE, limit));
            if (submissionFirst(priority)) {
                add(best, most, limit -> submission(priority, limit));
            }
            if (most == 1 && continuingFirst(priority)) {
                add(best, most, limit -> continuing(priority, limit));
            }
            add(best, most, limit -> question(priority, limit));
            add(best, most, limit -> submission(priority, limit));
        }
        return best.isEmpty() && held == null ? spareQuestion(most) : best;
    }

    /**
     * Questions go first, but while fewer orders are in flight than keep the budget busy, every other request is a
     * submission: else the service is asked all that it has, then given all that waits, in waves.
     */
    private boolean submissionFirst(Priority priority) {
        if (permits == null
                || priority == Priority.URGENT
                || !permits.questionWasLast()
                || !reached(priority, Rank.FRESH)
                || !reached(priority, Rank.QUESTION)) {
            return false;
        }
        int enough = plans.inFlightEnough(lane, permits.share(), permits.window(), now);
        return inFlight(enough) < enough;
    }

    /** A later step that is due for longer than the first question goes before it: else questions that come again for ever keep it out. */
    private boolean continuingFirst(Priority priority) {
        return reached(priority, Rank.CONTINUING)
                && reached(priority, Rank.QUESTION)
                && turn(priority, Rank.CONTINUING).isBefore(turn(priority, Rank.QUESTION));
    }

    private Instant turn(Priority priority, Rank rank) {
        return Objects.requireNonNull(heads.get(new Queue(Columns.number(priority), rank.number())));
    }

    private int inFlight(int most) {
        return database.write().query(IN_FLIGHT, (row, n) -> 1, lane, most).size();
    }

    private static void add(List<OrderRecord> best, int most, IntFunction<List<OrderRecord>> more) {
        if (best.size() < most) {
            best.addAll(more.apply(most - best.size()));
        }
    }

    /** Returns what held a due order back, null when nothing did. */
    Permit.@Nullable Held held() {
        return held;
    }

    /** Returns when the lane should be looked at again, null when nothing waits in it. */
    @Nullable
    Instant next() {
        boolean asking = heads.keySet().stream().anyMatch(queue -> queue.rank() == Rank.QUESTION.number());
        List<@Nullable Instant> moments = new ArrayList<>(heads.values());
        moments.add(held == null ? null : held.until());
        if (asking) {
            moments.add(first(QUESTION_DUE, lane, millis()));
            moments.add(permits == null || first(QUESTION_WAITS, lane, millis()) == null ? null : permits.spareAt());
        }
        for (Priority priority : Priority.values()) {
            if (reached(priority, Rank.QUESTION)) {
                moments.add(first(QUESTION_RIPE, lane, Columns.number(priority), millis()));
            }
        }
        return moments.stream()
                .filter(moment -> moment != null && moment.isAfter(now))
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private @Nullable Instant first(String moment, Object... arguments) {
        return Columns.moment(database.write().queryForObject(moment, Long.class, arguments));
    }

    private boolean reached(Priority priority, Rank rank) {
        Instant turn = heads.get(new Queue(Columns.number(priority), rank.number()));
        return turn != null && (rank == Rank.FRESH || !turn.isAfter(now));
    }

    private List<OrderRecord> question(Priority priority, int most) {
        List<OrderRecord> ripe = ripe(priority, Rank.QUESTION, limits.several() ? LOOK : most);
        if (limits.several()) {
            return admitted(ripe, most);
        }
        return !ripe.isEmpty() && granted(priority) && questionGranted() ? ripe : List.of();
    }

    private List<OrderRecord> continuing(Priority priority, int most) {
        return permitted(priority, ripe(priority, Rank.CONTINUING, limits.several() ? LOOK : most), most);
    }

    private List<OrderRecord> submission(Priority priority, int most) {
        int look = limits.several() ? LOOK : most;
        List<OrderRecord> due = new ArrayList<>(ripe(priority, Rank.CONTINUING, look));
        if (reached(priority, Rank.FRESH)) {
            due.addAll(select(FIRST.formatted(Rank.FRESH.number()), look, lane, Columns.number(priority)));
        }
        due.sort(Comparator.comparing(LaneQueue::turn));
        return permitted(priority, due, most);
    }

    private List<OrderRecord> permitted(Priority priority, List<OrderRecord> due, int most) {
        if (limits.several()) {
            return admitted(due, most);
        }
        return !due.isEmpty() && granted(priority) ? due.subList(0, Math.min(most, due.size())) : List.of();
    }

    /** Those whose steps may have a permit of each limit that they count for: a step whose limit is used up blocks no other. */
    private List<OrderRecord> admitted(List<OrderRecord> rows, int most) {
        return rows.stream()
                .filter(row -> note(limits.ask(row, permits == null ? 1 : waiting(permits))))
                .limit(most)
                .toList();
    }

    /**
     * Questions that are allowed though hardly worth it: they keep a lone patient's wait short and the plan honest. The last
     * orders of a batch are asked as often as the plan thinks right.
     */
    private List<OrderRecord> spareQuestion(int most) {
        Priority last = asManyAsSpare();
        if (last == null || !spare()) {
            return List.of();
        }
        List<OrderRecord> unripe = select(UNRIPE, limits.several() ? LOOK : most, lane, millis(), Columns.number(last));
        return limits.several() ? admitted(unripe, most) : unripe;
    }

    private boolean spare() {
        return permits == null
                || (permits.spareAt() == null
                        && permits.ask(false, 1) instanceof Permit.Granted
                        && permits.askQuestion() instanceof Permit.Granted);
    }

    /** Returns the last priority whose orders may be polled after every pause, null for none. */
    private @Nullable Priority asManyAsSpare() {
        if (permits == null || plans.idle(lane, now)) {
            return Priority.BATCH;
        }
        int few = (int) (FEW * permits.share());
        return inFlight(few + 1) <= few ? Priority.NORMAL : null;
    }

    private boolean granted(Priority priority) {
        boolean urgent = priority == Priority.URGENT;
        return permits == null || note(permits.ask(urgent, urgent ? 1 : waiting(permits)));
    }

    private boolean questionGranted() {
        return permits == null || note(permits.askQuestion());
    }

    private boolean note(Permit permit) {
        if (permit instanceof Permit.Held holds
                && (held == null || holds.until().isBefore(held.until()))) {
            held = holds;
        }
        return permit instanceof Permit.Granted;
    }

    /** Orders that are worth a request now, counted up to one more than permits are free. */
    private int waiting(Permits of) {
        if (waiting < 0) {
            int enough = of.free(false) + 1;
            waiting = 0;
            for (Priority priority : Priority.values()) {
                for (Rank rank : List.of(Rank.QUESTION, Rank.CONTINUING, Rank.FRESH)) {
                    if (waiting < enough && reached(priority, rank)) {
                        waiting += count(priority, rank, enough - waiting);
                    }
                }
            }
        }
        return waiting;
    }

    private int count(Priority priority, Rank rank, int limit) {
        long until = rank == Rank.FRESH ? Long.MAX_VALUE : millis();
        return database.write()
                .query(COUNT.formatted(rank.number()), (row, n) -> 1, lane, Columns.number(priority), until, limit)
                .size();
    }

    private List<OrderRecord> ripe(Priority priority, Rank rank, int most) {
        return reached(priority, rank)
                ? select(RIPE.formatted(rank.number()), most, lane, Columns.number(priority), millis())
                : List.of();
    }

    /**
     * Returns the orders of a query. The limit is part of the statement, or PostgreSQL would plan for a tenth of the table;
     * limits are powers of two, so that there are few statements to prepare.
     */
    private List<OrderRecord> select(String where, int most, Object... arguments) {
        int limit = Integer.highestOneBit(2 * most - 1);
        List<OrderRecord> rows = records.select(where + limit + records.forUpdateSkipLocked(), arguments);
        return rows.subList(0, Math.min(most, rows.size()));
    }

    private long millis() {
        return now.toEpochMilli();
    }

    private static Instant turn(OrderRecord row) {
        Instant turn = row.turn();
        return turn == null ? row.acceptedAt() : turn;
    }
}
