package org.hospitalhub.dispatch;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hospitalhub.calls.Request;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.Batch;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.Ledger;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.Step;
import org.hospitalhub.ledger.jdbc.JdbcLedger;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.pacing.PollPlan;
import org.hospitalhub.pacing.SimulatedHub;
import org.hospitalhub.pacing.SimulatedService;
import org.hospitalhub.pacing.Simulation;

/** The real ledger, permits, plan and lane in a simulation; only the routes and the network are played. */
final class LedgerHub implements SimulatedHub, AutoCloseable {

    static final String OPERATION = "svc.ask";

    private static final String SERVICE = "svc";
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final byte[] PAYLOAD = "{}".getBytes(StandardCharsets.UTF_8);

    private Instant now = Simulation.START;
    private final Ledger ledger;
    private final PollPlan plan;
    private final Lane lane;
    private final Map<Long, ClaimedStep> inHand = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<Long, Instant> orderedAt = new HashMap<>();
    private boolean answered;
    private long given;

    /**
     * Opens a new ledger.
     *
     * @param margin of the budget
     */
    LedgerHub(Path folder, Duration margin) {
        this(folder, margin, List.of(OPERATION));
    }

    /**
     * Opens a new ledger for several operations of one service.
     *
     * @param margin of the budget
     */
    LedgerHub(Path folder, Duration margin, List<String> operations) {
        Budget budget = new Budget(SERVICE, SimulatedService.LIMIT, Duration.ofMinutes(1), margin, 0, Duration.ZERO);
        InstantSource clock = () -> now;
        // Written to a temporary folder: a day's requests must not wait for the disk, so that it is not forced.
        LedgerSettings settings = new LedgerSettings(
                "jdbc:sqlite:" + folder.resolve("ledger.db") + "?synchronous=OFF", null, null, List.of(KEY));
        ledger = JdbcLedger.open(
                settings,
                new Operations(operations.stream().map(LedgerHub::operation).toList()),
                Map.of(SERVICE, budget),
                clock);
        plan = ledger.pollPlan();
        lane = new Lane(SERVICE, "node", ledger.claims(), this::run, clock);
    }

    private static Operation operation(String name) {
        Step submit = new Step(
                "submit",
                SERVICE,
                false,
                Duration.ofSeconds(1),
                new Step.Unsure.RepeatOnce(Duration.ZERO),
                Duration.ofHours(1));
        Step poll =
                new Step("poll", SERVICE, true, SimulatedService.PAUSE, new Step.Unsure.Repeat(), Duration.ofDays(2));
        return new Operation(
                name,
                SERVICE,
                List.of(submit, poll),
                (payload, files) -> new Operation.Checked(payload, List.of(), null),
                List.of(),
                Duration.ZERO,
                null);
    }

    Ledger ledger() {
        return ledger;
    }

    @Override
    public void accept(int orders, Instant at) {
        accept(OPERATION, orders, at);
    }

    /** Accepts a batch of one operation. */
    void accept(String operation, int orders, Instant at) {
        now = at;
        Batch batch = batch(operation);
        List<NewOrder> drafts = new ArrayList<>();
        for (int record = 1; record <= orders; record++) {
            drafts.add(order(
                    operation,
                    "batch" + given + ":" + record,
                    Priority.BATCH,
                    new Address.BatchRecord(batch.id(), record)));
            if (drafts.size() == 1_000 || record == orders) {
                ledger.acceptance().acceptAll(batch.id(), record, drafts);
                drafts.clear();
            }
        }
        ledger.batches().markComplete(batch.id());
    }

    /** Accepts one urgent order; gives its number in the simulation. */
    String acceptUrgent(Instant at) {
        now = at;
        given++;
        return ledger.acceptance()
                .accept(order(OPERATION, "urgent" + given, Priority.URGENT, new Address.Ask()))
                .order()
                .id();
    }

    private Batch batch(String operation) {
        given++;
        return ledger.batches()
                .open(
                        operation,
                        "content" + given,
                        given + ".json",
                        new Batch.Format(Batch.Kind.NDJSON, ',', List.of()));
    }

    private static NewOrder order(String operation, String key, Priority priority, Address address) {
        return new NewOrder(operation, key, priority, "simulation", PAYLOAD, List.of(), null, address, null);
    }

    @Override
    public Claim claim(Instant at) {
        now = at;
        Claims.Claim claim = lane.claim(1);
        if (claim instanceof Claims.Claim.NotYet notYet) {
            return new NotYet(notYet.next());
        }
        ClaimedStep work = ((Claims.Claim.Claimed) claim).work();
        long number = numbers.computeIfAbsent(work.order().id(), id -> (long) numbers.size());
        inHand.put(number, work);
        return new Request(number, "poll".equals(work.step()));
    }

    /** The id of an order that was claimed last. */
    String idOf(Request request) {
        ClaimedStep work = inHand.get(request.order());
        return work == null ? "" : work.order().id();
    }

    /** The operation of an order that was claimed last. */
    String operationOf(long order) {
        ClaimedStep work = inHand.get(order);
        return work == null ? OPERATION : work.order().operation();
    }

    @Override
    public void record(Request request, boolean wasAnswered, Instant at) {
        now = at;
        answered = wasAnswered;
        ClaimedStep work = inHand.remove(request.order());
        if (work == null || !lane.record(work, lane.run(work))) {
            throw new IllegalStateException("the claim of order " + request.order() + " was lost");
        }
    }

    /** What the routes of a service would say. */
    private Outcome run(ClaimedStep work) {
        Instant next = now.plus(SimulatedService.PAUSE);
        String operation = work.order().operation();
        long number = numbers.getOrDefault(work.order().id(), -1L);
        if ("submit".equals(work.step())) {
            orderedAt.put(number, now);
            return new Outcome.Next("poll", next, plan.ripe(operation, now, null, 0, now), null);
        }
        if (answered) {
            orderedAt.remove(number);
            return new Outcome.Done(com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode());
        }
        Instant since = orderedAt.getOrDefault(number, work.enteredAt());
        Instant ripe = plan.ripe(operation, since, work.claimedAt(), work.tries(), now);
        return new Outcome.Wait(next, ripe, "the answer is not there yet", null);
    }

    @Override
    public void close() {
        ledger.close();
    }
}
