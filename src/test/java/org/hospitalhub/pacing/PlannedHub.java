package org.hospitalhub.pacing;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The ledger's rules of claiming in memory: ripe questions, then submissions, then with spare budget any question. */
final class PlannedHub implements SimulatedHub, LearnedPollPlan.History {

    /** When an order is worth a question; told its number so that an ideal plan can cheat. */
    interface Ripeness {
        Instant ripe(long order, Instant orderedAt, @Nullable Instant lastAsked, int asked, Instant now);
    }

    private static final class InFlight {
        final long order;
        final Instant orderedAt;

        @Nullable
        Instant asked;

        int questions;
        Instant ripe;

        InFlight(long order, Instant orderedAt) {
            this.order = order;
            this.orderedAt = orderedAt;
            this.ripe = orderedAt;
        }

        Instant due() {
            return (asked == null ? orderedAt : asked).plus(SimulatedService.PAUSE);
        }
    }

    private final SlidingWindow budget = new SlidingWindow();
    private final Map<Long, InFlight> inFlight = new HashMap<>();
    private final Map<Long, Instant> askedAt = new HashMap<>();
    private final PriorityQueue<InFlight> ripe =
            new PriorityQueue<>(Comparator.comparing((InFlight order) -> order.ripe));
    private final PriorityQueue<InFlight> due = new PriorityQueue<>(Comparator.comparing(InFlight::due));
    private final TreeMap<Long, AnswerTime> observed = new TreeMap<>();
    private Ripeness plan = (order, orderedAt, lastAsked, asked, now) -> now;
    private @Nullable LearnedPollPlan learned;
    private Instant looked = Simulation.START;
    private long waiting;
    private long submitted;

    /** A hub with the learned plan. */
    static PlannedHub learning() {
        PlannedHub hub = new PlannedHub();
        LearnedPollPlan learned = new LearnedPollPlan(hub, SimulatedService.PAUSE);
        hub.learned = learned;
        hub.plan =
                (order, orderedAt, lastAsked, asked, now) -> learned.ripe("n3.snils", orderedAt, lastAsked, asked, now);
        return hub;
    }

    /** A hub that knows when each answer is there and never asks in vain. */
    static PlannedHub ideal(SimulatedService service) {
        PlannedHub hub = new PlannedHub();
        hub.plan = (order, orderedAt, lastAsked, asked, now) -> {
            Instant ready = service.ready(order);
            Instant first = orderedAt.plus(SimulatedService.PAUSE);
            return ready == null ? now.plus(Duration.ofDays(9)) : ready.isAfter(first) ? ready : first;
        };
        return hub;
    }

    @Override
    public void accept(int orders, Instant now) {
        waiting += orders;
    }

    @Override
    public Claim claim(Instant now) {
        lookForOverdue(now);
        Instant permit = budget.next(waiting > 0 || isReached(ripe.peek(), now), now);
        if (permit.isAfter(now)) {
            return new NotYet(permit);
        }
        InFlight first = ripe.peek();
        if (first != null && isReached(first, now)) {
            return ask(first, now);
        }
        if (waiting > 0) {
            waiting--;
            budget.take(now);
            return new Request(submitted++, false);
        }
        InFlight unripe = due.peek();
        if (unripe != null && !unripe.due().isAfter(now) && budget.spare(now)) {
            return ask(unripe, now);
        }
        return new NotYet(unripe == null ? null : unripe.due().isAfter(now) ? unripe.due() : now.plusSeconds(1));
    }

    /** What an earlier plan put far off is asked now, if the present one would have asked long ago. */
    private void lookForOverdue(Instant now) {
        if (learned == null || now.isBefore(looked.plusSeconds(30))) {
            return;
        }
        looked = now;
        for (InFlight order : List.copyOf(due)) {
            if (order.ripe.isAfter(now)
                    && !order.due().isAfter(now)
                    && learned.overdue("n3.snils", order.orderedAt, order.asked, now)) {
                ripe.remove(order);
                order.ripe = now;
                ripe.add(order);
            }
        }
    }

    private static boolean isReached(@Nullable InFlight order, Instant now) {
        return order != null && !order.ripe.isAfter(now);
    }

    private Request ask(InFlight order, Instant now) {
        ripe.remove(order);
        due.remove(order);
        budget.take(now);
        askedAt.put(order.order, now);
        return new Request(order.order, true);
    }

    @Override
    public void record(Request request, boolean answered, Instant now) {
        InFlight order = inFlight.computeIfAbsent(request.order(), number -> new InFlight(number, now));
        if (request.question()) {
            Instant asked = askedAt.remove(request.order());
            remember(order, answered, asked == null ? now : asked);
            order.asked = now;
            order.questions++;
        }
        if (answered) {
            inFlight.remove(request.order());
        } else {
            order.ripe = plan.ripe(order.order, order.orderedAt, order.asked, order.questions, now);
            ripe.add(order);
            due.add(order);
        }
    }

    private void remember(InFlight order, boolean answered, Instant asked) {
        Duration age = Duration.between(order.orderedAt, asked);
        Duration before = order.asked == null ? Duration.ZERO : Duration.between(order.orderedAt, order.asked);
        observed.put(
                order.order,
                answered ? new AnswerTime(before, age, order.orderedAt) : new AnswerTime(age, null, order.orderedAt));
        if (observed.size() > LearnedPollPlan.REMEMBERED) {
            observed.pollFirstEntry();
        }
    }

    @Override
    public List<AnswerTime> newest(String operation, Instant now) {
        return List.copyOf(observed.values());
    }
}
