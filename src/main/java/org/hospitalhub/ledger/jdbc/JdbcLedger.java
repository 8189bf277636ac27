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
import org.hospitalhub.ledger.audit.JdbcAudit;
import org.hospitalhub.ledger.crypto.JdbcKeys;
import org.hospitalhub.ledger.crypto.Seal;
import org.hospitalhub.ledger.crypto.SealedJson;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.lifecycle.OperationCatalog;
import org.hospitalhub.ledger.lifecycle.TransitionPolicy;
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
        SealedJson sealedJson = new SealedJson(new Seal(settings.keys()));
        Database database = Database.open(settings);
        try {
            checkKey(database, sealedJson.seal());
            return build(database, sealedJson, operations, budgets, clock, uptime);
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
            SealedJson sealedJson,
            Operations operations,
            Map<String, Budget> limits,
            InstantSource clock,
            Supplier<@Nullable Uptime> uptime) {
        OperationCatalog catalog = new OperationCatalog(operations, limits);
        JdbcOrderRecords records = new JdbcOrderRecords(database, sealedJson, catalog);
        PayloadStore payloads = new PayloadStore(database, sealedJson);
        JdbcCounters counters = new JdbcCounters(database);
        JdbcAttempts attempts = new JdbcAttempts(database, sealedJson.seal());
        JdbcBudgets budgets = new JdbcBudgets(database, clock, uptime);
        JdbcPauses pauses = new JdbcPauses(database);
        PausedLane pausedLane = new PausedLane(database, operations);
        JdbcHolds holds = new JdbcHolds(database, catalog, payloads);
        JdbcAnswerTimes answerTimes = new JdbcAnswerTimes(database);
        Audit audit = new JdbcAudit(database, sealedJson.seal(), clock);
        OutcomeRecorder recorder = new OutcomeRecorder(
                database,
                records,
                payloads,
                counters,
                attempts,
                budgets,
                answerTimes,
                holds,
                new TransitionPolicy(new SecureRandom()),
                catalog,
                new JdbcServiceIds(database, sealedJson),
                new DuplicateServiceId(records, payloads, attempts, budgets, catalog),
                audit);
        Secrets secrets = new JdbcSecrets(database, sealedJson.seal());
        JdbcSubjectIndex subjects = new JdbcSubjectIndex(database, secrets, catalog);
        Acceptance acceptance = new JdbcAcceptance(
                database,
                records,
                payloads,
                subjects,
                counters,
                new AnswerReuse(database, records, payloads, catalog),
                sealedJson,
                catalog,
                clock);
        LearnedPollPlans plans = new LearnedPollPlans(database, answerTimes, counters, operations, catalog);
        Estimates estimates = new Estimates(database, budgets, catalog, plans);
        Batches batches =
                new JdbcBatches(database, records, recorder, sealedJson, catalog, clock, estimates, budgets.run());
        JdbcClockMarks marks = new JdbcClockMarks(database, clock, uptime);
        PollRescheduler overdue = new PollRescheduler(database, catalog, plans);
        WriteProof proof = new WriteProof(database, sealedJson.seal());
        Claims claims = new JdbcClaims(
                database,
                records,
                recorder,
                payloads,
                attempts,
                budgets,
                pauses,
                pausedLane,
                holds,
                catalog,
                overdue,
                plans,
                marks,
                proof);
        Orders orders = new JdbcOrders(database, records, recorder, payloads, subjects, attempts, counters, catalog);
        Services services = new JdbcServices(
                database, pauses, pausedLane, holds, budgets, counters, operations, catalog, estimates);
        Retention retention = new JdbcRetention(database, subjects, counters, answerTimes, operations);
        Numbers numbers = new JdbcNumbers(database, counters, operations, catalog, proof);
        Brokers brokers = new JdbcBrokers(database);
        Keys keys = new JdbcKeys(database, sealedJson.seal());
        Runs runs = new JdbcRuns(database, claims, budgets.run());
        Restoration restoration =
                new JdbcRestoration(database, records, recorder, payloads, pauses, catalog, sealedJson.seal());
        holds.tryAllNow();
        marks.begin();
        return new Ledger(
                acceptance,
                claims,
                orders,
                batches,
                services,
                plans,
                answerTimes,
                retention,
                audit,
                numbers,
                secrets,
                new JdbcKeptAnswers(database, sealedJson),
                keys,
                restoration,
                brokers,
                runs,
                database::close);
    }
}
