package org.hospitalhub.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hospitalhub.rules.Finding;

/** A ledger with an order in every state, by its key, and how each of them goes on. */
final class EveryState {

    /** Where the orders stand when the ledger is left. */
    static final Map<String, State> LEFT = Map.ofEntries(
            Map.entry("accepted", State.ACCEPTED),
            Map.entry("working", State.WORKING),
            Map.entry("waiting", State.WAITING),
            Map.entry("first-asker", State.ACCEPTED),
            Map.entry("second-asker", State.WAITING),
            Map.entry("record-1", State.ACCEPTED),
            Map.entry("record-2", State.ACCEPTED),
            Map.entry("completed", State.COMPLETED),
            Map.entry("undelivered", State.COMPLETED),
            Map.entry("refused", State.REFUSED),
            Map.entry("parked", State.PARKED),
            Map.entry("unsure", State.PARKED),
            Map.entry("cancelled", State.CANCELLED));

    static final byte[] TOKEN = "a token".getBytes(UTF_8);

    private final LedgerFixture stage;
    private final Ledger ledger;

    EveryState(LedgerFixture stage, Ledger ledger) {
        this.stage = stage;
        this.ledger = ledger;
    }

    /** Plays the orders into the ledger and leaves it in the middle of the work. */
    void leave() {
        give(stage.order("completed"));
        stage.complete(ledger);
        give(stage.order("undelivered").withAddress(new Address.Queue("answers", "c1", 4)));
        stage.complete(ledger);
        newBudget();
        give(stage.order("refused"));
        record(stage.claim(ledger), new Outcome.Refused(List.of(Finding.error("NO", "$.patient", "is not known"))));
        give(stage.order("parked"));
        record(stage.claim(ledger), stage.failed(Outcome.Remedy.PARK, null));
        give(stage.order("unsure").withOperation("svc2.free"));
        record(stage.claim(ledger, "svc2"), new Outcome.Unsure("the order was sent"));
        ledger.orders().cancel(give(stage.order("cancelled")).id(), "olga", stage.now());
        newBudget();
        give(stage.order("waiting"));
        record(stage.claim(ledger), stage.nextPoll());
        give(stage.order("working"));
        stage.claim(ledger);
        give(stage.order("first-asker").withReuseKey("q"));
        give(stage.order("second-asker").withReuseKey("q"));
        Batch batch = batch();
        ledger.acceptance().acceptAll(batch.id(), 2, List.of(record(batch, 1), record(batch, 2)));
        give(stage.order("accepted").withPriority(Priority.URGENT));
        ledger.secrets().put("token", TOKEN);
        ledger.audit().record("olga", "unmask", order("parked").id(), "asked by the ward");
        ledger.services().pause("svc2", "olga", "maintenance", stage.now());
    }

    private void newBudget() {
        stage.advance(Duration.ofSeconds(11));
    }

    private Order give(Given given) {
        return ledger.acceptance().accept(given.order()).order();
    }

    private Batch batch() {
        return ledger.batches()
                .open("svc.ask", "c0ffee", "a.csv", new Batch.Format(Batch.Kind.CSV, ';', List.of("a", "b")));
    }

    private NewOrder record(Batch batch, int number) {
        return stage.order("record-" + number)
                .withAddress(new Address.BatchRecord(batch.id(), number))
                .order();
    }

    private void record(ClaimedStep work, Outcome outcome) {
        assertThat(ledger.claims().record(work, outcome, stage.now())).isTrue();
    }

    Order order(String key) {
        return ledger.orders()
                .list(new Orders.Query(null, null, null, key, null), 0, 1)
                .items()
                .get(0);
    }

    /** Where every order stands now, by its key. */
    Map<String, State> states() {
        Map<String, State> states = new TreeMap<>();
        LEFT.keySet().forEach(key -> states.put(key, order(key).state()));
        return states;
    }

    /** What a restarted node and a person do, until nothing is left to do. */
    void goOn() {
        ledger.runs().takeBackAll(stage.now());
        ledger.services().resume("svc2");
        ledger.orders().replay(order("parked").id(), null, "olga", stage.now());
        ledger.orders().replay(order("unsure").id(), null, "olga", stage.now());
        ledger.batches().markComplete(batch().id());
        for (int rounds = 0; rounds < 200; rounds++) {
            boolean any = List.of("svc", "svc2", "delivery").stream().anyMatch(this::oneStep);
            if (!any) {
                stage.advance(Duration.ofSeconds(10));
            }
        }
    }

    private boolean oneStep(String lane) {
        if (ledger.claims().claim(lane, "node", stage.now()) instanceof Claims.Claim.Claimed claimed) {
            ClaimedStep work = claimed.work();
            assertThat(new String(work.payload(), UTF_8)).contains(LedgerFixture.PLANTED);
            record(work, work.step().equals("submit") ? stage.nextPoll() : stage.done("yes"));
            return true;
        }
        return false;
    }
}
