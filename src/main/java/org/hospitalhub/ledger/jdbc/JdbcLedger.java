package org.hospitalhub.ledger.jdbc;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.hospitalhub.ledger.Acceptance;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.ledger.Batches;
import org.hospitalhub.ledger.Brokers;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.Keys;
import org.hospitalhub.ledger.Ledger;
import org.hospitalhub.ledger.LedgerException;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.ledger.Numbers;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.Restoration;
import org.hospitalhub.ledger.Retention;
import org.hospitalhub.ledger.Runs;
import org.hospitalhub.ledger.Secrets;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.ledger.Uptime;
import org.hospitalhub.ledger.audit.StoredAudit;
import org.hospitalhub.ledger.crypto.Packing;
import org.hospitalhub.ledger.crypto.Seal;
import org.hospitalhub.ledger.crypto.StoredKeys;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.lifecycle.Plan;
import org.hospitalhub.ledger.lifecycle.Verdict;
import org.hospitalhub.pacing.Budget;
import org.jspecify.annotations.Nullable;

/** Opens the ledger in a database: builds every part of it and connects them. */
public final class JdbcLedger {

    private static final byte[] PROOF = "the hub's ledger".getBytes(StandardCharsets.UTF_8);

    private JdbcLedger() {}

    /**
     * Opens the ledger, or makes a new one.
     *
     * @param budgets by name; every budget that a step names must be there
     * @param clock moment of acceptance; claims and outcomes get theirs from the caller
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
            return build(database, packing, operations, budgets, clock, uptime);
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

    private static Ledger build(
            Database database,
            Packing packing,
            Operations operations,
            Map<String, Budget> budgets,
            InstantSource clock,
            Supplier<@Nullable Uptime> uptime) {
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
        Secrets secrets = new SecretTable(database, packing.seal());
        SubjectIndex subjects = new SubjectIndex(database, secrets, plan);
        Acceptance acceptance = new StoredAcceptance(
                database, table, papers, subjects, counters, new Reuse(database, papers, plan), packing, plan, clock);
        PollPlans plans = new PollPlans(database, times, counters, operations, plan);
        Estimates estimates = new Estimates(database, budgetTable, plan, plans);
        Batches batches = new StoredBatches(database, table, book, packing, plan, clock, estimates, budgetTable.run());
        ClockMarks marks = new ClockMarks(database, uptime);
        Overdue overdue = new Overdue(database, plan, plans);
        Claims claims = new StoredClaims(
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
        Orders orders = new StoredOrders(database, table, book, papers, subjects, attempts, counters, plan);
        Services services =
                new StoredServices(database, pauses, aside, holds, budgetTable, counters, operations, plan, estimates);
        Retention retention = new StoredRetention(database, subjects, counters, times, operations);
        Audit audit = new StoredAudit(database, packing.seal(), clock);
        Numbers numbers = new StoredNumbers(database, counters, operations, plan);
        Brokers brokers = new JdbcBrokers(database);
        Keys keys = new StoredKeys(database, packing.seal());
        Runs runs = new StoredRuns(database, claims, budgetTable.run());
        Restoration restoration =
                new StoredRestoration(database, table, book, papers, settlement, pauses, plan, packing.seal());
        holds.tryAllNow();
        marks.begin(clock.instant());
        return new Ledger(
                acceptance,
                claims,
                orders,
                batches,
                services,
                plans,
                times,
                retention,
                audit,
                numbers,
                secrets,
                keys,
                restoration,
                brokers,
                runs,
                database::close);
    }
}
