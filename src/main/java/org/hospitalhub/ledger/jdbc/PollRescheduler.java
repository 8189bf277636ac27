package org.hospitalhub.ledger.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.hospitalhub.ledger.database.Columns;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.lifecycle.OperationCatalog;
import org.hospitalhub.pacing.Scouts;
import org.jspecify.annotations.Nullable;

/**
 * Holds the questions that may be asked against the poll plan of the moment: what was put off by an earlier plan and is worth a
 * request now comes forward, what is not worth it any more goes back. Never before the service's pause is over.
 */
final class PollRescheduler {

    /** The oldest so many; a budget of fifty a minute has far fewer in flight. */
    private static final int AT_ONCE = 5_000;

    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration EVERY_RESTLESS = Duration.ofSeconds(2);

    static final String DUE = """
            select id, operation, attempts, tries, asked_since, unanswered_at, turn from orders where lane = ? and rank = 1 \
            and due_at is not null and rank < 3 and due_at <= ? and asked_since is not null order by due_at limit ?""";

    private final Database database;
    private final OperationCatalog catalog;
    private final LearnedPollPlans plans;
    private final Map<String, Instant> nextLook = new ConcurrentHashMap<>();

    PollRescheduler(Database database, OperationCatalog catalog, LearnedPollPlans plans) {
        this.database = database;
        this.catalog = catalog;
        this.plans = plans;
    }

    private record Asked(
            String id,
            String operation,
            int attempts,
            int tries,
            Instant since,
            @Nullable Instant last,
            Instant turn) {}

    private record Moved(Asked asked, Instant turn) {}

    /** Looks through a lane when its last look was long enough ago; returns when the next one is due, null without a budget. */
    @Nullable
    Instant look(String lane, Instant now) {
        if (catalog.budget(lane) == null) {
            return null;
        }
        Instant next = nextLook.get(lane);
        if (next != null && now.isBefore(next) && !now.isBefore(next.minus(EVERY))) {
            return next;
        }
        // With few orders each is asked after every pause as it is, behind everything else that is due.
        if (!plans.idle(lane, now)) {
            revise(lane, now);
        }
        Instant after = now.plus(plans.restless(lane, now) ? EVERY_RESTLESS : EVERY);
        nextLook.put(lane, after);
        return after;
    }

    private void revise(String lane, Instant now) {
        List<Asked> due = due(lane, now);
        List<Moved> moved = new ArrayList<>();
        for (Asked asked : due) {
            Instant turn = turn(asked, now);
            if (turn.isAfter(now) != asked.turn().isAfter(now)) {
                moved.add(new Moved(asked, turn));
            }
        }
        moved.addAll(scouts(due, now));
        if (moved.isEmpty()) {
            scout(due, now).ifPresent(asked -> moved.add(new Moved(asked, now)));
        }
        if (!moved.isEmpty()) {
            database.transact(() -> write(moved));
        }
    }

    private Instant turn(Asked asked, Instant now) {
        boolean worth = plans.of(asked.operation())
                .worthNow(asked.operation(), asked.since(), asked.last(), asked.tries(), now);
        if (worth) {
            return asked.turn().isAfter(now) ? now : asked.turn();
        }
        if (asked.turn().isAfter(now) || asked.last() != null || isScout(asked, now)) {
            return asked.turn();
        }
        return plans.ripe(asked.operation(), asked.since(), asked.last(), asked.tries(), now);
    }

    private boolean isScout(Asked asked, Instant now) {
        return plans.of(asked.operation()).scouts(asked.operation(), now).isOfAge(asked.since(), now);
    }

    /** Returns the scouts to send under a long backlog. */
    private List<Moved> scouts(List<Asked> due, Instant now) {
        Map<String, List<Asked>> neverPolled =
                due.stream().filter(asked -> asked.last() == null).collect(Collectors.groupingBy(Asked::operation));
        List<Moved> moved = new ArrayList<>();
        neverPolled.forEach((operation, orders) -> {
            Scouts scouts = plans.of(operation).scouts(operation, now);
            scouts.choose(orders, Asked::since, Asked::turn, now)
                    .forEach(asked -> moved.add(new Moved(asked, scouts.turn(asked.since()))));
        });
        return moved;
    }

    /** Returns the oldest order that was never polled, when no poll is ripe and little is known yet. */
    private java.util.Optional<Asked> scout(List<Asked> due, Instant now) {
        return due.stream().anyMatch(asked -> !asked.turn().isAfter(now))
                ? java.util.Optional.empty()
                : due.stream()
                        .filter(asked -> asked.last() == null)
                        .min(java.util.Comparator.comparing(Asked::since))
                        .filter(asked -> plans.of(asked.operation()).scout(asked.operation(), asked.since(), now));
    }

    private List<Asked> due(String lane, Instant now) {
        return database
                .read()
                .query(
                        DUE,
                        (row, n) -> new Asked(
                                row.getString("id"),
                                row.getString("operation"),
                                row.getInt("attempts"),
                                row.getInt("tries"),
                                Columns.moment(row, "asked_since"),
                                Columns.momentOrNull(row, "unanswered_at"),
                                Columns.moment(row, "turn")),
                        lane,
                        now.toEpochMilli(),
                        AT_ONCE)
                .stream()
                .filter(asked -> catalog.knows(asked.operation()) && catalog.learns(asked.operation()))
                .toList();
    }

    /** Only orders that have not been polled meanwhile. */
    private int write(List<Moved> moved) {
        int all = 0;
        for (Moved one : moved) {
            all += database.write()
                    .update(
                            "update orders set turn = ? where id = ? and attempts = ? and rank = 1 and due_at is not null",
                            one.turn().toEpochMilli(),
                            one.asked().id(),
                            one.asked().attempts());
        }
        return all;
    }
}
