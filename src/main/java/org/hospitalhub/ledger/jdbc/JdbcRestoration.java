package org.hospitalhub.ledger.jdbc;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.Restoration;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.ledger.State;
import org.hospitalhub.ledger.Step;
import org.hospitalhub.ledger.crypto.Seal;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.lifecycle.OperationCatalog;
import org.hospitalhub.ledger.lifecycle.OrderRecord;
import org.hospitalhub.ledger.lifecycle.OrderTransitions;
import org.hospitalhub.rules.Wording;

/** Restoration in the database. */
final class JdbcRestoration implements Restoration {

    private static final int CHUNK = 200;
    private static final String MARK = "restored";

    private final Database database;
    private final JdbcOrderRecords records;
    private final OutcomeRecorder recorder;
    private final PayloadStore payloads;
    private final JdbcPauses pauses;
    private final OperationCatalog catalog;
    private final Seal seal;

    JdbcRestoration(
            Database database,
            JdbcOrderRecords records,
            OutcomeRecorder recorder,
            PayloadStore payloads,
            JdbcPauses pauses,
            OperationCatalog catalog,
            Seal seal) {
        this.database = database;
        this.records = records;
        this.recorder = recorder;
        this.payloads = payloads;
        this.pauses = pauses;
        this.catalog = catalog;
        this.seal = seal;
    }

    @Override
    public void mark(Instant copied) {
        byte[] moment = copied.toString().getBytes(StandardCharsets.UTF_8);
        database.write().update("""
                        insert into facts (name, value) values (?, ?) \
                        on conflict (name) do update set value = excluded.value""", MARK, seal.seal(moment, "facts", MARK));
    }

    @Override
    public Optional<Held> holdIfMarked(Instant now) {
        return database
                .write()
                .query("select value from facts where name = ?", (row, n) -> row.getBytes(1), MARK)
                .stream()
                .findFirst()
                .map(mark -> {
                    byte[] moment = seal.open(mark, "facts", MARK);
                    Held held = hold(Instant.parse(new String(moment, StandardCharsets.UTF_8)), now);
                    database.write().update("delete from facts where name = ?", MARK);
                    return held;
                });
    }

    private Held hold(Instant copied, Instant now) {
        Wording why = Wording.of("PAUSE.restored", copied);
        database.transact(() -> {
            catalog.lanes().stream()
                    .filter(lane -> pauses.of(lane).isEmpty())
                    .forEach(lane -> pauses.pause(lane, Services.Pause.RESTORE, why, now));
            return true;
        });
        long parked = 0;
        long waiting = 0;
        String last = "";
        List<OrderRecord> chunk;
        do {
            String after = last;
            List<OrderRecord> rows = records.look(
                    "where o.state in ('accepted', 'working', 'waiting') and o.id > ? order by o.id limit " + CHUNK,
                    after);
            long held = database.transact(() ->
                    rows.stream().filter(row -> hold(row.id(), copied, now)).count());
            parked += held;
            waiting += rows.size() - held;
            last = rows.isEmpty() ? last : rows.get(rows.size() - 1).id();
            chunk = rows;
        } while (chunk.size() == CHUNK);
        return new Held(copied, parked, waiting);
    }

    /** Ends a try that was under way when the copy was made, and parks the order if it must not be repeated. */
    private boolean hold(String id, Instant copied, Instant now) {
        records.findForUpdate(id)
                .filter(row -> row.claimed())
                .ifPresent(row -> recorder.record(
                        row, new Outcome.Unsure(Wording.of("UNSURE.copied", copied)), Integer.MAX_VALUE, now));
        OrderRecord row = records.findForUpdate(id).orElseThrow();
        if (row.state() == State.PARKED) {
            return true;
        }
        if (row.state().ended() || !mayHaveGoneTooFar(row)) {
            return false;
        }
        Problem problem = Problem.of(Problem.UNSURE, "UNSURE.restored", copied, row.step());
        recorder.save(row, OrderTransitions.parkUntried(row, problem), now);
        return true;
    }

    /** Returns whether a later step must not be sent twice. */
    private boolean mayHaveGoneTooFar(OrderRecord row) {
        if (row.delivering() || catalog.knownStep(row).isEmpty()) {
            return false;
        }
        List<Step> steps = catalog.operation(row.operation()).steps();
        int here = steps.indexOf(catalog.step(row));
        return steps.subList(here, steps.size()).stream().anyMatch(step -> !harmless(step, row));
    }

    private boolean harmless(Step step, OrderRecord row) {
        if (step.unsure() instanceof Step.Unsure.RepeatIf rule) {
            return rule.harmless().test(payloads.open(row.id()).payload());
        }
        return step.unsure() instanceof Step.Unsure.Repeat || step.unsure() instanceof Step.Unsure.RepeatOnce;
    }
}
