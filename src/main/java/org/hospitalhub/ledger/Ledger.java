package org.hospitalhub.ledger;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.pacing.PollPlan;
import org.jspecify.annotations.Nullable;

/** The ledger of a hub, opened. Gives its doors; several nodes may open the same PostgreSQL. */
public final class Ledger implements AutoCloseable {

    private static final byte[] PROOF = "the hub's ledger".getBytes(StandardCharsets.UTF_8);

    private final Database database;
    private final Acceptance acceptance;
    private final Batches batches;
    private final Claims claims;
    private final Orders orders;
    private final Services services;
    private final AnswerTimes answerTimes;
    private final Retention retention;
    private final Audit audit;
    private final Numbers numbers;
    private final Secrets secrets;
    private final Keys keys;
    private final Restoration restoration;
    private final Brokers brokers;
    private final Runs runs;

    private final PollPlans plans;

    private Ledger(
            Database database,
            Packing packing,
            Operations operations,
            Map<String, Budget> budgets,
            InstantSource clock,
            Supplier<@Nullable Uptime> uptime) {
        this.database = database;
        Plan plan = new Plan(operations, budgets);
        OrderTable table = new OrderTable(database, packing, plan);
        Papers papers = new Papers(database, packing);
        Counters counters = new Counters(database);
        OrderBook book = new OrderBook(database, table, papers, counters);
        AttemptTable attempts = new AttemptTable(database, packing.seal());
        BudgetTable budgetTable = new BudgetTable(database, clock, uptime);
        Pauses pauses = new Pauses(database);
        Aside aside = new Aside(database, operations);
        Holds holds = new Holds(database, plan, papers);
        AnswerTimeTable times = new AnswerTimeTable(database);
        Settlement settlement = new Settlement(
                book,
                papers,
                attempts,
                budgetTable,
                times,
                holds,
                new Verdict.Judge(new SecureRandom()),
                plan,
                new ServiceIds(database, packing),
                new Distrust(table, book, papers, attempts, budgetTable, plan));
        secrets = new SecretTable(database, packing.seal());
        SubjectIndex subjects = new SubjectIndex(database, secrets, plan);
        acceptance = new StoredAcceptance(
                database, table, papers, subjects, counters, new Reuse(database, papers, plan), packing, plan, clock);
        plans = new PollPlans(database, times, counters, operations, plan);
        Estimates estimates = new Estimates(database, budgetTable, plan, plans);
        batches = new StoredBatches(database, table, book, packing, plan, clock, estimates, budgetTable.run());
        ClockMarks marks = new ClockMarks(database, uptime);
        Overdue overdue = new Overdue(database, plan, plans);
        claims = new StoredClaims(
                database,
                table,
                book,
                papers,
                attempts,
                budgetTable,
                pauses,
                aside,
                holds,
                settlement,
                plan,
                overdue,
                plans,
                marks);
        orders = new StoredOrders(database, table, book, papers, subjects, attempts, counters, plan);
        services =
                new StoredServices(database, pauses, aside, holds, budgetTable, counters, operations, plan, estimates);
        answerTimes = times;
        retention = new StoredRetention(database, subjects, counters, times, operations);
        audit = new StoredAudit(database, packing.seal(), clock);
        numbers = new StoredNumbers(database, counters, operations, plan);
        brokers = new JdbcBrokers(database);
        keys = new StoredKeys(database, packing.seal());
        runs = new StoredRuns(database, claims, budgetTable.run());
        restoration = new StoredRestoration(database, table, book, papers, settlement, pauses, plan, packing.seal());
        holds.tryAllNow();
        marks.begin(clock.instant());
    }

    /**
     * Opens the ledger, or makes a new one.
     *
     * @param budgets by name; every budget that a step names must be there
     * @param clock moment of acceptance; claims and outcomes are told their moment
     * @throws LedgerException when it cannot be opened or written, has another key, or is newer than this program
     */
    public static Ledger open(
            LedgerSettings settings, Operations operations, Map<String, Budget> budgets, InstantSource clock) {
        return open(settings, operations, budgets, clock, () -> null);
    }

    /**
     * Opens the ledger of a hub that runs.
     *
     * @param uptime the machine's own count of time, by which a clock that was set between two runs is noticed
     * @see #open(LedgerSettings, Operations, Map, InstantSource)
     */
    public static Ledger open(
            LedgerSettings settings,
            Operations operations,
            Map<String, Budget> budgets,
            InstantSource clock,
            Supplier<@Nullable Uptime> uptime) {
        Packing packing = new Packing(new Seal(settings.keys()));
        Database database = Database.open(settings);
        try {
            checkKey(database, packing.seal());
            return new Ledger(database, packing, operations, budgets, clock, uptime);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static void checkKey(Database database, Seal seal) {
        database.write()
                .update(
                        "insert into facts (name, value) values ('key', ?) on conflict do nothing",
                        seal.seal(PROOF, "facts", "key"));
        List<byte[]> proofs =
                database.write().query("select value from facts where name = 'key'", (row, n) -> row.getBytes(1));
        proofs.forEach(proof -> seal.open(proof, "facts", "key"));
        // From now on the first key must be known, also when the one before it is taken away.
        database.write().update("update facts set value = ? where name = 'key'", seal.seal(PROOF, "facts", "key"));
    }

    /** Where work is accepted. */
    public Acceptance acceptance() {
        return acceptance;
    }

    /** When questions are worth a request; learned from {@link #answerTimes} for every operation that polls. */
    public PollPlan pollPlan() {
        return plans;
    }

    /** Dropped files. */
    public Batches batches() {
        return batches;
    }

    /** Where steps are claimed and outcomes recorded. */
    public Claims claims() {
        return claims;
    }

    /** Looking at orders and acting on them. */
    public Orders orders() {
        return orders;
    }

    /** Pauses, budgets and numbers by service. */
    public Services services() {
        return services;
    }

    /** How long answers took. */
    public AnswerTimes answerTimes() {
        return answerTimes;
    }

    /** Forgetting what is old. */
    public Retention retention() {
        return retention;
    }

    /** Who saw or did what. */
    public Audit audit() {
        return audit;
    }

    /** Numbers for screens and metrics. */
    public Numbers numbers() {
        return numbers;
    }

    /** Tokens and other secrets that change while the hub runs. */
    public Secrets secrets() {
        return secrets;
    }

    /** The keys it is sealed with. */
    public Keys keys() {
        return keys;
    }

    /** Hubs on this ledger and their brokers. */
    public Brokers brokers() {
        return brokers;
    }

    /** What is to be done after it was restored from a copy. */
    public Restoration restoration() {
        return restoration;
    }

    /** The runs of hubs on it. */
    public Runs runs() {
        return runs;
    }

    /** Closes all connections; work in progress ends as lost claims. */
    @Override
    public void close() {
        database.close();
    }
}
