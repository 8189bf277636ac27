package org.hospitalhub.ledger.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.hospitalhub.calls.BackOff;
import org.hospitalhub.calls.RetryAfter;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Refusal;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.ledger.Step;
import org.hospitalhub.ledger.crypto.StoredWording;
import org.hospitalhub.ledger.database.Columns;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.lifecycle.OperationCatalog;
import org.hospitalhub.ledger.lifecycle.OrderRecord;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a service from being asked for ever with a key, a certificate or a log-in that it does not accept. After {@link #IN_A_ROW}
 * refusals in a row over different orders the orders of that identity wait; one of them tries after a start, after somebody
 * resumed the service, and after a pause of 5 minutes that doubles up to an hour. The first that is accepted ends the hold.
 *
 * <p>A log-in that says "later", or does not answer, holds the orders that need it at once, for the time that it asked for: they
 * do not ask one after the other. So does one that refused, until the next order asks.
 *
 * <p>What is counted in a row is known to this node only, so each node may see {@link #IN_A_ROW} refusals; the hold is for all.
 */
final class JdbcHolds {

    static final int IN_A_ROW = 3;
    static final Duration FIRST_PAUSE = Duration.ofMinutes(5);
    static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** Pause between the first refusals of a log-in: some services count failed attempts. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private static final BackOff LOG_IN = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private static final Logger log = LoggerFactory.getLogger(JdbcHolds.class);
    private static final int CHUNK = 500;
    private static final String MOVE = """
            update orders set lane = ? where lane || '' = ? and due_at is not null and id in (\
            select id from orders where lane = ? and due_at is not null limit 500)""";

    private final Database database;
    private final OperationCatalog catalog;
    private final PayloadStore payloads;
    private final Map<Key, Set<String>> refused = new ConcurrentHashMap<>();
    private final Map<String, Key> probes = new ConcurrentHashMap<>();
    private final AtomicBoolean ended = new AtomicBoolean();

    JdbcHolds(Database database, OperationCatalog catalog, PayloadStore payloads) {
        this.database = database;
        this.catalog = catalog;
        this.payloads = payloads;
    }

    /** A service and, where it has several, one of our identities at it. */
    private record Key(String service, String scope) {
        /** Returns the lane in which orders of a held identity wait while others go on. */
        String lane() {
            return "^%s/%08x".formatted(service, scope.hashCode());
        }

        @Override
        public String toString() {
            return scope.isEmpty() ? service : service + " (" + scope + ")";
        }
    }

    /** Returns the holds of a service, read within the running transaction; usually none. */
    List<Services.Hold> of(String service) {
        return database.write().query(SELECT + " and service = ?", MAPPER, service);
    }

    /** Returns all holds. */
    List<Services.Hold> all() {
        return database.read().query(SELECT, MAPPER);
    }

    private static final String SELECT =
            "select service, scope, code, why, wording, since, next_at, refusals, log_ins from holds where ended = 0";
    private static final org.springframework.jdbc.core.RowMapper<Services.Hold> MAPPER = (row, n) -> new Services.Hold(
            row.getString("service"),
            row.getString("scope"),
            row.getString("code"),
            StoredWording.read(row.getString("why"), row.getString("wording")),
            Columns.moment(row, "since"),
            Columns.moment(row, "next_at"),
            row.getInt("refusals"),
            row.getInt("log_ins"));

    /** Returns the lane in which the orders of a hold wait, when it is not for the whole service. */
    static String lane(Services.Hold hold) {
        return new Key(hold.service(), hold.scope()).lane();
    }

    /**
     * Moves orders whose identity is held out of the lane, unless one of them may try. Runs in the claim's
     * transaction.
     *
     * @return the others
     */
    List<OrderRecord> admit(List<Services.Hold> holds, List<OrderRecord> up, Instant now) {
        if (holds.isEmpty()) {
            return up;
        }
        List<OrderRecord> admitted = new ArrayList<>();
        for (OrderRecord row : up) {
            Optional<Services.Hold> hold = row.delivering() ? Optional.empty() : holding(holds, row);
            if (hold.isEmpty() || probe(hold.get(), row.id(), now)) {
                admitted.add(row);
            } else if (!hold.get().scope().isEmpty()) {
                database.write().update("update orders set lane = ? where id = ?", lane(hold.get()), row.id());
            }
        }
        return admitted;
    }

    private Optional<Services.Hold> holding(List<Services.Hold> holds, OrderRecord row) {
        Set<String> scopes = scopes(row);
        return holds.stream().filter(hold -> scopes.contains(hold.scope())).findFirst();
    }

    /** Lets one order try although its identity is held, when the time for that has come and no other node was sooner. */
    boolean probe(Services.Hold hold, String order, Instant now) {
        boolean mine = !now.isBefore(hold.next())
                && database.write()
                                .update(
                                        "update holds set next_at = ? where service = ? and scope = ? and next_at = ? and ended = 0",
                                        now.plus(OrderRecord.LEASE).toEpochMilli(),
                                        hold.service(),
                                        hold.scope(),
                                        hold.next().toEpochMilli())
                        == 1;
        if (mine) {
            probes.put(order, new Key(hold.service(), hold.scope()));
        }
        return mine;
    }

    /**
     * Learns from a try. Runs in the transaction that records it.
     *
     * @param spoke whether the attempt reached the service, as far as the step knows
     */
    void learn(OrderRecord row, Outcome outcome, boolean spoke, Instant now) {
        if (row.delivering()) {
            return;
        }
        Refusal refusal = outcome instanceof Outcome.Failed failed ? failed.refusal() : null;
        if (outcome instanceof Outcome.Failed failed && refusal != null) {
            if (failed.remedy() == Outcome.Remedy.RETRY) {
                holdLogIn(key(row, refusal), row.id(), failed, now);
            } else {
                refuse(row, failed.problem(), refusal, now);
            }
            return;
        }
        boolean accepted = spoke
                && (outcome instanceof Outcome.Done
                        || outcome instanceof Outcome.Refused
                        || outcome instanceof Outcome.Wait
                        || outcome instanceof Outcome.Next);
        Key probed = probes.remove(row.id());
        if (probed != null) {
            next(probed, accepted || (spoke && loggedIn(probed, outcome)) ? null : now);
        }
        if (accepted && !refused.isEmpty()) {
            scopes(row).forEach(scope -> refused.remove(new Key(catalog.lane(row), scope)));
        }
    }

    private void refuse(OrderRecord row, Problem problem, Refusal refusal, Instant now) {
        Key key = key(row, refusal);
        Set<String> orders = refused.computeIfAbsent(key, fresh -> ConcurrentHashMap.newKeySet());
        orders.add(row.id());
        Key probed = probes.remove(row.id());
        boolean inARow = orders.size() >= IN_A_ROW;
        if (probed != null && (inARow || number(probed, "log_ins") == 0)) {
            orders.clear();
            postpone(probed, problem, now);
        } else if (probed != null) {
            change(probed, problem, now.plus(AGAIN), 0, 1);
        } else if (inARow && hold(key, problem, now.plus(FIRST_PAUSE), IN_A_ROW, 0, now)) {
            orders.clear();
            log.warn(
                    "Service {} is held after {} refusals in a row ({}: {}); its orders wait, and one of them tries from time to"
                            + " time, and after a resume or a start",
                    key,
                    IN_A_ROW,
                    problem.code(),
                    problem.title());
        }
    }

    /** Holds at once what needs a log-in that is not to be had now; a trial order's failure lets the next one wait longer. */
    private void holdLogIn(Key key, String order, Outcome.Failed failed, Instant now) {
        Key probed = probes.remove(order);
        if (probed != null && !probed.equals(key)) {
            next(probed, now);
        }
        int failures = 1 + (key.equals(probed) ? number(key, "log_ins") : 0);
        Instant next = now.plus(pause(failures, failed.retryAfter()));
        if (key.equals(probed)) {
            change(key, failed.problem(), next, 0, failures);
        } else if (hold(key, failed.problem(), next, 0, failures, now)) {
            log.warn(
                    "Service {} gives no log-in now ({}: {}); the orders that need it wait until {}",
                    key,
                    failed.problem().code(),
                    failed.problem().title(),
                    next);
        }
    }

    private static Duration pause(int failures, @Nullable Duration asked) {
        Duration own = LOG_IN.after(failures);
        Duration wanted = asked == null || asked.compareTo(own) < 0 ? own : asked;
        return RetryAfter.tooLong(wanted) ? RetryAfter.LONGEST : wanted;
    }

    /** Returns whether a trial order of a held log-in got one, whatever became of its request. */
    private boolean loggedIn(Key key, Outcome outcome) {
        boolean unused = outcome instanceof Outcome.Failed failed && failed.remedy() == Outcome.Remedy.AGAIN;
        return !unused && number(key, "log_ins") > 0;
    }

    private int number(Key key, String column) {
        return database
                .write()
                .query(
                        "select " + column + " from holds where service = ? and scope = ? and ended = 0",
                        (row, n) -> row.getInt(1),
                        key.service(),
                        key.scope())
                .stream()
                .findFirst()
                .orElse(0);
    }

    private static Wording why(Problem problem) {
        return Wording.joined(". ", List.of(problem.titleWording(), problem.detailWording()));
    }

    private boolean hold(Key key, Problem problem, Instant next, int refusals, int logIns, Instant now) {
        Wording why = why(problem);
        return database.write()
                        .update(
                                """
                insert into holds (service, scope, code, why, wording, since, next_at, refusals, log_ins, ended) \
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0) \
                on conflict (service, scope) do update set code = excluded.code, why = excluded.why, \
                wording = excluded.wording, since = excluded.since, \
                next_at = excluded.next_at, refusals = excluded.refusals, log_ins = excluded.log_ins, ended = 0 where holds.ended = 1""",
                                key.service(),
                                key.scope(),
                                Columns.cut(problem.code(), 100),
                                Columns.cut(why.text(), 1000),
                                StoredWording.column(why),
                                now.toEpochMilli(),
                                next.toEpochMilli(),
                                refusals,
                                logIns)
                == 1;
    }

    private void postpone(Key key, Problem problem, Instant now) {
        int refusals = 1 + Math.max(number(key, "refusals"), IN_A_ROW - 1);
        Instant next = now.plus(pause(refusals));
        change(key, problem, next, refusals, 0);
        log.warn("Service {} refused a trial order again; the next one is tried at {}", key, next);
    }

    private void change(Key key, Problem problem, Instant next, int refusals, int logIns) {
        Wording why = why(problem);
        database.write()
                .update(
                        "update holds set refusals = ?, log_ins = ?, next_at = ?, code = ?, why = ?, wording = ?"
                                + " where service = ? and scope = ? and ended = 0",
                        refusals,
                        logIns,
                        next.toEpochMilli(),
                        Columns.cut(problem.code(), 100),
                        Columns.cut(why.text(), 1000),
                        StoredWording.column(why),
                        key.service(),
                        key.scope());
    }

    private static Duration pause(int refusals) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.max(0, Math.min(refusals - IN_A_ROW, 10)));
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    /** Ends a hold, or lets another order try at a moment: the last one learned nothing. */
    private void next(Key key, @Nullable Instant again) {
        if (again == null) {
            database.write()
                    .update("update holds set ended = 1 where service = ? and scope = ?", key.service(), key.scope());
            ended.set(true);
            log.info("Service {} accepts our credentials again; its orders continue", key);
        } else {
            database.write()
                    .update(
                            "update holds set next_at = ? where service = ? and scope = ? and ended = 0",
                            again.toEpochMilli(),
                            key.service(),
                            key.scope());
        }
    }

    /** Lets one order of a held service try at once: somebody says that it may be cured. */
    void tryNow(String service) {
        database.write()
                .update(
                        "update holds set next_at = 0, refusals = ? where service = ? and ended = 0 and log_ins = 0",
                        IN_A_ROW,
                        service);
        database.write().update("update holds set next_at = 0 where service = ? and ended = 0", service);
    }

    /** Lets one order of everything that is held try at once: settings may have changed. A log-in's time is kept. */
    void tryAllNow() {
        database.write().update("update holds set next_at = 0 where ended = 0 and log_ins = 0");
    }

    /** Brings back what waited for a hold that this node has just ended. Called outside of transactions; never fails. */
    void bringBackIfEnded() {
        if (ended.getAndSet(false)) {
            try {
                bringBack();
            } catch (RuntimeException later) {
                log.warn(
                        "Could not release waiting orders ({}); trying again",
                        later.getClass().getName());
            }
        }
    }

    /** Brings back what waited for holds that have ended, in small transactions. */
    void bringBack() {
        List<Key> ended = database.read()
                .query(
                        "select service, scope from holds where ended = 1",
                        (row, n) -> new Key(row.getString(1), row.getString(2)));
        for (Key key : ended) {
            int moved;
            do {
                moved = database.transact(() -> database.write().update(MOVE, key.service(), key.lane(), key.lane()));
            } while (moved == CHUNK);
            database.write()
                    .update(
                            "delete from holds where service = ? and scope = ? and ended = 1",
                            key.service(),
                            key.scope());
        }
    }

    private Operation.Identity identity(OrderRecord row) {
        return catalog.operation(row.operation())
                .identities()
                .of(payloads.open(row.id()).payload());
    }

    private Key key(OrderRecord row, Refusal refusal) {
        return new Key(catalog.lane(row), scope(row, identity(row), refusal));
    }

    private Set<String> scopes(OrderRecord row) {
        Operation.Identity identity = identity(row);
        return Arrays.stream(Refusal.values())
                .map(refusal -> scope(row, identity, refusal))
                .collect(Collectors.toSet());
    }

    private String scope(OrderRecord row, Operation.Identity identity, Refusal refusal) {
        String scope =
                switch (refusal) {
                    case ALL -> "";
                    case CALLER -> identity.name();
                    case RIGHT -> (identity.name() + " " + identity.right()).strip();
                    case LOG_IN -> catalog.knownStep(row).map(Step::logIn).orElse("");
                };
        return String.valueOf(Columns.cut(scope, 400));
    }
}
