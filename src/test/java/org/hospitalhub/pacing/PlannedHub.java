package org.hospitalhub.pacing;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.hospitalhub.calls.Request;
import org.jspecify.annotations.Nullable;

/** The ledger's rules of claiming in memory: ripe questions, then submissions, then with spare budget any question. */
public final class PlannedHub implements SimulatedHub, LearnedPollPlan.History {

    private static final String OPERATION = "n3.snils";

    /** When an order is worth a question; it is given the number so that an ideal plan can cheat. */
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
    private Instant nextLook = Simulation.START;
    private boolean questionWasLast;
    private long waiting;
    private long submitted;

    /** A hub with the learned plan. */
    static PlannedHub learning() {
        PlannedHub hub = new PlannedHub();
        LearnedPollPlan learned = new LearnedPollPlan(hub, SimulatedService.PAUSE);
        hub.learned = learned;
        hub.plan =
                (order, orderedAt, lastAsked, asked, now) -> learned.ripe(OPERATION, orderedAt, lastAsked, asked, now);
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

    /** The learning hub for another test package. */
    public static SimulatedHub learned() {
        return learning();
    }

    /** The ideal hub for another test package. */
    public static SimulatedHub clairvoyant(SimulatedService service) {
        return ideal(service);
    }

    @Override
    public void accept(int orders, Instant now) {
        waiting += orders;
    }

    @Override
    public Claim claim(Instant now) {
        look(now);
        Instant permit = budget.next(waiting > 0 || isReached(ripe.peek(), now), now);
        if (permit.isAfter(now)) {
            return new NotYet(permit);
        }
        InFlight first = ripe.peek();
        if (first != null && isReached(first, now) && !submissionFirst(now)) {
            return ask(first, now);
        }
        if (waiting > 0) {
            waiting--;
            budget.take(now);
            questionWasLast = false;
            return new Request(submitted++, false);
        }
        InFlight unripe = due.peek();
        if (unripe != null && !unripe.due().isAfter(now) && budget.spare(now) && isIdle(now)) {
            return ask(unripe, now);
        }
        return new NotYet(nextMoment(first, unripe, now));
    }

    private @Nullable Instant nextMoment(@Nullable InFlight first, @Nullable InFlight unripe, Instant now) {
        if (first == null || unripe == null) {
            return null;
        }
        if (learned != null && isIdle(now)) {
            return unripe.due().isAfter(now) ? unripe.due() : now.plusSeconds(1);
        }
        return learned == null || first.ripe.isBefore(nextLook) ? first.ripe : nextLook;
    }

    private boolean isIdle(Instant now) {
        return learned == null || learned.idle(OPERATION, now);
    }

    private boolean submissionFirst(Instant now) {
        return learned != null
                && questionWasLast
                && waiting > 0
                && inFlight.size() * 2 * 60.25 < learned.secondsInFlight(OPERATION, now) * SimulatedService.LIMIT;
    }

    /** As the ledger does: what an earlier plan put off is asked when the present one would ask. */
    private void look(Instant now) {
        if (learned == null || now.isBefore(nextLook) || learned.idle(OPERATION, now)) {
            return;
        }
        boolean calm = !isReached(ripe.peek(), now);
        for (InFlight order : List.copyOf(due)) {
            if (!order.due().isAfter(now)) {
                boolean worth = learned.worthNow(OPERATION, order.orderedAt, order.asked, order.questions, now);
                turn(order, worth, learned.scouts(OPERATION, now), now);
            }
        }
        if (calm && !isReached(ripe.peek(), now)) {
            due.stream()
                    .filter(order -> order.asked == null)
                    .min(Comparator.comparing(order -> order.orderedAt))
                    .filter(order -> learned.scout(OPERATION, order.orderedAt, now))
                    .ifPresent(order -> turn(order, now));
        }
        Scouts scouts = learned.scouts(OPERATION, now);
        List<InFlight> neverAsked =
                due.stream().filter(order -> order.asked == null).toList();
        scouts.choose(neverAsked, order -> order.orderedAt, order -> order.ripe, now)
                .forEach(order -> turn(order, scouts.turn(order.orderedAt)));
        nextLook = now.plusSeconds(learned.restless(OPERATION, now) ? 2 : 10);
    }

    private void turn(InFlight order, boolean worth, Scouts scouts, Instant now) {
        if (worth && order.ripe.isAfter(now)) {
            turn(order, now);
        } else if (!worth && !order.ripe.isAfter(now) && order.asked == null && !scouts.isOfAge(order.orderedAt, now)) {
            turn(order, plan.ripe(order.order, order.orderedAt, null, order.questions, now));
        }
    }

    private void turn(InFlight order, Instant when) {
        ripe.remove(order);
        order.ripe = when;
        ripe.add(order);
    }

    @Override
    public Demand demand(String operation, List<AnswerTime> newest, Instant now) {
        long notAsked =
                inFlight.values().stream().filter(order -> order.asked == null).count();
        List<AnswerTime> hour = newest.stream()
                .filter(time -> time.at().isAfter(now.minusSeconds(3600)))
                .toList();
        long lately = notAsked
                + waiting
                + newest.stream()
                        .filter(time -> time.at().isAfter(now.minusSeconds(2400)))
                        .count();
        return new Demand(
                waiting,
                inFlight.size(),
                hour.size() + notAsked,
                hour.stream().mapToLong(AnswerTime::inVain).sum(),
                lately <= SimulatedService.LIMIT / 2);
    }

    /** Returns when everything is likely to be done, by what the hub has learned. */
    ExpectedEnd expectedEnd(Instant now) {
        List<Duration> ages = inFlight.values().stream()
                .map(order -> Duration.between(order.orderedAt, now))
                .toList();
        return java.util.Objects.requireNonNull(learned)
                .end(OPERATION, waiting, ages, SimulatedService.LIMIT * 60 / 60.25, now);
    }

    private static boolean isReached(@Nullable InFlight order, Instant now) {
        return order != null && !order.ripe.isAfter(now);
    }

    private Request ask(InFlight order, Instant now) {
        ripe.remove(order);
        due.remove(order);
        budget.take(now);
        questionWasLast = true;
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
                answered
                        ? new AnswerTime(before, age, order.orderedAt, order.questions + 1)
                        : new AnswerTime(age, null, order.orderedAt, order.questions + 1));
        if (observed.size() > LearnedPollPlan.REMEMBERED) {
            observed.pollFirstEntry();
        }
    }

    @Override
    public List<AnswerTime> newest(String operation, Instant now) {
        return List.copyOf(observed.values());
    }
}
