package org.hospitalhub.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Claims.Claim;
import org.hospitalhub.ledger.Ledger;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.State;
import org.hospitalhub.ledger.Step;
import org.hospitalhub.ledger.jdbc.JdbcLedger;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.pacing.PollPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day of a lane on a virtual clock: the real ledger on a real file, and a service in memory that answers after minutes, loses
 * answers, has hours of trouble, and counts what a federal service would punish. The hub dies now and then with a call in flight.
 */
class ADayOfPollingTest {

    private static final Instant MORNING = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration WINDOW = Duration.ofSeconds(60);
    private static final int LIMIT = 3;
    private static final int ORDERS = 250;
    private static final int AT_ONCE = 50;

    @TempDir
    private Path home;

    private final Random random = new Random(7);
    private final Service service = new Service();
    private Instant now = MORNING;
    private int deaths;

    /** What the other side sees. */
    private final class Service implements StepRunner {
        private final Map<String, Instant> readyAt = new HashMap<>();
        private final Map<String, Instant> asked = new HashMap<>();
        private final Map<String, Integer> submits = new HashMap<>();
        private final Deque<Instant> window = new ArrayDeque<>();
        private final List<String> violations = new ArrayList<>();
        private PollPlan plan = (operation, at, last, count, when) -> when;

        @Override
        public Outcome run(ClaimedStep work) {
            arrived();
            String order = work.order().id();
            now = now.plusMillis(20 + random.nextInt(400));
            boolean trouble = Duration.between(MORNING, now).toHours() % 8 == 5 && now.getEpochSecond() % 3600 < 600;
            if (trouble) {
                return new FailureClassifier().classify(new SocketTimeoutException("trouble"));
            }
            return work.step().equals("submit") ? submitted(work, order) : asked(work, order);
        }

        private void arrived() {
            while (!window.isEmpty() && !window.getFirst().isAfter(now.minus(WINDOW))) {
                window.removeFirst();
            }
            window.addLast(now);
            if (window.size() > LIMIT) {
                violations.add(window.size() + " requests in the minute before " + now);
            }
        }

        private Outcome submitted(ClaimedStep work, String order) {
            submits.merge(order, 1, Integer::sum);
            readyAt.putIfAbsent(order, now.plusSeconds(5 + random.nextInt(240)));
            asked.put(order, now);
            if (random.nextInt(50) == 0) {
                return new Outcome.Unsure("the answer was lost");
            }
            return new Outcome.Next("poll", now.plus(PAUSE), ripe(work, null), memory());
        }

        private Outcome asked(ClaimedStep work, String order) {
            Instant claimed = work.claimedAt();
            if (Duration.between(asked.getOrDefault(order, Instant.EPOCH), claimed)
                            .compareTo(PAUSE)
                    < 0) {
                violations.add("order asked too early at " + claimed);
            }
            asked.put(order, claimed);
            return now.isBefore(readyAt.get(order))
                    ? new Outcome.Wait(now.plus(PAUSE), ripe(work, claimed), "not there yet", null)
                    : new Outcome.Done(JsonNodeFactory.instance.objectNode().put("answer", order));
        }

        private Instant ripe(ClaimedStep work, Instant last) {
            Instant ripe = plan.ripe("svc.ask", work.enteredAt(), last, work.tries(), now);
            return ripe.isBefore(now.plus(PAUSE)) ? now.plus(PAUSE) : ripe;
        }

        private ObjectNode memory() {
            return JsonNodeFactory.instance.objectNode().put("id", "1");
        }
    }

    @Test
    void noOrderIsLostAndNoPromiseBrokenInADay() {
        Operation ask = new Operation(
                "svc.ask",
                "svc",
                List.of(
                        new Step(
                                "submit",
                                "svc",
                                false,
                                Duration.ZERO,
                                new Step.Unsure.RepeatOnce(Duration.ZERO),
                                Duration.ofHours(24)),
                        new Step("poll", "svc", true, PAUSE, new Step.Unsure.Repeat(), Duration.ofHours(48))),
                (payload, files) -> new Operation.Checked(payload, List.of(), null),
                List.of("answer"),
                Duration.ZERO,
                null);
        InstantSource clock = () -> now;
        try (Ledger ledger = JdbcLedger.open(
                LedgerSettings.sqlite(home.resolve("ledger.db"), new byte[32]),
                new Operations(List.of(ask)),
                Map.of("svc", new Budget("svc", LIMIT, WINDOW, Duration.ofMillis(50), 0, Duration.ZERO)),
                clock)) {
            service.plan = ledger.pollPlan();
            Set<String> ids = aDay(ledger, new Lane("svc", "node", ledger.claims(), service, clock));
            everyOrderEndedOnce(ledger, ids);
        }
        assertThat(service.violations).isEmpty();
        assertThat(deaths).isPositive();
    }

    private Set<String> aDay(Ledger ledger, Lane lane) {
        Set<String> ids = new LinkedHashSet<>();
        Instant evening = MORNING.plus(Duration.ofHours(20));
        Duration between = Duration.between(MORNING, evening).dividedBy(ORDERS / AT_ONCE);
        while (now.isBefore(MORNING.plus(Duration.ofHours(24)))) {
            while (ids.size() < ORDERS && !now.isBefore(MORNING.plus(between.multipliedBy(ids.size() / AT_ONCE)))) {
                ids.add(give(ledger, ids.size()));
            }
            Claim claim = lane.claim(1);
            if (claim instanceof Claim.Claimed claimed) {
                pass(ledger, lane, claimed.work());
            } else {
                now = now.plus(Lane.timeToNextClaim((Claim.NotYet) claim, now, Duration.ofSeconds(60)))
                        .plusMillis(1);
            }
        }
        return ids;
    }

    private String give(Ledger ledger, int number) {
        return ledger.acceptance()
                .accept(new NewOrder(
                        "svc.ask",
                        "key-" + number,
                        number % 10 == 0 ? Priority.URGENT : Priority.BATCH,
                        "his",
                        ("{\"n\":" + number + "}").getBytes(StandardCharsets.UTF_8),
                        List.of(),
                        null,
                        new Address.Ask(),
                        null))
                .order()
                .id();
    }

    private void pass(Ledger ledger, Lane lane, ClaimedStep work) {
        if (random.nextInt(60) > 0) {
            lane.record(work, lane.run(work));
            return;
        }
        deaths++;
        service.run(work);
        now = now.plusSeconds(8);
        ledger.claims().recover(ledger.runs().id(), now);
    }

    private void everyOrderEndedOnce(Ledger ledger, Set<String> ids) {
        assertThat(ids).hasSize(ORDERS);
        int parked = 0;
        for (String id : ids) {
            Order order = ledger.orders().find(id).orElseThrow();
            List<String> submits = ledger.orders().attempts(id).stream()
                    .filter(attempt -> attempt.step().equals("submit"))
                    .map(attempt -> String.valueOf(attempt.outcome()))
                    .toList();
            assertThat(service.submits.getOrDefault(id, 0))
                    .as("requests that the history does not know")
                    .isLessThanOrEqualTo(submits.size());
            if (order.state() == State.PARKED) {
                parked++;
                assertThat(submits).contains("unsure", "unsure");
            } else {
                assertThat(order.state()).isEqualTo(State.COMPLETED);
                assertThat(ledger.orders()
                                .result(id)
                                .orElseThrow()
                                .path("answer")
                                .asText())
                        .isEqualTo(id);
            }
        }
        assertThat(parked).as("two losses in a row are rare").isLessThan(ORDERS / 10);
    }
}
